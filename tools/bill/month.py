"""What a month comes to, line by line: how many of what, counted how, at which price."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools import templates

FOLDER = Path(__file__).parent
FIGURES = templates.ROOT / "docs" / "performance.md"
_MONTH_HOURS = 730
_WALKS = 36
"""Through everybody, a month: the nights', and closings."""
_METRIC = re.compile(r'add_metric\("(\w+)"')


@dataclass(frozen=True)
class Line:
    """So many of what `price` names, and how they were counted."""

    what: str
    price: str
    number: float
    how: str

    def dollars(self, *, with_allowance: bool = True) -> float:
        """Return what the line costs, with the free allowance or where others have used it up."""
        known = prices()[self.price]
        free = known.get("free", 0) if with_allowance else 0
        return float(max(0.0, self.number - free) * known["price"])


@cache
def prices() -> Mapping[str, Any]:
    """Return the prices by their names, with the date and the region that they are of."""
    return tomllib.loads((FOLDER / "prices.toml").read_text(encoding="utf-8"))


@cache
def usage() -> Mapping[str, float]:
    """Return what people do in a month."""
    return tomllib.loads((FOLDER / "usage.toml").read_text(encoding="utf-8"))


@cache
def measured() -> Mapping[str, float]:
    """Return the figures that `make bench` took last, as docs/performance.md keeps them."""
    rows = re.findall(r"^\| `([\w.]+)` \| \**([\d,.]+)\** \|", FIGURES.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: float(value.replace(",", "")) for name, value in rows}


def total(lines: list[Line], *, with_allowance: bool = True) -> float:
    """Return what all lines cost together, in dollars."""
    return sum(line.dollars(with_allowance=with_allowance) for line in lines)


def bill(people: int, *, work_accounts: bool = False) -> list[Line]:
    """Return the lines of a month with so many people, all of whom sign in by mailed code or by their work account."""
    return [*_database(people), *_functions(people), *_mails(people), *_standing(), *_sign_ins(people, work_accounts)]


def _database(people: int) -> Iterator[Line]:
    known, of = usage(), measured()
    active, nights = people * known["active"], 30.4
    shares = active * known["shares"]
    clicks, digests = shares * known["clicks"], people * known["digests"]
    writes = {
        f"{shares:,.0f} shares × {of['share.write_units']:g}": shares * of["share.write_units"],
        f"{clicks:,.0f} clicks × {of['click.counted.write_units']:g}": clicks * of["click.counted.write_units"],
        f"{digests:,.0f} digests × {of['digest.write_units']:g}": digests * of["digest.write_units"],
        "other mails × 6": people * known["other_mails"] * 6,
        "facts": known["contents"] * 30 * nights,
    }
    yield Line("DynamoDB, writes", "dynamodb_write", sum(writes.values()), " + ".join(writes))
    visits = active * known["visits"] * known["requests_of_visit"]
    pages = people * known["editors"] * known["console_pages"]
    entries = active * known["entries_a_year"]
    walked = entries * known["bytes_of_entry"] / 4096 + 6 * people
    counted = of["analytics.count.read_units"] * max(people / 5000, 0.02) * 24 * nights
    reads = {
        f"{visits:,.0f} requests × {known['reads_of_request']}": visits * known["reads_of_request"],
        f"{shares:,.0f} shares × {of['share.read_units']:g}": shares * of["share.read_units"],
        f"{clicks:,.0f} clicks × {of['click.counted.read_units']:g}": clicks * of["click.counted.read_units"],
        f"{digests:,.0f} digests × {of['digest.read_units']:g}": digests * of["digest.read_units"],
        f"{pages:,.0f} console pages × {known['reads_of_console_page']}": pages * known["reads_of_console_page"],
        f"{_WALKS} walks (nights, closings) of {entries:,.0f} entries": walked * _WALKS,
        "the hourly count": counted,
        "jobs that find nothing to do × 3": 3 * _runs(),
    }
    yield Line("DynamoDB, reads", "dynamodb_read", sum(reads.values()), " + ".join(reads))
    gigabytes = (entries * known["bytes_of_entry"] * 2 + people * 20_000) / 1e9
    yield Line(
        "DynamoDB, storage", "dynamodb_storage", gigabytes, "a year's entries, shares as much, 20 KB a person, GB"
    )
    yield Line("DynamoDB, backups", "dynamodb_backup", gigabytes, "the same, point-in-time recovery, GB")


def _functions(people: int) -> Iterator[Line]:
    known = usage()
    active = people * known["active"]
    shares = active * known["shares"]
    rest = active * known["visits"] * known["requests_of_visit"] + people * known["editors"] * known["console_pages"]
    links = shares * (known["clicks"] + known["repeats"])
    mails = people * (known["digests"] + known["other_mails"])
    streams = shares * 3 + links / 10 + mails
    runs = _runs()
    yield Line("API Gateway, client, API and console", "rest_request", rest, "requests of visits and console pages")
    yield Line("API Gateway, links", "http_request", links, "visits to links")
    calls = rest + links + streams + runs
    how = f"{rest:,.0f} requests, {links:,.0f} visits to links, {streams:,.0f} of streams, {runs:,.0f} runs of jobs"
    yield Line("Lambda, requests", "lambda_request", calls, how)
    of_ledger = measured()["scale.reconcile.seconds_5000"] / 5000
    walks = active * known["entries_a_year"] / 1000 * of_ledger * _WALKS * 1769 / 1024
    seconds = (rest + links * 0.3 + streams) * known["request_seconds"] + runs * known["idle_seconds"] + walks
    how = (
        f"{known['request_seconds']} s a request, {known['idle_seconds']} s an idle run, {_WALKS} walks of all ledgers"
    )
    yield Line("Lambda, GB-seconds", "lambda_gb_second", seconds, how)
    yield Line("Scheduler", "schedule", runs, "runs of the template's schedules")
    traced = min(calls, runs + 0.3 * (rest + links))
    yield Line("X-Ray, traces", "trace", traced, "all runs of jobs; of requests one a second and 5 %: a third")
    logs = calls * known["log_bytes_of_run"] / 1e9
    yield Line("CloudWatch, logs", "log_gb", logs, f"{known['log_bytes_of_run']} bytes a call, GB")
    queues = sum(len(templates.events(function, "SQS")) for function in templates.functions())
    polls = queues * 5 * _MONTH_HOURS * 3600 / 20
    yield Line("SQS, requests", "queue_request", polls, f"{queues} queues, each asked by five pollers every 20 s")
    traffic = active * known["visits"] * known["kilobytes_of_visit"] / 1e6
    yield Line("Traffic", "traffic_gb", traffic, f"{known['kilobytes_of_visit']} KB a visit, GB")


def _mails(people: int) -> Iterator[Line]:
    known = usage()
    mails = people * (known["digests"] + known["other_mails"])
    yield Line("SES, mails", "mail", mails, f"{known['digests']} digests and {known['other_mails']} others a person")
    yield Line("SNS, what became of them", "mail_event", 2 * mails, "two reports a mail")


def _standing() -> Iterator[Line]:
    """Yield what costs the same whoever comes."""
    alarms = templates.application("AWS::CloudWatch::Alarm")
    composite = templates.application("AWS::CloudWatch::CompositeAlarm")
    yield Line("Alarms", "alarm", len(alarms), "the template's")
    yield Line("Composite alarms", "composite_alarm", len(composite), "the template's")
    metrics = _metrics()
    yield Line("Metrics", "metric", len(metrics), ", ".join(sorted(metrics)))
    yield Line("Keys", "key", len(templates.foundation("AWS::KMS::Key")), "the foundation's; $1 more a year's rotation")
    yield Line("Secrets", "secret", len(templates.foundation("AWS::SecretsManager::Secret")), "the foundation's")
    yield Line("Key requests", "key_request", 20_000, "sessions of functions, vouchers, seeds: assumed")
    yield Line("DNS zone", "zone", 1, "one delegated zone")


def _sign_ins(people: int, work_accounts: bool) -> Iterator[Line]:
    how = "everybody, since creating somebody counts as well"
    if work_accounts:
        yield Line("Cognito, work accounts", "work_sign_in", people, how)
    else:
        yield Line("Cognito, mailed codes and passkeys", "own_sign_in", people, how)


def _metrics() -> set[str]:
    """Return the metrics that the code adds: each is billed once, for it has the one dimension `service`."""
    found: set[str] = set()
    for folder in ("functions", "layers/lahetti/python/lahetti"):
        for file in (templates.ROOT / folder).rglob("*.py"):
            found |= set(_METRIC.findall(file.read_text(encoding="utf-8")))
    return found


@cache
def _runs() -> float:
    """Return how often schedules run functions in a month."""
    return sum(
        _a_month(event["ScheduleExpression"])
        for function in templates.functions()
        for event in templates.events(function, "ScheduleV2").values()
    )


def _a_month(expression: str) -> float:
    """Return how often a schedule runs in a month."""
    if found := re.fullmatch(r"rate\((\d+) (minute|hour)s?\)", expression):
        return _MONTH_HOURS * (60 if found[2] == "minute" else 1) / int(found[1])
    if re.fullmatch(r"cron\(\d+ \d+ \* \* \? \*\)", expression):
        return _MONTH_HOURS / 24
    if found := re.fullmatch(r"cron\(0/(\d+) (\d+)-(\d+) \* \* \? \*\)", expression):
        return _MONTH_HOURS / 24 * (int(found[3]) - int(found[2]) + 1) * 60 / int(found[1])
    raise ValueError(f"How often does {expression} run?")
