"""Deploys Lähetti to an AWS account, in one of the account's regions:

    make deploy Domain=lahetti.example.fi CertificateArn=arn:aws:acm:… \\
      FirstAdmin=aino.virtanen@example.fi Sender=lahetti@example.fi

First the foundation (tables, secret, sign-in, mail identity). Until SES has verified the sender's domain it prints the
DNS records that are wanted and stops there; run it again once they are published. Then the application; then the first
admin is invited, by the same use case as anybody. It can be repeated at any time: what is there already stays.

What it cannot do yet: request the certificate and write DNS records (so HostedZoneId is refused, and every record is
printed for you to publish), leave the SES sandbox, subscribe anybody to the alarms, keep two stages in one region.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools import stacks
from tools.cloud.places import ENVS, REGION, ROOT
from tools.cloud.report import Failure, say, step

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import GetEmailIdentityResponseTypeDef

FOUNDATION = "lahetti-foundation"
APPLICATION = "lahetti"
LAMBDA_PYTHON = "3.13"
FOLDER = ROOT / "build" / "deploy"
PARAMETERS = {
    "Domain": "host of client, API and console (lahetti.example.fi)",
    "LinkDomain": "host of the short links; go.<Domain> where it is not given",
    "CertificateArn": "certificate of both hosts in ACM, in the region that is deployed to",
    "HostedZoneId": "not taken yet: certificate and DNS records are not made for you",
    "SignInPrefix": "first part of the address for an identity provider, where there is one; unique in the region",
    "WorkIssuer": "issuer of the organisation's OIDC provider, as its discovery document names it",
    "WorkClientId": "what that provider calls this service",
    "WorkClientSecret": "name of the secret in Secrets Manager that holds the secret of that client",
    "WorkMetadataUrl": "address of the metadata of the organisation's SAML provider, instead of an issuer",
    "WorkDomains": "mail domains whose addresses the provider proves, with commas between them",
    "FirstAdmin": "e-mail address of the first admin",
    "Sender": "address that mails come from, in a domain of your own",
    "SupportAddress": "address that people write to who are stuck; the sender's where it is not given",
}
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[a-z]{{2,63}}")
_EMAIL = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@(?:{_LABEL}\.)+[a-z]{{2,63}}")
_WORK_ACCOUNT = ("WorkIssuer", "WorkClientId", "WorkClientSecret", "WorkMetadataUrl", "WorkDomains")
_CERTIFICATE = re.compile(r"arn:aws[a-z-]*:acm:(?P<region>[a-z0-9-]+):\d{12}:certificate/[A-Za-z0-9-]+")


@dataclass(frozen=True)
class Wanted:
    """What is deployed, checked as far as that goes without asking AWS."""

    domain: str
    link_domain: str
    certificate: str
    sign_in_prefix: str
    first_admin: str
    sender: str
    support_address: str
    work_account: dict[str, str]

    @property
    def mail_domain(self) -> str:
        return self.sender.partition("@")[2]


def wanted(arguments: Sequence[str], region: str) -> Wanted:
    """Read `Name=value` arguments; raise Failure that names everything that is missing or wrong."""
    given = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    wrong = [f"{argument}: not of the form Name=value." for argument in arguments if "=" not in argument]
    wrong += [f"{name}: there is no such parameter." for name in given if name not in PARAMETERS]
    if given.get("HostedZoneId"):
        wrong.append(
            "HostedZoneId: this cannot make certificates and DNS records yet; request a certificate of both hosts in "
            f"ACM, region {region}, and name it as CertificateArn."
        )
    demanded = ("Domain", "CertificateArn", "FirstAdmin", "Sender")
    wrong += [f"{name}: missing ({PARAMETERS[name]})." for name in demanded if not given.get(name)]
    values = {name: given.get(name, "") for name in PARAMETERS}
    values["LinkDomain"] = values["LinkDomain"] or f"go.{values['Domain']}"
    wrong += _wrong_values({name: value for name, value in values.items() if given.get(name)}, region)
    if values["Domain"] and values["LinkDomain"] == values["Domain"]:
        wrong.append("LinkDomain: must be another host than Domain.")
    if wrong:
        raise Failure("\n".join(["Nothing was deployed:", *(f"  {line}" for line in wrong)]))
    return Wanted(
        domain=values["Domain"],
        link_domain=values["LinkDomain"],
        certificate=values["CertificateArn"],
        sign_in_prefix=values["SignInPrefix"],
        first_admin=values["FirstAdmin"],
        sender=values["Sender"],
        support_address=values["SupportAddress"],
        work_account={name: values[name] for name in _WORK_ACCOUNT},
    )


def _wrong_values(given: dict[str, str], region: str) -> list[str]:
    wrong = [
        f"{name}: “{given[name]}” is no host name (lower case, such as lahetti.example.fi)."
        for name in ("Domain", "LinkDomain")
        if name in given and not _HOST.fullmatch(given[name])
    ]
    wrong += [
        f"{name}: “{given[name]}” is no e-mail address."
        for name in ("FirstAdmin", "Sender", "SupportAddress")
        if name in given and not _EMAIL.fullmatch(given[name])
    ]
    prefix = given.get("SignInPrefix")
    if prefix and (not re.fullmatch(_LABEL, prefix) or re.search("aws|amazon|cognito", prefix)):
        wrong.append(
            f"SignInPrefix: “{prefix}” is refused by Cognito: 1 to 63 lower case letters, digits and inner hyphens, "
            "without the words aws, amazon and cognito."
        )
    wrong += _wrong_work_account(given)
    certificate = given.get("CertificateArn")
    if certificate:
        found = _CERTIFICATE.fullmatch(certificate)
        if found is None:
            wrong.append(f"CertificateArn: “{certificate}” is no certificate of ACM (arn:aws:acm:…:certificate/…).")
        elif found["region"] != region:
            wrong.append(
                f"CertificateArn: lies in {found['region']}, not in {region} (AWS_DEFAULT_REGION chooses another)."
            )
    return wrong


def _wrong_work_account(given: dict[str, str]) -> list[str]:
    """Return what is wrong with the organisation's provider, or missing of it: nothing of it works in part."""
    named = [name for name in _WORK_ACCOUNT if name in given]
    if not named:
        return []
    if {"WorkIssuer", "WorkMetadataUrl"} <= given.keys():
        return ["WorkMetadataUrl: there is one provider, and WorkIssuer names another."]
    by_saml = "WorkMetadataUrl" in given
    demanded = ("WorkMetadataUrl",) if by_saml else ("WorkIssuer", "WorkClientId", "WorkClientSecret")
    wrong = [
        f"{name}: missing beside {named[0]} ({PARAMETERS[name]})."
        for name in (*demanded, "WorkDomains", "SignInPrefix")
        if name not in given
    ]
    wrong += [
        f"{name}: “{given[name]}” is no https address."
        for name in ("WorkIssuer", "WorkMetadataUrl")
        if name in given and not re.fullmatch(r"https://[^\s/?#]+\S*", given[name])
    ]
    wrong += [
        f"WorkDomains: “{domain}” is no domain of an address (lower case, such as virasto.fi)."
        for domain in given.get("WorkDomains", "").split(",")
        if "WorkDomains" in given and not _HOST.fullmatch(domain)
    ]
    return wrong


def deploy(asked: Wanted, session: boto3.Session) -> None:
    """Deploy both stacks and invite the first admin; raise Failure while the sender is not verified."""
    region = session.region_name
    say(f"Deploying to account {_account(session)}, region {region}.")
    mail = session.client("sesv2")
    sam = stacks.Sam(_folder(), {"AWS_REGION": region, "AWS_DEFAULT_REGION": region})
    local = str("AWS_ENDPOINT_URL" in os.environ).lower()
    with step("deploying tables, secret, sign-in and mail identity"):
        _deploy_foundation(sam, asked, local)
    known = identity(mail, asked.mail_domain)
    records = dkim_records(asked.mail_domain, known)
    say("\n".join(["DNS records of the sender:", *records]) if records else "SES names no DNS records of the sender.")
    if not _is_verified(known):
        raise Failure(
            f"Stopped before the application: SES has not verified {asked.mail_domain}. Publish the records above, "
            "wait until it has (minutes, at most 72 hours), and run the same command again."
        )
    if not mail.get_account().get("ProductionAccessEnabled"):
        say("This account is in the SES sandbox: it can mail verified addresses only. Ask AWS for production access.")
    with step("building functions and layers"):
        built = _build(sam, target="local" if local == "true" else "aws")
    with step("deploying functions and addresses"):
        sam.deploy(
            APPLICATION,
            built,
            {
                **rates(_executions(session)),
                **stacks.outputs(session.client("cloudformation"), FOUNDATION),
                "WebDomain": asked.domain,
                "LinkDomain": asked.link_domain,
                "WebOrigin": f"https://{asked.domain}",
                "LinkOrigin": f"https://{asked.link_domain}",
                "CertificateArn": asked.certificate,
                "FirstAdmin": asked.first_admin,
                "SupportAddress": asked.support_address,
            },
        )
    found = stacks.variables(session.client("cloudformation"), (FOUNDATION, APPLICATION))
    with step(f"inviting {asked.first_admin} as admin"):
        invite_first_admin(asked.first_admin, {**found, "AWS_REGION": region, "AWS_DEFAULT_REGION": region})
    say(
        f"""DNS records of the two hosts (CNAME, or an alias where the host is a zone's own name):
  {asked.domain}  {found["LAHETTI_WEB_DOMAIN_TARGET"]}
  {asked.link_domain}  {found["LAHETTI_LINK_DOMAIN_TARGET"]}
Alarms go to {found["LAHETTI_ALARMS_TOPIC"]}: subscribe an address to it.
Once the records are published, {asked.first_admin} signs in at https://{asked.domain}/console."""
    )


def _deploy_foundation(sam: stacks.Sam, asked: Wanted, local: str) -> None:
    sam.deploy(
        FOUNDATION,
        stacks.FOUNDATION_TEMPLATE,
        {
            "Local": local,
            "SignInPrefix": asked.sign_in_prefix,
            **asked.work_account,
            "Sender": asked.sender,
            "WebOrigin": f"https://{asked.domain}",
        },
    )


def identity(mail: "SESV2Client", domain: str) -> "GetEmailIdentityResponseTypeDef | None":
    """What SES knows of the sender's domain; None before the first deployment."""
    try:
        return mail.get_email_identity(EmailIdentity=domain)
    except mail.exceptions.NotFoundException:
        return None


def dkim_records(domain: str, known: "GetEmailIdentityResponseTypeDef | None") -> list[str]:
    """The records by which a domain proves that its mails may come from this account (Easy DKIM)."""
    attributes = known["DkimAttributes"] if known else {}
    zone = attributes.get("SigningHostedZone") or "dkim.amazonses.com"
    return [f"  {token}._domainkey.{domain}  CNAME  {token}.{zone}" for token in attributes.get("Tokens", [])]


def compiler() -> str | None:
    """Find Lambda's own Python on this machine; bytecode of another version would be of no use there."""
    done = subprocess.run(
        [ENVS / "uv" / "bin" / "uv", "python", "find", "--no-project", "--no-python-downloads", LAMBDA_PYTHON],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or None


def first_name_of(email: str) -> str:
    """What the first admin is called until they say otherwise: `aino.virtanen@…` → Aino Virtanen."""
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", email.partition("@")[0]) if part)


def invite_first_admin(email: str, environment: dict[str, str]) -> None:
    """Invite by the address, so that a repeated deployment finds the same person."""
    os.environ.update(environment)
    # late: the package reads its configuration from the environment
    from lahetti.core import clock
    from lahetti.people import inviting
    from lahetti.people.model import Invitation, Role, WayIn

    wanted = Invitation(email, first_name_of(email), Role.ADMIN, came_by=WayIn.INSTALLATION)
    inviting.invite(wanted, "deployment", clock.now())


def rates(executions: int) -> dict[str, str]:
    """Return what is taken a second, and what is kept for redirect and client, in an account of so many executions.

    Lambda keeps executions for a function only where 100 are left to all others; new accounts have ten in all.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    """
    if executions < 1000:
        kept = {"RedirectConcurrency": "", "ClientConcurrency": ""}
        return {"LinksRate": "100" if executions < 100 else "1000", "WebRate": "200", **kept}
    return {"LinksRate": "1000", "WebRate": "200", "RedirectConcurrency": "200", "ClientConcurrency": "50"}


def _executions(session: boto3.Session) -> int:
    """Return how many functions the account may run at a time."""
    limit: int = session.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if limit < 1000:
        say(
            f"This account may run {limit} functions at a time: none are kept for links and client while others are "
            "flooded. Ask AWS for 1,000 (Service Quotas, Lambda, concurrent executions), and deploy again."
        )
    return limit


def _build(sam: stacks.Sam, *, target: str) -> Path:
    found = compiler()
    if found is None:
        say(
            f"  No Python {LAMBDA_PYTHON} on this machine: bytecode is not compiled, and cold starts take longer. "
            f"Install it (apt, or {ENVS / 'uv' / 'bin' / 'uv'} python install {LAMBDA_PYTHON}) and deploy again."
        )
    return sam.build(
        compiler=found,
        UV=str(ENVS / "uv" / "bin" / "uv"),
        PYTHON=str(ENVS / "cloud" / "bin" / "python"),
        LAYER_TARGET=target,
        COMPILER=found or "",
    )


def _is_verified(known: "GetEmailIdentityResponseTypeDef | None") -> bool:
    return bool(known and known.get("VerifiedForSendingStatus"))


def _account(session: boto3.Session) -> str:
    try:
        account: str = session.client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"AWS does not know who deploys: {error}. Sign in (aws sso login, or AWS_PROFILE=…).") from error
    return account


def _folder() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER


def help_text() -> str:
    width = max(map(len, PARAMETERS))
    return "\n".join([__doc__ or "", *(f"  {name:<{width}}  {text}" for name, text in PARAMETERS.items())])


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(help_text())
    present = boto3.Session()
    chosen = present if present.region_name else boto3.Session(region_name=REGION)
    try:
        deploy(wanted(sys.argv[1:], chosen.region_name), chosen)
    except Failure as failure:
        sys.exit(f"{failure}")
