"""What is deployed: the `Name=value` arguments of make deploy, checked as far as that goes without asking AWS."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.cloud.report import Failure

PARAMETERS = {
    "Domain": "host of client, API and console (lahetti.example.fi)",
    "FirstAdmin": "e-mail address of the first admin",
    "Sender": "address that mails come from, in a domain of your own",
    "LinkDomain": "host of the short links; go.<Domain> where it is not given",
    "CertificateArn": "certificate of both hosts in ACM, in the region that is deployed to; found or asked for without",
    "HostedZoneId": "zone in Route 53 that holds both hosts: all records are then written for you",
    "Stage": "a name beside others in the same account (try, test); 1 to 12 lower case letters and digits",
    "AlarmAddress": "e-mail address that alarms go to, once somebody there has confirmed it",
    "SupportAddress": "address that people write to who are stuck; the sender's where it is not given",
    "MonthlyBudget": "US dollars a month beyond which the alarms tell; none without",
    "PermissionsBoundary": "ARN of the policy that bounds every role of the account, where there is one",
    "SignInPrefix": "first part of the address for an identity provider, where there is one; unique in the region",
    "WorkIssuer": "issuer of the organisation's OIDC provider, as its discovery document names it",
    "WorkClientId": "what that provider calls this service",
    "WorkClientSecret": "name of the secret in Secrets Manager that holds the secret of that client",
    "WorkMetadataUrl": "address of the metadata of the organisation's SAML provider, instead of an issuer",
    "WorkDomains": "mail domains whose addresses the provider proves, with commas between them",
}
OF_WORK_ACCOUNTS = ("WorkIssuer", "WorkClientId", "WorkClientSecret", "WorkMetadataUrl", "WorkDomains")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[a-z]{{2,63}}")
_EMAIL = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@(?:{_LABEL}\.)+[a-z]{{2,63}}")
_CERTIFICATE = re.compile(r"arn:aws[a-z-]*:acm:(?P<region>[a-z0-9-]+):\d{12}:certificate/[A-Za-z0-9-]+")
_ZONE = re.compile(r"Z[A-Z0-9]{1,31}")
_BOUNDARY = re.compile(r"arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy/.+")
_STAGE = re.compile(r"[a-z][a-z0-9]{0,11}")


@dataclass(frozen=True)
class Names:
    """What the stacks of a stage are called."""

    foundation: str
    application: str

    @staticmethod
    def of(stage: str) -> "Names":
        beside = f"-{stage}" if stage else ""
        return Names(f"lahetti{beside}-foundation", f"lahetti{beside}")


@dataclass(frozen=True)
class Wanted:
    """What is deployed; `work_account` are the parameters of the organisation's identity provider."""

    domain: str
    link_domain: str
    certificate: str
    zone: str
    stage: str
    sign_in_prefix: str
    first_admin: str
    sender: str
    support_address: str
    alarm_address: str
    monthly_budget: str
    permissions_boundary: str
    work_account: Mapping[str, str]

    @property
    def mail_domain(self) -> str:
        return self.sender.partition("@")[2]

    @property
    def hosts(self) -> tuple[str, str]:
        return self.domain, self.link_domain

    @property
    def names(self) -> Names:
        return Names.of(self.stage)

    @property
    def has_provider(self) -> bool:
        return bool(self.work_account["WorkIssuer"] or self.work_account["WorkMetadataUrl"])


def wanted(arguments: Sequence[str], region: str) -> Wanted:
    """Read `Name=value` arguments; raise Failure that names everything that is missing or wrong."""
    given = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    wrong = [f"{argument}: not of the form Name=value." for argument in arguments if "=" not in argument]
    wrong += [f"{name}: there is no such parameter." for name in given if name not in PARAMETERS]
    demanded = ("Domain", "FirstAdmin", "Sender")
    wrong += [f"{name}: missing ({PARAMETERS[name]})." for name in demanded if not given.get(name)]
    values = {name: given.get(name, "") for name in PARAMETERS}
    values["LinkDomain"] = values["LinkDomain"] or f"go.{values['Domain']}"
    wrong += _wrong_values({name: value for name, value in values.items() if given.get(name)}, region)
    if values["Domain"] and values["LinkDomain"] == values["Domain"]:
        wrong.append("LinkDomain: must be another host than Domain.")
    if values["MonthlyBudget"] and not values["AlarmAddress"]:
        wrong.append(f"AlarmAddress: missing beside MonthlyBudget ({PARAMETERS['AlarmAddress']}).")
    if wrong:
        raise Failure("\n".join(["Nothing was deployed:", *(f"  {line}" for line in wrong)]))
    return Wanted(
        domain=values["Domain"],
        link_domain=values["LinkDomain"],
        certificate=values["CertificateArn"],
        zone=values["HostedZoneId"],
        stage=values["Stage"],
        sign_in_prefix=values["SignInPrefix"],
        first_admin=values["FirstAdmin"],
        sender=values["Sender"],
        support_address=values["SupportAddress"],
        alarm_address=values["AlarmAddress"],
        monthly_budget=values["MonthlyBudget"],
        permissions_boundary=values["PermissionsBoundary"],
        work_account={name: values[name] for name in OF_WORK_ACCOUNTS},
    )


def _wrong_values(given: dict[str, str], region: str) -> list[str]:
    wrong = [
        f"{name}: “{given[name]}” is no host name (lower case, such as lahetti.example.fi)."
        for name in ("Domain", "LinkDomain")
        if name in given and not _HOST.fullmatch(given[name])
    ]
    wrong += [
        f"{name}: “{given[name]}” is no e-mail address."
        for name in ("FirstAdmin", "Sender", "SupportAddress", "AlarmAddress")
        if name in given and not _EMAIL.fullmatch(given[name])
    ]
    forms = {
        "HostedZoneId": (_ZONE, "is no zone of Route 53 (Z and capital letters and digits)"),
        "Stage": (_STAGE, "is no name of a stage: 1 to 12 lower case letters and digits, a letter first"),
        "MonthlyBudget": (re.compile(r"[1-9]\d{0,6}"), "is no whole number of US dollars above 0"),
        "PermissionsBoundary": (_BOUNDARY, "is no policy of IAM (arn:aws:iam::…:policy/…)"),
    }
    wrong += [
        f"{name}: “{given[name]}” {words}."
        for name, (form, words) in forms.items()
        if name in given and not form.fullmatch(given[name])
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
    named = [name for name in OF_WORK_ACCOUNTS if name in given]
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
