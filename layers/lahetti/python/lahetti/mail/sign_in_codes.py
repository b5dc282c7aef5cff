"""Mails sign-in codes: at once, past quiet hours and past the outbox, which must not hold a code.

While SES takes no mail, nobody's code is sent for some seconds, and everybody is told so whatever address they name: an
outage must not tell who is known.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.aws import Limits
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.core.texts import Texts
from lahetti.mail import items, layout, letters, ses
from lahetti.mail.letters import LetterContext
from lahetti.mail.messages import Message
from lahetti.mail.ses import AccountFault, HeldUp, NotSent, Refused, Unknown
from lahetti.people.model import Person
from lahetti.people.signing_in import Asked
from lahetti.records.model import MailKind

_DOWN = timedelta(seconds=15)
_QUICK = Limits(answer=3, attempts=1)
"""Somebody waits for the page: SES answers within a fifth of a second, as a rule."""


def send(asked: Asked, now: datetime) -> None:
    """Mail the code of an attempt where there is somebody to get it; where SES takes no mail, note it."""
    if items.is_mail_down(now) or asked.person is None or asked.code is None:
        return
    try:
        ses.send(message(asked.person, asked.code), _QUICK)
    except Refused as refused:  # this mailbox takes none, which is nobody else's trouble
        logger.warning("code not mailed", reason=str(refused))
    except HeldUp as held:  # the sandbox keeps mail from one address; what else it is, from all
        logger.error("codes are not mailed", reason=str(held), fault=held.fault.value)
        if held.fault is not AccountFault.SANDBOX:
            items.note_mail_down(now + _DOWN)
    except (NotSent, Unknown) as error:
        logger.error("codes are not mailed", reason=str(error))
        items.note_mail_down(now + _DOWN)


def is_down(now: datetime) -> bool:
    """Return whether codes cannot be mailed at this moment."""
    return items.is_mail_down(now)


def message(person: Person, code: str) -> Message:
    """Return the mail with a person's code, in their language."""
    settings = configuration()
    context = LetterContext(
        person=person,
        fields={"code": code},
        organisation="",
        web_origin=settings.web_origin,
        link_origin=settings.link_origin,
        contact=settings.contact,
        zone=ZoneInfo(settings.time_zone),
    )
    written = letters.letter(MailKind.SIGN_IN_CODE, context)
    text, html = layout.letter_parts(written, Texts("mails", person.language))
    return Message(person.email, written.subject, text, html)
