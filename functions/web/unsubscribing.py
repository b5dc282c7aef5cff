"""The way out of the digest, or of Monday's mail, without signing in: a page with one button, and RFC 8058's POST.

Mail programs fetch links to look at them, so a GET changes nothing. The token in the address is signed and names the
person and the kind of mail; who holds the mail, which people forward, may end that, and neither change nor learn
anything else.
"""

from html import escape

from http_adapter.languages import language_of
from lahetti.core import clock
from lahetti.core.texts import Texts
from lahetti.people import changing, members
from lahetti.people.model import DigestMode, Person
from lahetti.records.model import MailKind
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from web.http_messages import Answer, Request
from web.plain_pages import plain_page


def show(request: Request) -> Answer:
    """Show how to end such mails, and where else they are changed."""
    person, mail = _named(request)
    if person is None:
        return _unknown(request)
    texts = Texts("mails", person.language)
    body = (
        f'<form method="post"><button class="btn big">{escape(texts(f"unsubscribe.stop{mail}"))}</button></form>\n'
        f'<p><a href="/me">{escape(texts("unsubscribe.change"))}</a></p>'
    )
    return _page(texts, body)


def end(request: Request) -> Answer:
    """End such mails, whatever else is sent: the button of our page, or a mail program's one click."""
    person, mail = _named(request)
    if person is None:
        return _unknown(request)
    if mail and person.notifications.monday:
        changing.change_person(person.id, {"monday_mail": False}, person.id, clock.now())
    if not mail and person.notifications.digest is not DigestMode.OFF:
        changing.change_person(person.id, {"digest": DigestMode.OFF.value}, person.id, clock.now())
    texts = Texts("mails", person.language)
    told = f'<p class="note" role="status">{escape(texts(f"unsubscribe.stopped{mail}"))}</p>'
    return _page(texts, f'{told}\n<p><a href="/">{escape(texts("open"))}</a></p>')


def _named(request: Request) -> tuple[Person | None, str]:
    """Return whose mails the token ends, and which: the end of the keys of their texts, none of the digest's."""
    verified = sessions.verify(Purpose.UNSUBSCRIBE, request.parameters["token"], clock.now())
    if verified is None:
        return None, ""
    return members.known_person(verified["person"]), ".monday" if verified.get("mail") == MailKind.MONDAY else ""


def _unknown(request: Request) -> Answer:
    texts = Texts("mails", language_of(request.headers))
    told = f'<p class="note warn">{escape(texts("unsubscribe.unknown"))}</p>'
    return _page(texts, f'{told}\n<p><a href="/">{escape(texts("open"))}</a></p>', status=404)


def _page(texts: Texts, body: str, status: int = 200) -> Answer:
    return plain_page(texts.language, texts("unsubscribe.title"), body, status)
