"""What `make deploy` can be held to without an account: its arguments, its words, the records it prints."""

import os
import subprocess
import sys

import pytest

from tools import deploy
from tools.cloud.report import Failure
from tools.deploying import steps
from tools.deploying.wanted import PARAMETERS, Wanted, wanted

CERTIFICATE = "arn:aws:acm:eu-north-1:123456789012:certificate/6e6b9a2c-1d0b-4f0e-9d3e-2f6a7c1b8e55"
GIVEN = {
    "Domain": "lahetti.virasto.example",
    "CertificateArn": CERTIFICATE,
    "SignInPrefix": "lahetti-virasto",
    "FirstAdmin": "maarit.lehtovaara@virasto.example",
    "Sender": "lahetti@virasto.example",
}


OIDC = {
    "WorkIssuer": "https://login.example/v2.0",
    "WorkClientId": "lahetti",
    "WorkClientSecret": "lahetti-work-account",
    "WorkDomains": "virasto.example,laitos.example",
}


def asked(**changes: str | None) -> Wanted:
    given = {name: value for name, value in {**GIVEN, **changes}.items() if value is not None}
    return wanted([f"{name}={value}" for name, value in given.items()], "eu-north-1")


def test_the_links_host_is_go_dot_domain_unless_another_is_given() -> None:
    assert asked().link_domain == "go.lahetti.virasto.example"
    assert asked(LinkDomain="lyhyt.example").link_domain == "lyhyt.example"


def test_a_provider_is_handed_on_as_it_is_named() -> None:
    assert asked(**OIDC).work_account == {**OIDC, "WorkMetadataUrl": ""}
    saml = {"WorkMetadataUrl": "https://login.example/metadata", "WorkDomains": "virasto.example"}
    assert {name: value for name, value in asked(**saml).work_account.items() if value} == saml
    assert not any(asked().work_account.values())


def test_the_senders_domain_is_what_ses_verifies() -> None:
    assert asked().mail_domain == "virasto.example"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"Domain": None}, "Domain: missing"),
        ({"FirstAdmin": None}, "FirstAdmin: missing"),
        ({"HostedZoneId": "vero.fi"}, "HostedZoneId: “vero.fi” is no zone"),
        ({"Stage": "Try"}, "Stage: “Try” is no name of a stage"),
        ({"Stage": "a-stage-of-too-many"}, "is no name of a stage"),
        ({"MonthlyBudget": "0"}, "MonthlyBudget: “0” is no whole number"),
        ({"PermissionsBoundary": "bound"}, "PermissionsBoundary: “bound” is no policy"),
        ({"WorkIssuer": "https://login.example", "SignInPrefix": None}, "SignInPrefix: missing"),
        ({"Domain": "https://lahetti.example"}, "“https://lahetti.example” is no host name"),
        ({"Domain": "Lahetti.example"}, "is no host name"),
        ({"LinkDomain": "lahetti.virasto.example"}, "LinkDomain: must be another host"),
        ({"Sender": "Lähetti <lahetti@virasto.example>"}, "is no e-mail address"),
        ({"FirstAdmin": "maarit"}, "“maarit” is no e-mail address"),
        ({"SignInPrefix": "my-cognito"}, "refused by Cognito"),
        ({"SignInPrefix": "-lahetti"}, "refused by Cognito"),
        ({"CertificateArn": "arn:aws:iam::123456789012:server-certificate/x"}, "is no certificate of ACM"),
        ({"CertificateArn": CERTIFICATE.replace("eu-north-1", "us-east-1")}, "lies in us-east-1, not in eu-north-1"),
        ({"Domian": "x.example"}, "Domian: there is no such parameter"),
        ({**OIDC, "WorkDomains": None}, "WorkDomains: missing beside WorkIssuer"),
        ({**OIDC, "WorkClientSecret": None}, "WorkClientSecret: missing beside WorkIssuer"),
        ({**OIDC, "SignInPrefix": None}, "SignInPrefix: missing beside WorkIssuer"),
        ({"WorkDomains": "virasto.example"}, "WorkIssuer: missing beside WorkDomains"),
        ({"WorkMetadataUrl": "https://login.example/metadata"}, "WorkDomains: missing beside WorkMetadataUrl"),
        ({**OIDC, "WorkMetadataUrl": "https://login.example/metadata"}, "there is one provider"),
        ({**OIDC, "WorkIssuer": "http://login.example/v2.0"}, "is no https address"),
        ({**OIDC, "WorkDomains": "virasto.example, laitos.example"}, "“ laitos.example” is no domain"),
    ],
)
def test_a_wrong_parameter_is_named(changes: dict[str, str | None], words: str) -> None:
    with pytest.raises(Failure, match="Nothing was deployed") as refused:
        asked(**changes)

    assert words in str(refused.value)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Failure) as refused:
        wanted(["loose", "Sender=x"], "eu-north-1")

    assert [line.split(":")[0].strip() for line in str(refused.value).splitlines()[1:]] == [
        "loose",
        "Domain",
        "FirstAdmin",
        "Sender",
    ]


def test_the_first_admin_has_the_name_of_their_address() -> None:
    assert deploy.first_name_of("maarit.lehtovaara@virasto.example") == "Maarit Lehtovaara"
    assert deploy.first_name_of("ops@virasto.example") == "Ops"


def test_the_help_names_every_parameter_and_every_step() -> None:
    text = deploy.help_text()

    assert all(f"  {name}" in text for name in PARAMETERS)
    assert all(f"  {step.name}: {step.does}" in text for step in steps.ALL)


def test_make_passes_every_parameter_on() -> None:
    makefile = (deploy.ROOT / "Makefile").read_text().replace("\\\n", " ")
    (passed,) = [line.partition("=")[2].split() for line in makefile.splitlines() if line.startswith("deployed_by =")]

    assert sorted(passed) == sorted(PARAMETERS)


@pytest.mark.parametrize(("stage", "foundation"), [("", "lahetti-foundation"), ("test", "lahetti-test-foundation")])
def test_the_tools_beside_it_work_on_the_stage_that_is_named(stage: str, foundation: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from tools.deploy import FOUNDATION; print(FOUNDATION)"],
        env={**os.environ, "STAGE": stage},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.strip() == foundation
