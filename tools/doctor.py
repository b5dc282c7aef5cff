"""Looks at a deployed Lähetti, and at the account it lives in: `make doctor`, or `make doctor Stage=test`.

Some twenty findings, each green, or with the command or deed that mends it. Nothing is changed. LOCAL=1 looks at the
local cloud that `make up` runs; what that cannot know says so.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import boto3

from tools import stacks
from tools.account import alarms, certificates, deployed, mail, names, reading, running
from tools.account.findings import Account, Finding, Verdict, read
from tools.cloud.places import ENVS, REGION
from tools.cloud.report import Failure, say
from tools.deploy import LAMBDA_PYTHON, compiler, host_answers
from tools.deploying.wanted import Names

_LOCAL = "cannot be known on the local cloud."
_OVERDUE = timedelta(days=1)


def findings(account: Account, wanted: Names, *, now: datetime, local: bool) -> Iterator[Finding]:
    """Look at one thing after another; what cannot be read is a finding as well."""
    yield read("credentials", lambda: reading.credentials(account))
    yield _unless(local, "concurrent executions", lambda: reading.concurrency(account))
    yield _unless(local, "API Gateway's role", lambda: reading.gateway_logs(account))
    yield reading.compiler(compiler(), LAMBDA_PYTHON, ENVS / "uv" / "bin" / "uv")
    stands = []
    for stack in (wanted.foundation, wanted.application):
        found = read(f"stack {stack}", lambda stack=stack: deployed.leftovers(account, stack))  # type: ignore[misc]
        stands.append(found.verdict is Verdict.GREEN)
        yield found
    yield read("leftovers", lambda: running.leftovers(account, wanted.foundation))
    if not all(stands):
        return  # what follows is asked of stacks that stand
    outputs = {
        name: value
        for stack in (wanted.foundation, wanted.application)
        for name, value in stacks.outputs(account.client("cloudformation"), stack).items()
    }
    yield from _account(account, wanted, outputs, local=local)
    yield from _life(account, wanted, outputs, now)


def _account(account: Account, wanted: Names, outputs: Mapping[str, str], *, local: bool) -> Iterator[Finding]:
    """Hosts, certificate, mail, money and what must never be lost."""
    parameters = _parameters(account, wanted.application)
    hosts = (parameters.get("WebDomain", ""), parameters.get("LinkDomain", ""))
    arn, domain = parameters.get("CertificateArn", ""), outputs["Sender"].partition("@")[2]
    yield _unless(
        local,
        "certificate",
        lambda: certificates.judged(arn, certificates.certificate(account, arn), hosts, account.region),
    )
    for host, target in zip(hosts, ("WebDomainTarget", "LinkDomainTarget"), strict=True):
        yield _unless(
            local,
            f"host {host}",
            lambda host=host, target=target: names.host(host, outputs[target], host_answers, names.looked_up),  # type: ignore[misc]
        )
    yield read("sender", lambda: mail.sender(account, domain))
    yield _unless(local, "DMARC", lambda: names.dmarc(domain, names.looked_up))
    yield read("sending", lambda: mail.sending(account))
    yield _unless(local, "alarms", lambda: alarms.confirmed(account, outputs["AlarmsTopic"]))
    yield _unless(local, "budget", lambda: running.budget(account, reading.account_id(account), wanted.application))
    yield _unless(local, "backups", lambda: running.backups(account, outputs["ProgrammeTable"]))
    yield read("deletion protection", lambda: running.protection(account, running.tables_of(outputs)))
    yield read("encryption key", lambda: running.key(account, outputs["EncryptionKey"]))


def _life(account: Account, wanted: Names, outputs: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Whether what should happen by itself does."""
    yield read("alarms' states", lambda: running.ringing(account, wanted.application))
    yield read("dead letters", lambda: running.dead_letters(account, wanted.application))
    yield read("streams", lambda: running.streams(account, outputs, now))
    for job, called in running.DAILY.items():
        yield read(called, lambda job=job: running.ran(account, outputs, job, now))  # type: ignore[misc]
    os.environ.update({f"LAHETTI_{stacks.variable_name(name)}": value for name, value in outputs.items()})
    # late: the package reads its configuration from the environment
    from lahetti.core import clock
    from lahetti.mail.digests import items as digest_items
    from lahetti.periods import items as period_items
    from lahetti.periods.model import RaceState
    from lahetti.settings import versions as settings_versions

    unfinished = (RaceState.OPEN, RaceState.CLOSING, RaceState.FROZEN)
    before = (clock.now() - _OVERDUE).date().isoformat()
    domain = outputs["Sender"].partition("@")[2]
    yield read("recipients", lambda: names.recipients(domain, settings_versions.read_settings().mail_domains))
    yield read("last digest", lambda: running.digests(digest_items.digests_done(), now))
    yield read(
        "closing of races",
        lambda: running.closings(race for state in unfinished for race in period_items.races_in(state, before)),
    )


def _parameters(account: Account, stack: str) -> dict[str, str]:
    told = account.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0].get("Parameters", [])
    return {one["ParameterKey"]: one["ParameterValue"] for one in told}


def _unless(local: bool, subject: str, look: Callable[[], Finding]) -> Finding:
    return Finding(subject, Verdict.UNKNOWN, _LOCAL) if local else read(subject, look)


def main(stage: str) -> int:
    """Print the findings; return 1 where one is red."""
    present = boto3.Session()
    session = present if present.region_name else boto3.Session(region_name=REGION)
    os.environ.setdefault("AWS_DEFAULT_REGION", session.region_name)
    seen = []
    local = "AWS_ENDPOINT_URL" in os.environ
    for finding in findings(Account(session), Names.of(stage), now=datetime.now(UTC), local=local):
        say(finding.line())
        seen.append(finding.verdict)
    counted = ", ".join(f"{seen.count(verdict)} {verdict.value}" for verdict in Verdict)
    say(f"\n{len(seen)} findings: {counted}.")
    return int(Verdict.RED in seen)


if __name__ == "__main__":
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    try:
        sys.exit(main(given.get("Stage", "")))
    except Failure as failure:
        sys.exit(f"{failure}")
