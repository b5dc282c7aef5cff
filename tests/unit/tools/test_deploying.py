"""A whole deployment against an account that refuses as AWS does, from empty to the first digest."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest

from lahetti.content import items as content_items
from lahetti.content.model import ContentTexts
from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.dynamodb.transactions import transact
from lahetti.mail import delivery, ses
from lahetti.mail.delivery import MailContext
from lahetti.mail.digests.run import send_digests
from lahetti.people import inviting
from lahetti.people import items as people_items
from lahetti.people.model import Invitation, Role, WayIn
from lahetti.records import items as records_items
from lahetti.records.model import MailStep
from lahetti.security import identity, secrets
from lahetti.settings.versions import read_settings
from tests.contents import content_head
from tests.fake_account import ACCOUNT, FakeAccount, Refused
from tests.memory_dynamodb.client import MemoryDynamoDb
from tools import remove, templates
from tools.account import certificates
from tools.account.findings import Account, Verdict
from tools.cloud.report import Failure
from tools.deploying import steps
from tools.deploying.stacks_of_ours import KEPT_KINDS
from tools.deploying.steps import Deployment, Waits
from tools.deploying.wanted import Names, wanted

GIVEN = {
    "Domain": "lahetti.virasto.example",
    "FirstAdmin": "maarit.lehtovaara@virasto.example",
    "Sender": "lahetti@virasto.example",
    "AlarmAddress": "valvomo@virasto.example",
}
ZONE = ZoneInfo("Europe/Helsinki")


@dataclass
class FakeSam:
    """Hands to the account what SAM would."""

    account: FakeAccount

    def deploy(self, stack: str, template: Path, parameters: dict[str, str], *, execute: bool = True) -> None:
        if not execute:
            self.account.plan(stack, parameters)
            return
        try:
            self.account.deploy(stack, template, parameters)
        except Refused as refused:
            raise Failure(f"SAM failed at deploy: {refused}") from refused


@dataclass
class Stage:
    """An account, with what is deployed to it and who was invited."""

    account: FakeAccount
    session: boto3.Session
    invited: list[str] = field(default_factory=list)
    upgraded: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def deployment(self, *, dry: bool = False, **changes: str) -> Deployment:
        asked = wanted([f"{name}={value}" for name, value in {**GIVEN, **changes}.items()], self.account.region)
        sam: Any = FakeSam(self.account)

        def answers(host: str) -> bool:
            return (host, "A") in self.account.records or (host, "CNAME") in self.account.records

        def invite(email: str, environment: dict[str, str]) -> None:
            assert environment["AWS_REGION"] == self.account.region
            self.invited.append(email)

        def upgrade(environment: dict[str, str]) -> int:
            self.upgraded.append(environment["LAHETTI_PROGRAMME_TABLE"])
            return 0

        return Deployment(
            asked,
            Account(self.session),
            sam,
            build=lambda: templates.ROOT / "template.yaml",
            answers=answers,
            invite=invite,
            upgrade=upgrade,
            dry=dry,
        )

    def deploy(self, *, dry: bool = False, **changes: Any) -> None:
        steps.run(self.deployment(dry=dry, **changes))

    def publish(self, shown: str) -> None:
        """Publish what was shown, as whoever keeps the DNS reads it."""
        for line in shown.splitlines():
            words = line.split()
            if len(words) >= 3 and words[1] in ("CNAME", "TXT"):
                self.account.publish(words[0], words[1], words[2])
        self.account.sleep(300)


@pytest.fixture
def stage() -> Iterator[Stage]:
    account = FakeAccount()
    with account.open() as session:
        yield Stage(account, session)


def test_an_empty_account_comes_to_a_programme_in_two_stops(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """One for the proofs of hosts and sender, in one ticket; one for the records of the hosts."""
    with pytest.raises(Waits, match="at step “proofs”") as first:
        stage.deploy()
    shown = capsys.readouterr().out
    assert "lahetti.virasto.example" in str(first.value)
    assert "virasto.example" in str(first.value)
    assert sum(" CNAME " in line for line in shown.splitlines()) == 2 + 3
    assert stage.account.gateway_role is not None
    assert "lahetti" not in stage.account.stacks

    stage.publish(shown)
    with pytest.raises(Waits, match="at step “host”"):
        stage.deploy()
    shown = capsys.readouterr().out
    assert "valvomo@virasto.example has not confirmed" in shown
    assert "sandbox" in shown
    assert "10 functions may run at a time" in shown
    assert stage.invited == []

    stage.publish(shown)
    stage.deploy()

    assert stage.invited == ["maarit.lehtovaara@virasto.example"]
    assert len(set(stage.upgraded)) == 1
    assert {name: one.status.rpartition("_")[2] for name, one in stage.account.stacks.items()} == {
        "lahetti-account": "COMPLETE",
        "lahetti-foundation": "COMPLETE",
        "lahetti": "COMPLETE",
    }


def test_from_the_empty_account_to_the_first_digest(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    """The invitation waits in the sandbox without a try, goes once its address is verified, and a digest follows."""
    account = FakeAccount(zones={"Z0123": "virasto.example"})
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    monkeypatch.setenv("LAHETTI_SENDER", "lahetti@virasto.example")
    configuration.cache_clear()
    email = "maarit.lehtovaara@virasto.example"
    with account.open() as session:
        monkeypatch.setattr(aws, "client", lambda service, *_: session.client(service))
        ses.send_rate.cache_clear()
        deployment = Stage(account, session).deployment(HostedZoneId="Z0123")
        deployment.invite = lambda address, _: invite(address, account)
        steps.run(deployment)
        person = people_items.find_person_by_email(email)
        assert person is not None
        context = MailContext(read_settings(), ZONE)
        key = f"invitation#joined#{person.id}"

        for _ in range(20):
            assert delivery.deliver(key, context, account.now) is MailStep.WAITING
            account.sleep(3600)
        waiting = records_items.find_mail(key)
        assert waiting is not None
        assert waiting.tries == 0
        account.is_in_sandbox = False  # AWS has let the account out
        assert delivery.deliver(key, context, account.now) is MailStep.SENT

        published = account.now + timedelta(days=1)
        head = replace(content_head("c1", title="Verokortti"), published=published, since=published, expiry=None)
        texts = ContentTexts("c1", "https://www.virasto.example/c1")
        transact(content_items.put_head(head), content_items.put_texts(texts))
        sent = 0
        for day in range(2, 9):
            at = (account.now + timedelta(days=day)).replace(hour=12)
            sent += send_digests(read_settings(), ZONE, at).sent
        ses.send_rate.cache_clear()

    assert account.sent == [email, email]
    assert sent == 1


def invite(email: str, account: FakeAccount) -> None:
    invitation = Invitation(email, "Maarit Lehtovaara", Role.ADMIN, came_by=WayIn.INSTALLATION)
    inviting.invite(invitation, "deployment", account.now)


def test_a_zone_of_ones_own_leaves_nothing_to_publish(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    stage.account.zones["Z0123"] = "virasto.example"
    began = stage.account.now

    stage.deploy(HostedZoneId="Z0123")

    assert stage.invited
    assert "for whoever keeps the DNS" not in capsys.readouterr().out
    assert stage.account.now - began < timedelta(minutes=10)
    assert stage.account.records["lahetti.virasto.example", "A"].startswith("lahetti-WebDomainTarget")
    assert stage.account.records["_dmarc.virasto.example", "TXT"] == '"v=DMARC1; p=none"'


def test_a_policy_for_mail_that_is_there_is_left(stage: Stage) -> None:
    stage.account.zones["Z0123"] = "virasto.example"
    stage.account.records["_dmarc.virasto.example", "TXT"] = '"v=DMARC1; p=reject"'

    stage.deploy(HostedZoneId="Z0123")

    written = [call for name, call in stage.account.calls if name == "route53.change_resource_record_sets"]
    names = {one["ResourceRecordSet"]["Name"] for call in written for one in call["ChangeBatch"]["Changes"]}
    assert "_dmarc.virasto.example" not in names


def ready(stage: Stage) -> None:
    stage.account.zones["Z0123"] = "virasto.example"
    stage.deploy(HostedZoneId="Z0123")
    stage.account.calls.clear()


def test_a_second_deployment_without_changes_does_nothing(stage: Stage) -> None:
    ready(stage)
    before = {name: (one.status, dict(one.parameters), len(one.events)) for name, one in stage.account.stacks.items()}

    stage.deploy(HostedZoneId="Z0123")

    after = {name: (one.status, dict(one.parameters), len(one.events)) for name, one in stage.account.stacks.items()}
    assert after == before
    assert set(stage.account.changes()) <= {"route53.change_resource_record_sets"}


@pytest.mark.parametrize("stack", ["lahetti-account", "lahetti-foundation", "lahetti"])
def test_a_creation_that_failed_is_said_in_words_and_made_anew(stage: Stage, stack: str) -> None:
    stage.account.zones["Z0123"] = "virasto.example"
    stage.account.failing[stack] = [("Thing", "Rate exceeded"), ("Other", "Resource creation cancelled")]

    with pytest.raises(Failure, match=r"Thing .*: Rate exceeded") as failed:
        stage.deploy(HostedZoneId="Z0123")
    assert "cancelled" not in str(failed.value)
    assert stage.account.stacks[stack].status == "ROLLBACK_COMPLETE"
    stage.deploy(HostedZoneId="Z0123")

    assert stage.account.stacks[stack].status.endswith(("CREATE_COMPLETE", "UPDATE_COMPLETE"))
    assert stage.invited


def test_killed_between_any_two_steps_a_deployment_goes_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.account.zones["Z0123"] = "virasto.example"
    whole = steps.ALL

    for number in range(len(whole)):
        monkeypatch.setattr(steps, "ALL", whole[: number + 1])
        stage.deploy(HostedZoneId="Z0123")

    assert stage.invited
    assert len(stage.account.certificates) == 1


def test_the_foundation_is_protected_once_it_stands_and_not_before(stage: Stage) -> None:
    with pytest.raises(Waits):
        stage.deploy()

    foundation = stage.account.stacks["lahetti-foundation"]
    assert foundation.is_protected
    assert foundation.parameters["DeletionProtection"] == "true"
    assert foundation.status == "UPDATE_COMPLETE"  # created without protection, which would stay behind
    assert foundation.policy is not None
    assert all(kind in foundation.policy for kind in KEPT_KINDS)


def test_an_existing_role_of_api_gateway_is_left(stage: Stage) -> None:
    stage.account.gateway_role = "arn:aws:iam::123456789012:role/theirs"

    with pytest.raises(Waits):
        stage.deploy()

    assert stage.account.gateway_role.endswith("theirs")
    assert "lahetti-account" not in stage.account.stacks


def test_a_sender_that_ses_knows_already_is_used_as_it_is(stage: Stage) -> None:
    stage.account.identities["virasto.example"] = True

    with pytest.raises(Waits):
        stage.deploy()

    assert stage.account.stacks["lahetti-foundation"].parameters["ExistingIdentity"] == "true"


def test_two_stages_live_side_by_side(stage: Stage) -> None:
    ready(stage)

    stage.deploy(HostedZoneId="Z0123", Stage="try", Domain="try.virasto.example")

    assert {"lahetti", "lahetti-foundation", "lahetti-try", "lahetti-try-foundation"} <= set(stage.account.stacks)
    assert stage.account.stacks["lahetti-try-foundation"].parameters["ExistingIdentity"] == "true"
    assert stage.account.stacks["lahetti-foundation"].parameters["ExistingIdentity"] == "false"
    assert "lahetti-try-account" not in stage.account.stacks


def test_another_region_is_another_account_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    account = FakeAccount(region="eu-west-1", zones={"Z0123": "virasto.example"})
    with account.open() as session:
        Stage(account, session).deploy(HostedZoneId="Z0123")

    (arn,) = account.certificates
    assert ":eu-west-1:" in arn
    assert "region eu-west-1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"HostedZoneId": "Z0999"}, "no zone Z0999"),
        ({"HostedZoneId": "Z0123", "Domain": "lahetti.muu.example"}, "not lahetti.muu.example"),
        (
            {"CertificateArn": f"arn:aws:acm:eu-north-1:{ACCOUNT}:certificate/none"},
            "is not in region eu-north-1",
        ),
        (
            {"CertificateArn": f"arn:aws:acm:eu-north-1:{ACCOUNT}:certificate/other"},
            "not of go.lahetti.virasto.example",
        ),
        (
            {
                "WorkMetadataUrl": "https://login.example/saml",
                "WorkDomains": "virasto.example",
                "SignInPrefix": "taken",
            },
            "“taken” is taken in this region",
        ),
    ],
)
def test_what_aws_would_refuse_later_is_refused_before_anything_starts(
    stage: Stage, changes: dict[str, str], words: str
) -> None:
    stage.account.zones["Z0123"] = "virasto.example"
    stage.account.taken_prefixes["taken"] = "eu-north-1_theirs"
    stage.account.certificates[f"arn:aws:acm:eu-north-1:{ACCOUNT}:certificate/other"] = {
        "DomainName": "lahetti.virasto.example",
        "SubjectAlternativeNames": ["lahetti.virasto.example"],
        "Status": "ISSUED",
        "CreatedAt": stage.account.now,
    }

    with pytest.raises(Failure, match="at step “account”") as refused:
        stage.deploy(**changes)

    assert words in str(refused.value)
    assert stage.account.changes() == []


def test_a_dry_run_says_in_words_what_would_change_and_changes_nothing(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.deploy(dry=True)
    shown = capsys.readouterr().out
    assert "lahetti-account would be made" in shown
    assert "makes ProgrammeTable (DynamoDB::Table)" in shown
    assert stage.account.stacks == {}
    assert stage.account.certificates == {}

    ready(stage)
    capsys.readouterr()
    stage.deploy(dry=True, HostedZoneId="Z0123")
    assert capsys.readouterr().out.count("nothing") == 2

    stage.deploy(dry=True, HostedZoneId="Z0123", SupportAddress="apu@virasto.example")
    assert "changes ProgrammeTable (DynamoDB::Table): DeletionProtectionEnabled" in capsys.readouterr().out
    assert stage.account.change_sets == {}
    assert "SupportAddress" not in stage.account.stacks["lahetti"].parameters or (
        stage.account.stacks["lahetti"].parameters["SupportAddress"] == ""
    )


@pytest.mark.parametrize(
    ("executions", "links", "redirect", "client"),
    [(10, "100", "", ""), (99, "100", "", ""), (500, "1000", "", ""), (1000, "1000", "200", "50")],
)
def test_what_an_account_may_run_decides_what_is_taken_and_kept(
    executions: int, links: str, redirect: str, client: str
) -> None:
    rates = steps.rates(executions)

    assert (rates["LinksRate"], rates["RedirectConcurrency"], rates["ClientConcurrency"]) == (links, redirect, client)
    kept = int(redirect or 0) + 6 * int(client or 0)
    assert not kept or kept + 100 <= executions


@pytest.mark.parametrize(
    ("names", "lacking"),
    [
        (("lahetti.fi", "go.lahetti.fi"), []),
        (("*.lahetti.fi",), ["lahetti.fi"]),
        (("lahetti.fi", "*.lahetti.fi"), []),
        (("*.fi",), ["go.lahetti.fi"]),
    ],
)
def test_a_star_stands_for_one_label(names: tuple[str, ...], lacking: list[str]) -> None:
    assert certificates.Certificate("arn", "ISSUED", names).lacks(("lahetti.fi", "go.lahetti.fi")) == lacking


def test_a_certificate_that_failed_says_why() -> None:
    failed = certificates.Certificate("arn:1", "FAILED", ("a.fi", "b.fi"), reason="CAA_ERROR")

    found = certificates.judged("arn:1", failed, ("a.fi", "b.fi"), "eu-north-1")

    assert found.verdict is Verdict.RED
    assert "CAA_ERROR" in found.seen


def test_removing_says_what_stays_and_what_it_costs_and_takes_a_name(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    ready(stage)
    account, names = Account(stage.session), Names.of("")

    remove.remove(account, names, "")
    assert "Nothing was removed" in capsys.readouterr().out
    remove.remove(account, names, "lahetti")
    shown = capsys.readouterr().out

    assert "lahetti" not in stage.account.stacks
    assert "lahetti-foundation" in stage.account.stacks
    assert "lahetti-foundation-EncryptionKey" in shown
    assert "$1.00 a month" in shown
    for logs in ("lahetti-FunctionsLog", "lahetti-GivenUpRecords", "lahetti-foundation-ProgrammeTable"):
        assert logs in shown
    assert all(f"{kind}" in remove.COSTS for kind in KEPT_KINDS)


def test_a_budget_is_made_once_and_follows_its_parameter(stage: Stage) -> None:
    stage.account.zones["Z0123"] = "virasto.example"
    for dollars in ("25", "25", "40"):
        stage.deploy(HostedZoneId="Z0123", MonthlyBudget=dollars)

    assert stage.account.budgets["lahetti"]["BudgetLimit"] == {"Amount": "40", "Unit": "USD"}
    assert [name for name in stage.account.changes() if name.startswith("budgets.")] == [
        "budgets.create_budget",
        "budgets.update_budget",
    ]
