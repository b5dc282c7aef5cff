"""The doctor, before an account that is new, one that is well, and one in which each thing is wrong in its turn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import dns.exception
import pytest

from lahetti.core import clock
from lahetti.dynamodb.transactions import transact
from lahetti.mail.digests import items as digest_items
from lahetti.periods import items as period_items
from lahetti.periods.model import RaceHead
from lahetti.settings import versions as settings_versions
from tests.fake_account import FakeAccount, Refused, Stack
from tools import doctor
from tools.account import names
from tools.account.findings import Account, Finding, Verdict
from tools.deploying.wanted import Names

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
OURS = Names.of("")
HOSTS = ("lahetti.virasto.example", "go.lahetti.virasto.example")
SENDER = "lahetti@viestit.example"
OVERDUE = RaceHead("W2026-46", date(2026, 11, 9), date(2026, 11, 15), NOW, seed_hash="", sealed_seed=b"", salt=b"")
TARGETS = {HOSTS[0]: f"{OURS.application}-WebDomainTarget", HOSTS[1]: f"{OURS.application}-LinkDomainTarget"}


@dataclass
class RunningAccount(FakeAccount):
    """An account in which Lähetti runs well; each field is one thing that may be wrong."""

    alarm: str = "OK"
    dead: int = 0
    behind: float = 2.0
    errors: float = 0.0
    recovery: str = "ENABLED"
    is_deletable: bool = False
    key_state: str = "Enabled"
    has_budget: bool = True
    stray: list[str] = field(default_factory=list)
    forbidden: str = ""

    def _cloudwatch_describe_alarms(self, **_: Any) -> dict[str, Any]:
        one = {"AlarmName": f"{OURS.application}-ApiErrors", "AlarmDescription": "5xx", "StateValue": self.alarm}
        return {"MetricAlarms": [one], "CompositeAlarms": []}

    def _cloudwatch_get_metric_statistics(self, MetricName: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        figures = {"IteratorAge": self.behind * 1000, "Invocations": 96.0, "Errors": self.errors}
        point = {"Timestamp": NOW, "Sum": figures[MetricName], "Maximum": figures[MetricName]}
        return {"Label": MetricName, "Datapoints": [point]}

    def _sqs_list_queues(self, **_: Any) -> dict[str, Any]:
        return {"QueueUrls": [f"https://sqs.example/1/{OURS.application}-JobsDeadLetters-A"]}

    def _sqs_get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        return {"Attributes": {"ApproximateNumberOfMessages": str(self.dead)}}

    def _dynamodb_describe_continuous_backups(self, **_: Any) -> dict[str, Any]:
        if self.forbidden == "backups":
            raise Refused("AccessDeniedException", "You are not authorised to ask that.")
        recovery = {"PointInTimeRecoveryStatus": self.recovery, "EarliestRestorableDateTime": NOW - timedelta(days=35)}
        described = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
        return {"ContinuousBackupsDescription": described}

    def _dynamodb_describe_table(self, TableName: str) -> dict[str, Any]:  # noqa: N803
        return {"Table": {"TableName": TableName, "DeletionProtectionEnabled": not self.is_deletable}}

    def _dynamodb_list_tables(self, **_: Any) -> dict[str, Any]:
        return {"TableNames": [f"{OURS.foundation}-ProgrammeTable", "somebody-elses", *self.stray]}

    def _kms_describe_key(self, KeyId: str) -> dict[str, Any]:  # noqa: N803
        return {"KeyMetadata": {"KeyId": KeyId, "KeyState": self.key_state}}

    def _budgets_describe_budgets(self, **_: Any) -> dict[str, Any]:
        budget = {
            "BudgetName": f"{OURS.application}-Budget",
            "BudgetLimit": {"Amount": "25", "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "BudgetType": "COST",
            "CalculatedSpend": {"ActualSpend": {"Amount": "3.2", "Unit": "USD"}},
        }
        return {"Budgets": [budget] if self.has_budget else []}


class Dns:
    """What the DNS says; an empty one says nothing."""

    def __init__(self) -> None:
        self.records = {
            **{(host, "CNAME"): [target.lower()] for host, target in TARGETS.items()},
            ("_dmarc.viestit.example", "TXT"): ["v=dmarc1; p=quarantine"],
        }

    def __call__(self, name: str, kind: str) -> list[str]:
        return self.records.get((name, kind), [])


@dataclass
class World:
    account: RunningAccount
    dns: Dns
    answering: set[str] = field(default_factory=lambda: set(HOSTS))


@pytest.fixture
def world(database: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An account and a programme in which everything is as it should be."""
    account = RunningAccount(
        executions=1000,
        gateway_role="arn:aws:iam::1:role/logs",
        is_in_sandbox=False,
        identities={"viestit.example": True},
    )
    account.subscriptions["valvomo@virasto.example"] = True
    arn = f"arn:aws:acm:{account.region}:123456789012:certificate/0"
    account.certificates[arn] = {
        "DomainName": HOSTS[0],
        "SubjectAlternativeNames": list(HOSTS),
        "Status": "ISSUED",
        "CreatedAt": NOW,
    }
    root = doctor.ENVS.parents[1]
    for name, template, parameters in (
        (OURS.foundation, root / "infra" / "foundation.yaml", {"Sender": SENDER, "ExistingIdentity": "false"}),
        (
            OURS.application,
            root / "template.yaml",
            {"WebDomain": HOSTS[0], "LinkDomain": HOSTS[1], "CertificateArn": arn},
        ),
    ):
        account.stacks[name] = Stack(name, "UPDATE_COMPLETE", parameters, str(template))
    made = World(account, Dns())
    monkeypatch.setattr(names, "looked_up", made.dns)
    monkeypatch.setattr(doctor, "host_answers", made.answering.__contains__)
    monkeypatch.setattr(doctor, "compiler", lambda: "/usr/bin/python3.13")
    monkeypatch.setattr(doctor.os, "environ", dict(doctor.os.environ))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings_versions.change_settings({"mail_domains": ("virasto.example",)}, "admin", NOW)
    digest_items.set_digests_done(NOW - timedelta(minutes=15))
    return made


def findings(world: World, *, local: bool = False) -> dict[str, Finding]:
    with world.account.open() as session:
        found = list(doctor.findings(Account(session), OURS, now=NOW, local=local))
    assert world.account.changes() == [], "the doctor only looks"
    assert len({one.subject for one in found}) == len(found)
    return {one.subject: one for one in found}


def test_where_all_is_well_everything_is_green_and_says_what_was_seen(world: World) -> None:
    found = findings(world)

    assert {name: one.seen for name, one in found.items() if one.verdict is not Verdict.GREEN} == {}
    assert len(found) >= 24
    assert all(one.seen and not one.remedy for one in found.values())


WRONG: dict[str, tuple[str, Verdict, Callable[[World], object]]] = {
    "ten functions": ("concurrent executions", Verdict.AMBER, lambda w: setattr(w.account, "executions", 10)),
    "no role": ("API Gateway's role", Verdict.RED, lambda w: setattr(w.account, "gateway_role", None)),
    "sandbox": ("sending", Verdict.AMBER, lambda w: setattr(w.account, "is_in_sandbox", True)),
    "sender": ("sender", Verdict.RED, lambda w: w.account.identities.update({"viestit.example": False})),
    "alarms": (
        "alarms",
        Verdict.RED,
        lambda w: w.account.subscriptions.update({"valvomo@virasto.example": False}),
    ),
    "certificate": (
        "certificate",
        Verdict.RED,
        lambda w: next(iter(w.account.certificates.values())).update(Status="EXPIRED"),
    ),
    "no record": (f"host {HOSTS[1]}", Verdict.RED, lambda w: w.dns.records.pop((HOSTS[1], "CNAME"))),
    "no answer": (f"host {HOSTS[0]}", Verdict.AMBER, lambda w: w.answering.discard(HOSTS[0])),
    "no DMARC": ("DMARC", Verdict.RED, lambda w: w.dns.records.pop(("_dmarc.viestit.example", "TXT"))),
    "DMARC watches": (
        "DMARC",
        Verdict.AMBER,
        lambda w: w.dns.records.update({("_dmarc.viestit.example", "TXT"): ["v=dmarc1;p=none"]}),
    ),
    "alarm rings": ("alarms' states", Verdict.RED, lambda w: setattr(w.account, "alarm", "ALARM")),
    "dead letters": ("dead letters", Verdict.RED, lambda w: setattr(w.account, "dead", 3)),
    "streams": ("streams", Verdict.RED, lambda w: setattr(w.account, "behind", 900.0)),
    "job fails": ("digests", Verdict.RED, lambda w: setattr(w.account, "errors", 1.0)),
    "no recovery": ("backups", Verdict.RED, lambda w: setattr(w.account, "recovery", "DISABLED")),
    "may not ask": ("backups", Verdict.UNKNOWN, lambda w: setattr(w.account, "forbidden", "backups")),
    "deletable": ("deletion protection", Verdict.AMBER, lambda w: setattr(w.account, "is_deletable", True)),
    "key goes": ("encryption key", Verdict.RED, lambda w: setattr(w.account, "key_state", "PendingDeletion")),
    "no budget": ("budget", Verdict.AMBER, lambda w: setattr(w.account, "has_budget", False)),
    "stray table": (
        "leftovers",
        Verdict.AMBER,
        lambda w: w.account.stray.append(f"{OURS.foundation}-ProgrammeTable-OLD"),
    ),
    "late digest": (
        "last digest",
        Verdict.RED,
        lambda _: digest_items.set_digests_done(NOW - timedelta(hours=3)),
    ),
    "own domain": (
        "recipients",
        Verdict.AMBER,
        lambda _: settings_versions.change_settings({"mail_domains": ("viestit.example",)}, "admin", NOW),
    ),
    "open race": (
        "closing of races",
        Verdict.RED,
        lambda _: transact(period_items.put_head(OVERDUE)),
    ),
    "half a stack": (
        f"stack {OURS.application}",
        Verdict.RED,
        lambda w: setattr(w.account.stacks[OURS.application], "status", "UPDATE_ROLLBACK_FAILED"),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_each_thing_that_is_wrong_is_told_with_what_mends_it_and_nothing_else(case: str, world: World) -> None:
    subject, verdict, break_it = WRONG[case]
    break_it(world)

    found = findings(world)

    assert found[subject].verdict is verdict
    assert found[subject].remedy
    related = {"closing", "reconcile"} if case == "job fails" else set()
    others = {name for name, one in found.items() if one.verdict is not Verdict.GREEN} - {subject} - related
    assert others == set()


def test_an_empty_account_is_told_what_to_do_first(world: World) -> None:
    world.account.stacks.clear()

    found = findings(world)

    assert found[f"stack {OURS.foundation}"].remedy == "make deploy makes it."
    assert "backups" not in found


def test_a_dns_that_does_not_answer_is_no_verdict(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(name: str, kind: str) -> list[str]:
        raise dns.exception.Timeout

    monkeypatch.setattr(names, "looked_up", silent)

    assert findings(world)["DMARC"].verdict is Verdict.UNKNOWN


def test_what_the_local_cloud_cannot_know_says_so(world: World) -> None:
    found = findings(world, local=True)

    unknown = {name for name, one in found.items() if one.verdict is Verdict.UNKNOWN}
    assert {"certificate", "DMARC", "concurrent executions", "API Gateway's role", "budget"} <= unknown
