"""What SES's answers, and the lack of one, mean for a mail: sent, later, never, or not known."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from lahetti.core import aws
from lahetti.mail import ses
from lahetti.mail.messages import Message
from lahetti.mail.ses import NotSent, Refused, Unknown

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


def answered(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (answered("TooManyRequestsException", 429), NotSent),
        (answered("LimitExceededException", 400), NotSent),
        (answered("SendingPausedException", 400), NotSent),
        (answered("AccountSuspendedException", 400), NotSent),
        (answered("MailFromDomainNotVerifiedException", 400), NotSent),
        (answered("AccessDeniedException", 403), NotSent),
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
