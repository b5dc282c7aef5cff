"""What runs: alarms that ring, letters that are dead, jobs' last turns, backups, keys, and what failed tries left.

Facts are asked for by the names that the stacks put out. Where a service has no figure (the local cloud keeps none of
CloudWatch's), the verdict is UNKNOWN and says so.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tools.account.deployed import is_new, status
from tools.account.findings import Account, Finding, Verdict

DAILY = {"SendDigests": "digests", "CloseRaces": "closing", "Reconcile": "reconcile"}
"""Functions that run each day at least, by the name of their output, with what people call it."""
_A_DAY = timedelta(hours=26)
"""A day, and the two hours by which a run after a change of clocks may be late."""
_KEPT_TABLES = ("ProgrammeTable", "TrafficTable", "TransientTable")


def ringing(account: Account, stack: str) -> Finding:
    """Whether an alarm rings: each says in its description what hurts and where the runbook is."""
    pages = account.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{stack}-")
    known = [one for page in pages for one in [*page.get("MetricAlarms", []), *page.get("CompositeAlarms", [])]]
    if not known:
        return Finding("alarms' states", Verdict.UNKNOWN, "no alarm of the application is there to be read.")
    rings = [one for one in known if one.get("StateValue") == "ALARM"]
    if not rings:
        return Finding("alarms' states", Verdict.GREEN, f"none of {len(known)} rings.")
    told = "; ".join(f"{one['AlarmName']}: {one.get('AlarmDescription', '')}" for one in rings)
    return Finding("alarms' states", Verdict.RED, f"{told}.", "Follow docs/operations.md, When an alarm rings.")


def dead_letters(account: Account, stack: str) -> Finding:
    """Whether anything was given up: a queue of dead letters keeps it for two weeks."""
    queues = account.client("sqs").get_paginator("list_queues").paginate(QueueNamePrefix=f"{stack}-")
    urls = [url for page in queues for url in page.get("QueueUrls", []) if "DeadLetters" in url]
    if not urls:
        return Finding("dead letters", Verdict.UNKNOWN, "no queue of dead letters is there to be read.")
    held = {}
    for url in urls:
        told = account.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        held[url.rpartition("/")[2]] = int(told["Attributes"]["ApproximateNumberOfMessages"])
    full = [f"{number} in {name}" for name, number in held.items() if number]
    if full:
        return Finding(
            "dead letters", Verdict.RED, f"{', '.join(full)}.", "Follow docs/operations.md, When an alarm rings."
        )
    return Finding("dead letters", Verdict.GREEN, f"{len(held)} queues are empty.")


def streams(account: Account, outputs: Mapping[str, str], now: datetime) -> Finding:
    """How far the consumers of the tables' streams are behind, at most, in the last quarter of an hour."""
    ages = [
        (name, one["Maximum"] / 1000)
        for name in ("StandingsFunction", "ClicksFunction")
        for one in _figures(account, outputs[name], "IteratorAge", "Maximum", now, timedelta(minutes=15))
    ]
    if not ages:
        return Finding(
            "streams", Verdict.UNKNOWN, "no figure of the last 15 minutes (nothing happened, or none is kept)."
        )
    name, behind = max(ages, key=lambda one: one[1])
    if behind > 60:
        return Finding(
            "streams",
            Verdict.RED,
            f"{name} is {behind:.0f} s behind.",
            "Follow docs/operations.md, When an alarm rings.",
        )
    return Finding("streams", Verdict.GREEN, f"at most {behind:.0f} s behind.")


def ran(account: Account, outputs: Mapping[str, str], job: str, now: datetime) -> Finding:
    """Whether a daily job ran within a day, and without an error at last."""
    subject, function = DAILY[job], outputs[f"{job}Function"]
    runs = sum(one["Sum"] for one in _figures(account, function, "Invocations", "Sum", now, _A_DAY))
    errors = sum(one["Sum"] for one in _figures(account, function, "Errors", "Sum", now, _A_DAY))
    if not runs:
        return Finding(
            subject,
            Verdict.UNKNOWN,
            "no run of the last day is known (a new deployment, or no figures are kept).",
            f"aws scheduler list-schedules; aws logs tail for the service of {function}",
        )
    if errors:
        return Finding(
            subject,
            Verdict.RED,
            f"{errors:.0f} of {runs:.0f} runs failed.",
            "Follow docs/operations.md, When an alarm rings.",
        )
    return Finding(subject, Verdict.GREEN, f"ran {runs:.0f} times in a day, each without an error.")


def digests(done: datetime | None, now: datetime) -> Finding:
    """Up to which moment everybody's turn of a digest was served; the job looks every quarter of an hour."""
    if done is None:
        return Finding("last digest", Verdict.AMBER, "no digest run yet.", "It comes by itself at the first quarter.")
    late = now - done
    told = f"every turn up to {done:%d %b %H:%M} UTC was served."
    if late > timedelta(hours=2):
        return Finding("last digest", Verdict.RED, told, "Follow docs/operations.md, When an alarm rings.")
    return Finding("last digest", Verdict.GREEN, told)


def closings(overdue: Iterable[str]) -> Finding:
    """Whether a race is open or half closed that ended more than a day ago."""
    late = sorted(overdue)
    if late:
        return Finding(
            "closing of races",
            Verdict.RED,
            f"{', '.join(late)} should be closed.",
            "Follow docs/operations.md, When an alarm rings.",
        )
    return Finding("closing of races", Verdict.GREEN, "no race that has ended waits for longer than a day.")


def backups(account: Account, table: str) -> Finding:
    """Whether the table of what must never be lost can be brought back to a moment of the last 35 days."""
    told = account.client("dynamodb").describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    recovery = told.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
        first = recovery.get("EarliestRestorableDateTime")
        since = f" since {first:%d %b %H:%M}" if first else ""
        return Finding("backups", Verdict.GREEN, f"point-in-time recovery is on{since}.")
    return Finding(
        "backups",
        Verdict.RED,
        "point-in-time recovery is off.",
        "Run make deploy again: the foundation switches it on.",
    )


def protection(account: Account, tables: Mapping[str, str]) -> Finding:
    """Whether tables refuse to be deleted."""
    database = account.client("dynamodb")
    bare = [
        name
        for name, table in tables.items()
        if not database.describe_table(TableName=table)["Table"].get("DeletionProtectionEnabled")
    ]
    if bare:
        return Finding(
            "deletion protection", Verdict.AMBER, f"{', '.join(bare)} can be deleted.", "make deploy switches it on."
        )
    return Finding("deletion protection", Verdict.GREEN, "no table can be deleted by mistake.")


def key(account: Account, key_id: str) -> Finding:
    """Whether the key stands that seeds and vouchers are encrypted with."""
    state = account.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"]
    if state == "Enabled":
        return Finding("encryption key", Verdict.GREEN, "is enabled.")
    if state == "PendingDeletion":
        return Finding(
            "encryption key",
            Verdict.RED,
            "is going to be deleted: seeds and vouchers would be lost.",
            f"aws kms cancel-key-deletion --key-id {key_id}; aws kms enable-key --key-id {key_id}",
        )
    return Finding("encryption key", Verdict.RED, f"is {state}.", f"aws kms enable-key --key-id {key_id}")


def budget(account: Account, number: str, stack: str) -> Finding:
    """Whether somebody is told when the month costs more than was set."""
    pages = account.client("budgets").get_paginator("describe_budgets").paginate(AccountId=number)
    known = [one for page in pages for one in page.get("Budgets", [])]
    ours = [one for one in known if one["BudgetName"].startswith(stack)]
    if not ours:
        return Finding(
            "budget", Verdict.AMBER, "nobody is told what a month costs.", "Deploy with MonthlyBudget=<US dollars>."
        )
    limit, spent = ours[0]["BudgetLimit"]["Amount"], ours[0].get("CalculatedSpend", {}).get("ActualSpend", {})
    return Finding(
        "budget", Verdict.GREEN, f"${float(limit):.0f} a month, ${float(spent.get('Amount', 0)):.2f} so far."
    )


def leftovers(account: Account, foundation: str) -> Finding:
    """Whether tables of a creation that failed lie about beside those of the stack."""
    if is_new(status(account, foundation)):
        return Finding("leftovers", Verdict.UNKNOWN, "the foundation is not there, so no table is known as its own.")
    resources = account.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=foundation)
    own = {one.get("PhysicalResourceId") for page in resources for one in page["StackResourceSummaries"]}
    tables = account.client("dynamodb").get_paginator("list_tables").paginate()
    found = [name for page in tables for name in page["TableNames"] if name.startswith(f"{foundation}-")]
    stray = [name for name in found if name not in own]
    if stray:
        return Finding(
            "leftovers",
            Verdict.AMBER,
            f"{', '.join(stray)} belong to no stack (a failed creation, or a restore).",
            "Look what they hold; then aws dynamodb delete-table --table-name <name>.",
        )
    return Finding("leftovers", Verdict.GREEN, "no table of a failed try is left.")


def tables_of(outputs: Mapping[str, str]) -> dict[str, str]:
    """Return the foundation's tables by the names of their outputs."""
    return {name: outputs[name] for name in _KEPT_TABLES}


def _figures(
    account: Account, function: str, metric: str, statistic: str, now: datetime, span: timedelta
) -> list[dict[str, float]]:
    answer = account.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": "FunctionName", "Value": function}],
        StartTime=now - span,
        EndTime=now,
        Period=300 if span < timedelta(hours=2) else 3600,
        Statistics=[statistic],
    )
    points: list[dict[str, float]] = answer.get("Datapoints", [])
    return points
