"""The steps of a deployment, in order: what each does, how long it takes, what it waits for, how to go on.

Each looks first at what is there already, so that a deployment that was broken off anywhere goes on when it is run
again, and one without changes does nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tools import stacks
from tools.account import alarms, budgets, certificates, deployed, dns, mail, reading
from tools.account.certificates import Certificate, Record
from tools.account.findings import Account, Finding, Verdict
from tools.cloud.places import ROOT
from tools.cloud.report import Failure, say
from tools.deploying import stacks_of_ours
from tools.deploying.wanted import Wanted
from tools.stacks import Sam

ACCOUNT_STACK = "lahetti-account"
ACCOUNT_TEMPLATE = ROOT / "infra" / "account.yaml"
T = TypeVar("T")
_POLLS, _SECONDS = 20, 15
"""How often, and after how many seconds, AWS is asked whether a record that we wrote has been seen."""


class Waits(Failure):
    """Somebody else has to do something first; the same command goes on afterwards."""


@dataclass
class Deployment:
    """What a deployment works with, and what it has learnt so far. Tests replace what reaches beyond the account."""

    asked: Wanted
    account: Account
    sam: Sam
    build: Callable[[], Path]
    answers: Callable[[str], bool]
    invite: Callable[[str, dict[str, str]], None]
    upgrade: Callable[[dict[str, str]], int]
    local: str = "false"
    dry: bool = False
    certificate: Certificate | None = None
    records: list[Record] = field(default_factory=list)

    @property
    def outputs(self) -> dict[str, str]:
        """What both stacks put out, by name."""
        cloud = self.account.client("cloudformation")
        names = self.asked.names
        return {**stacks.outputs(cloud, names.foundation), **stacks.outputs(cloud, names.application)}


@dataclass(frozen=True)
class Step:
    """A step as it is told to whoever deploys."""

    name: str
    does: str
    takes: str
    waits_for: str
    run: Callable[[Deployment], None]


def run(deployment: Deployment) -> None:
    """Run all steps; raise Failure that says where it stopped and how to go on."""
    steps = DRY if deployment.dry else ALL
    for number, step in enumerate(steps, 1):
        say(f"{number}/{len(steps)} {step.name}: {step.does} ({step.takes}).")
        try:
            step.run(deployment)
        except Waits as waits:
            raise Waits(
                f"{waits}\nWaiting at step “{step.name}” for: {step.waits_for}. "
                "Then run the same command again: it goes on here."
            ) from waits
        except Failure as failure:
            raise Failure(
                f"{failure}\nStopped at step “{step.name}”. Once that is mended, run the same command again."
            ) from failure


# --- the steps


def look_at_the_account(deployment: Deployment) -> None:
    """Refuse what AWS would refuse half an hour later."""
    account, asked = deployment.account, deployment.asked
    found = reading.credentials(account)
    _demand(found)
    say(f"  {found.seen}")
    if asked.zone:
        zone = dns.zone_name(account, asked.zone)
        if zone is None:
            raise Failure(f"HostedZoneId: this account has no zone {asked.zone}.")
        outside = [host for host in asked.hosts if not dns.is_inside(host, zone)]
        if outside:
            raise Failure(f"HostedZoneId: {asked.zone} holds {zone}, not {' and '.join(outside)}.")
    if asked.certificate:
        known = certificates.certificate(account, asked.certificate)
        _demand(certificates.judged(asked.certificate, known, asked.hosts, account.region))
    if asked.has_provider:
        _demand(_prefix(deployment))
    limit = reading.concurrency(account)
    if limit.verdict is not Verdict.GREEN:
        say(f"  {limit.seen} {limit.remedy}")


def give_api_gateway_its_role(deployment: Deployment) -> None:
    """Make the region's role for access logs where it has none; never over an existing one."""
    if reading.gateway_role(deployment.account):
        return
    if deployment.dry:
        say(f"  {ACCOUNT_STACK} would be made: the region has no role.")
        return
    boundary = {"PermissionsBoundary": deployment.asked.permissions_boundary}
    stacks_of_ours.bring_up(deployment.account, deployment.sam, ACCOUNT_STACK, ACCOUNT_TEMPLATE, boundary)


def find_the_certificate(deployment: Deployment) -> None:
    """Find the certificate of both hosts, or ask ACM for one."""
    account, asked = deployment.account, deployment.asked
    if asked.certificate:
        deployment.certificate = certificates.certificate(account, asked.certificate)
        return
    found = certificates.find(account, asked.hosts)
    if found is None and deployment.dry:
        say(f"  A certificate of {' and '.join(asked.hosts)} would be asked for.")
        return
    if found is None:
        arn = certificates.ask_for(account, asked.hosts)
        found = _until(lambda: _with_records(certificates.certificate(account, arn)))
    deployment.certificate = found


def bring_up_the_foundation(deployment: Deployment) -> None:
    """Deploy tables, secret, user pool and mail identity; protect them once all of it stands."""
    account, name = deployment.account, deployment.asked.names.foundation
    parameters = _foundation_parameters(deployment)
    if deployment.dry:
        _tell_plan(deployment, name, stacks.FOUNDATION_TEMPLATE, parameters)
        return
    if deployed.is_new(deployed.status(account, name)):
        # Protected tables could not be deleted if the creation failed, and would collide with the next one.
        unprotected = {**parameters, "DeletionProtection": "false"}
        stacks_of_ours.bring_up(account, deployment.sam, name, stacks.FOUNDATION_TEMPLATE, unprotected)
    stacks_of_ours.bring_up(account, deployment.sam, name, stacks.FOUNDATION_TEMPLATE, parameters)
    stacks_of_ours.protect(account, name)


def publish_the_proofs(deployment: Deployment) -> None:
    """Write the records that prove hosts and sender into the zone, or show them all at once for one ticket."""
    known = mail.identity(deployment.account, deployment.asked.mail_domain)
    proofs: list[Record] = []
    if deployment.certificate and not deployment.certificate.is_issued:
        proofs += deployment.certificate.records
    if known and not known.is_verified:
        proofs += known.records
        proofs.append(Record(f"_dmarc.{known.domain}", "TXT", '"v=DMARC1; p=none"'))
    deployment.records = _written(deployment, proofs)
    if deployment.records:
        say("  Records for whoever keeps the DNS (leave a _dmarc that is there already):")
        say("\n".join(f"  {record.line()}" for record in deployment.records))


def wait_for_the_proofs(deployment: Deployment) -> None:
    """Wait while ACM and SES look for the records; minutes where we wrote them ourselves."""
    account, asked = deployment.account, deployment.asked
    missing: list[str] = []
    certificate = deployment.certificate
    if certificate and not certificate.is_issued:
        found = _until(
            lambda: _issued(certificates.certificate(account, certificate.arn)), patient=not deployment.records
        )
        deployment.certificate = found or certificate
        _demand(certificates.judged(certificate.arn, deployment.certificate, asked.hosts, account.region))
        if found is None:
            missing.append(f"ACM has not seen the records of {' and '.join(asked.hosts)}.")
    if not _until(lambda: _verified(account, asked.mail_domain), patient=not deployment.records):
        missing.append(f"SES has not verified {asked.mail_domain}.")
    if missing:
        raise Waits(" ".join(missing))


def bring_up_the_application(deployment: Deployment) -> None:
    """Build and deploy functions, addresses, schedules and alarms."""
    account, asked = deployment.account, deployment.asked
    if deployment.dry and deployed.is_new(deployed.status(account, asked.names.foundation)):
        say("  All of it would be made, once the foundation stands.")
        return
    built = deployment.build()
    parameters = {
        **rates(reading.executions(account)),
        **stacks.outputs(account.client("cloudformation"), asked.names.foundation),
        "WebDomain": asked.domain,
        "LinkDomain": asked.link_domain,
        "WebOrigin": f"https://{asked.domain}",
        "LinkOrigin": f"https://{asked.link_domain}",
        "CertificateArn": deployment.certificate.arn if deployment.certificate else "",
        "FirstAdmin": asked.first_admin,
        "SupportAddress": asked.support_address,
        "AlarmAddress": asked.alarm_address,
        "PermissionsBoundary": asked.permissions_boundary,
    }
    if deployment.dry:
        _tell_plan(deployment, asked.names.application, built, parameters)
        return
    stacks_of_ours.bring_up(account, deployment.sam, asked.names.application, built, parameters)


def publish_the_hosts(deployment: Deployment) -> None:
    """Let both hosts lead to API Gateway: aliases in the zone, or records that are shown."""
    put_out = deployment.outputs
    hosts = [
        dns.Alias(host, put_out[f"{kind}DomainTarget"], put_out[f"{kind}DomainZone"])
        for host, kind in zip(deployment.asked.hosts, ("Web", "Link"), strict=True)
    ]
    if deployment.asked.zone:
        dns.write(deployment.account, deployment.asked.zone, hosts)
        return
    say("  Records for whoever keeps the DNS:")
    say("\n".join(f"  {host.line()}" for host in hosts))


def look_at_the_alarms(deployment: Deployment) -> None:
    """Make the budget, say where nobody hears the alarms, and what the account still lets nobody do."""
    asked = deployment.asked
    if asked.monthly_budget:
        budgets.ensure(deployment.account, asked.names.application, asked.monthly_budget, asked.alarm_address)
    for found in (
        alarms.confirmed(deployment.account, deployment.outputs["AlarmsTopic"]),
        mail.sending(deployment.account),
    ):
        if found.verdict is not Verdict.GREEN:
            say(f"  {found.line()}")


def wait_for_the_host(deployment: Deployment) -> None:
    """Wait until the host answers: an invitation that leads nowhere would be the first thing that people see."""
    host = deployment.asked.domain
    if not _until(lambda: deployment.answers(host), patient=bool(deployment.asked.zone)):
        raise Waits(f"https://{host}/ does not answer yet.")


def upgrade_the_data(deployment: Deployment) -> None:
    """Bring the stored data to the shape that this release knows; a repeated deployment changes nothing."""
    changed = deployment.upgrade(_environment(deployment))
    say(f"  {changed} items were changed.")


def invite_the_first_admin(deployment: Deployment) -> None:
    """Invite by the address, by the same use case as anybody: a repeated deployment finds the same person."""
    deployment.invite(deployment.asked.first_admin, _environment(deployment))
    say(f"{deployment.asked.first_admin} signs in at https://{deployment.asked.domain}/console.")


def _environment(deployment: Deployment) -> dict[str, str]:
    """Return what lets the package use the deployed stacks."""
    names, region = deployment.asked.names, deployment.account.region
    environment = stacks.variables(deployment.account.client("cloudformation"), (names.foundation, names.application))
    return {**environment, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}


ALL = (
    Step("account", "looks at credentials, zone, certificate and limits", "seconds", "nobody", look_at_the_account),
    Step(
        "gateway-role",
        "gives API Gateway the role by which it writes access logs, where the region has none",
        "a minute, once a region",
        "nobody",
        give_api_gateway_its_role,
    ),
    Step(
        "certificate", "finds the certificate of both hosts, or asks for one", "seconds", "nobody", find_the_certificate
    ),
    Step(
        "foundation",
        "deploys tables, secret, sign-in and mail identity, and protects them",
        "three minutes the first time",
        "nobody",
        bring_up_the_foundation,
    ),
    Step("records", "publishes what proves hosts and sender", "seconds", "nobody", publish_the_proofs),
    Step(
        "proofs",
        "waits until ACM and SES have seen the records",
        "minutes once they are published, at most 72 hours",
        "whoever keeps the DNS: the records above",
        wait_for_the_proofs,
    ),
    Step(
        "application",
        "builds and deploys functions, addresses, schedules and alarms",
        "six to ten minutes the first time",
        "nobody",
        bring_up_the_application,
    ),
    Step(
        "data",
        "brings the stored data to the shape of this release",
        "seconds, minutes where a release changes it",
        "nobody",
        upgrade_the_data,
    ),
    Step("hosts", "lets both hosts lead to API Gateway", "seconds", "nobody", publish_the_hosts),
    Step(
        "alarms",
        "looks whether somebody hears them, and whether mail goes to everybody",
        "seconds",
        "nobody",
        look_at_the_alarms,
    ),
    Step(
        "host",
        "waits until the host answers",
        "minutes once its record is published",
        "whoever keeps the DNS: the records of both hosts",
        wait_for_the_host,
    ),
    Step("first-admin", "invites the first admin", "seconds", "nobody", invite_the_first_admin),
)
DRY = tuple(
    step for step in ALL if step.name in ("account", "gateway-role", "certificate", "foundation", "application")
)


def rates(executions: int) -> dict[str, str]:
    """Return what is taken a second, and what is kept for redirect and client, in an account of so many executions.

    Lambda keeps executions for a function only where 100 are left to all others; new accounts have ten in all.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    """
    if executions < reading.WANTED_EXECUTIONS:
        kept = {"RedirectConcurrency": "", "ClientConcurrency": ""}
        return {"LinksRate": "100" if executions < 100 else "1000", "WebRate": "200", **kept}
    return {"LinksRate": "1000", "WebRate": "200", "RedirectConcurrency": "200", "ClientConcurrency": "50"}


# --- below


def _demand(found: Finding) -> None:
    if found.verdict is Verdict.RED:
        raise Failure(f"{found.subject}: {found.seen} {found.remedy}".strip())


def _prefix(deployment: Deployment) -> Finding:
    """Whether the address of the provider's way in is free in the region, or ours already."""
    prefix, names = deployment.asked.sign_in_prefix, deployment.asked.names
    pools = deployment.account.client("cognito-idp")
    owner = pools.describe_user_pool_domain(Domain=prefix)["DomainDescription"].get("UserPoolId")
    ours = None
    if not deployed.is_new(deployed.status(deployment.account, names.foundation)):
        ours = stacks.outputs(deployment.account.client("cloudformation"), names.foundation).get("UserPool")
    if owner in (None, ours):
        return Finding("SignInPrefix", Verdict.GREEN, f"{prefix} is free, or ours.")
    return Finding("SignInPrefix", Verdict.RED, f"“{prefix}” is taken in this region, by {owner}.", "Choose another.")


def _foundation_parameters(deployment: Deployment) -> dict[str, str]:
    asked, account = deployment.asked, deployment.account
    is_ours = deployed.has_resource(account, asked.names.foundation, "MailIdentity")
    is_known = mail.identity(account, asked.mail_domain) is not None
    return {
        "Local": deployment.local,
        "Sender": asked.sender,
        "WebOrigin": f"https://{asked.domain}",
        "ExistingIdentity": str(is_known and not is_ours).lower(),
        "DeletionProtection": "true",
        **({"SignInPrefix": asked.sign_in_prefix} if asked.sign_in_prefix else {}),
        **asked.work_account,
    }


def _written(deployment: Deployment, records: list[Record]) -> list[Record]:
    """Write what the zone holds; return what somebody else has to publish."""
    account, zone = deployment.account, deployment.asked.zone
    if not zone:
        return records
    domain = dns.zone_name(account, zone) or ""
    inside = [record for record in records if dns.is_inside(record.name, domain)]
    # A policy for the organisation's mail that is there already is theirs to keep.
    ours = [one for one in inside if one.kind != "TXT" or not dns.has(account, zone, one.name, one.kind)]
    dns.write(account, zone, ours)
    return [record for record in records if record not in inside]


def _tell_plan(deployment: Deployment, name: str, template: Path, parameters: dict[str, str]) -> None:
    lines = stacks_of_ours.plan(deployment.account, deployment.sam, name, template, parameters)
    say("\n".join([f"  {name}:", *(f"  {line}" for line in lines)]))


def _until(look: Callable[[], T | None], *, patient: bool = True) -> T | None:
    """Look until there is something, or, where nobody is waited for, once."""
    for attempt in range(_POLLS if patient else 1):
        if attempt:
            time.sleep(_SECONDS)
        if found := look():
            return found
    return None


def _with_records(found: Certificate | None) -> Certificate | None:
    return found if found and (found.records or found.is_issued) else None


def _issued(found: Certificate | None) -> Certificate | None:
    return found if found and found.is_issued else None


def _verified(account: Account, domain: str) -> bool:
    known = mail.identity(account, domain)
    return known is not None and known.is_verified
