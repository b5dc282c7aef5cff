"""What SES's answers, and the lack of one, mean for a mail: sent, later, never, or not known."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from lahetti.core import aws
from lahetti.mail import ses
from lahetti.mail.messages import Message
from lahetti.mail.ses import AccountFault, HeldUp, NotSent, Refused, Unknown

MAIL = Message("aino@virasto.example", "Aihe", "teksti\n", "<p>teksti</p>", tags={"mail": "bTE"})


class FakeSes:
    """Takes mails, or fails as it is told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.calls: list[dict[str, Any]] = []

    def send_email(self, **call: Any) -> dict[str, Any]:
        self.calls.append(call)
        if self.failure is not None:
            raise self.failure
        return {"MessageId": "m1"}

    send_bulk_email = send_email


@pytest.fixture(autouse=True)
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    known = SimpleNamespace(sender="lahetti@virasto.example", configuration_set="mails")
    monkeypatch.setattr(ses, "configuration", lambda: known)


def answered(code: str, status: int, told: str = "") -> ClientError:
    error = {"Code": code, "Message": told}
    return ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")


NOT_VERIFIED = "Email address is not verified. The following identities failed the check in region EU-NORTH-1: "
FAULTS = [
    ("MessageRejected", NOT_VERIFIED + "aino@virasto.example", AccountFault.SANDBOX),
    ("MessageRejected", NOT_VERIFIED + "Lähetti <lahetti@virasto.example>", AccountFault.SENDER),
    ("MailFromDomainNotVerifiedException", "", AccountFault.SENDER),
    ("TooManyRequestsException", "Maximum sending rate exceeded.", AccountFault.RATE),
    ("ThrottlingException", "Maximum sending rate exceeded.", AccountFault.RATE),
    ("ThrottlingException", "Daily message quota exceeded.", AccountFault.DAILY_QUOTA),
    ("LimitExceededException", "Daily message quota exceeded.", AccountFault.DAILY_QUOTA),
    ("SendingPausedException", "", AccountFault.PAUSED),
    ("AccountSuspendedException", "", AccountFault.PAUSED),
    ("NotFoundException", "Configuration set <mails> does not exist.", AccountFault.OTHER),
    ("AccessDeniedException", "", AccountFault.OTHER),
]


@pytest.mark.parametrize(("code", "told", "fault"), FAULTS)
def test_what_is_the_accounts_is_not_the_mails(
    monkeypatch: pytest.MonkeyPatch, code: str, told: str, fault: AccountFault
) -> None:
    monkeypatch.setattr(aws, "client", lambda *_: FakeSes(answered(code, 400, told)))

    with pytest.raises(HeldUp) as held:
        ses.send(MAIL)

    assert held.value.fault is fault


STATUSES = botocore.session.get_session().get_service_model("sesv2").shape_for("BulkEmailStatus").enum
OF_THE_MAIL = {"MESSAGE_REJECTED", "TEMPLATE_NOT_FOUND", "INVALID_SENDING_POOL_NAME", "INVALID_PARAMETER", "FAILED"}


@pytest.mark.parametrize("status", [one for one in STATUSES if one not in OF_THE_MAIL | {"SUCCESS"}])
def test_every_status_of_the_account_lets_the_mail_wait(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    answer = {"BulkEmailEntryResults": [{"Status": status, "Error": "…"}]}
    monkeypatch.setattr(aws, "client", lambda *_: SimpleNamespace(send_bulk_email=lambda **_: answer))

    (outcome,) = ses.send_many([MAIL])

    assert (outcome.message, outcome.later) == (None, True)
    assert (outcome.fault is None) == (status == "TRANSIENT_FAILURE")


def test_one_of_many_that_the_sandbox_refuses_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    rejected = {"Status": "MESSAGE_REJECTED", "Error": NOT_VERIFIED + "aino@virasto.example"}
    invalid = {"Status": "MESSAGE_REJECTED", "Error": "Invalid content"}
    answer = {"BulkEmailEntryResults": [rejected, invalid]}
    monkeypatch.setattr(aws, "client", lambda *_: SimpleNamespace(send_bulk_email=lambda **_: answer))

    waits, fails = ses.send_many([MAIL, MAIL])

    assert (waits.later, waits.fault) == (True, AccountFault.SANDBOX)
    assert (fails.later, fails.fault) == (False, None)


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (answered("TooManyRequestsException", 429), HeldUp),
        (answered("LimitExceededException", 400), HeldUp),
        (answered("SendingPausedException", 400), HeldUp),
        (answered("AccountSuspendedException", 400), HeldUp),
        (answered("MailFromDomainNotVerifiedException", 400), HeldUp),
        (answered("AccessDeniedException", 403), HeldUp),
        (answered("MessageRejected", 400), Refused),
        (answered("BadRequestException", 400), Refused),
        (answered("InternalFailure", 500), Unknown),
        (answered("ServiceUnavailable", 503), Unknown),
        (ReadTimeoutError(endpoint_url="https://ses.example"), Unknown),
        (ConnectTimeoutError(endpoint_url="https://ses.example"), NotSent),
        (EndpointConnectionError(endpoint_url="https://ses.example"), NotSent),
    ],
)
def test_a_failure_means_later_never_or_not_known(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, meaning: type[Exception]
) -> None:
    fake = FakeSes(failure)
    monkeypatch.setattr(aws, "client", lambda *_: fake)

    for attempt in (lambda: ses.send(MAIL), lambda: ses.send_many([MAIL])):
        with pytest.raises((NotSent, Unknown)) as error:
            attempt()
        assert type(error.value) is meaning

    assert len(fake.calls) == 2  # nothing is tried again below the outbox: it might go out twice


def test_a_bug_of_ours_is_no_answer_of_ses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "client", lambda *_: FakeSes(KeyError("bug")))

    with pytest.raises(KeyError):
        ses.send(MAIL)


def test_a_mail_bears_its_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSes()
    monkeypatch.setattr(aws, "client", lambda *_: fake)

    assert ses.send(MAIL) == "m1"
    assert fake.calls[0]["EmailTags"] == [{"Name": "mail", "Value": "bTE"}]


@pytest.mark.parametrize("wrong", [{"to": "a\nb@virasto.example"}, {"text": "\ud800"}, {"html": "\ud800"}])
def test_a_mail_that_has_no_form_as_a_message_is_refused_for_good(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    fake = FakeSes()
    monkeypatch.setattr(aws, "client", lambda *_: fake)

    with pytest.raises(Refused, match=ses.CANNOT_BE_BUILT):
        ses.send(replace(MAIL, **wrong))

    assert not fake.calls


def test_a_subject_is_one_line_whatever_it_quotes() -> None:
    assert replace(MAIL, subject="Kortti\r\nBcc: x\x00 y\u2028z").subject == "Kortti Bcc: x y z"
