"""A mail to one person, and its MIME form (RFC 5322) with one-click unsubscribing (RFC 8058)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from lahetti.core.plain_texts import on_one_line
from lahetti.mail.header_texts import header_text

SENDER_NAME = "Lähetti"


@dataclass(frozen=True)
class Message:
    """A subject is one line, whatever it quotes.

    `unsubscribe` is an address that ends such mails by a single POST; `tags` come back in SES's events.
    """

    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", on_one_line(self.subject))


def headers(message: Message) -> dict[str, str]:
    """Return the headers that the mail carries beside those that every mail has."""
    # Out-of-office replies are not for us (RFC 3834).
    own = {"Auto-Submitted": "auto-generated"}
    if message.unsubscribe is not None:
        own["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        own["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return own


def sender(address: str) -> str:
    """Return the sender as a header holds it (RFC 2047)."""
    name = EmailMessage(policy=SMTP.clone(max_line_length=0))
    name["From"] = Address(SENDER_NAME, addr_spec=address)
    return name.as_string().removeprefix("From:").strip()


def mime(message: Message, sender_address: str) -> bytes:
    """Return the whole message; SES adds date and message id."""
    built = EmailMessage(policy=SMTP)
    built["From"] = Address(SENDER_NAME, addr_spec=sender_address)
    built["To"] = message.to
    built.set_content(message.text, cte="quoted-printable")
    built.add_alternative(message.html, subtype="html", cte="quoted-printable")
    # Python would fold a long address into encoded words, which no mail program follows.
    own = [f"{name}: {value}" for name, value in headers(message).items()]
    lines = [header_text("Subject", message.subject), *own]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii") + built.as_bytes()
