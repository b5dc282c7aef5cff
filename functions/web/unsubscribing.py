"""The way out of the digest, without signing in: a page with one button, and the single POST of RFC 8058.

Mail programs fetch links to look at them, so a GET changes nothing. The token in the address is signed and names the
person; who holds the mail may end or change its digests, nothing else.
"""

from html import escape
from urllib.parse import parse_qs

from lahetti.core import clock
from lahetti.core.texts import Texts, preferred
from lahetti.mail.digests.message import days_in_words
from lahetti.people import changing, members, rules
from lahetti.people.model import DigestMode, Notifications, Person
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from web.http_messages import Answer, Request
from web.plain_pages import plain_page


def show(request: Request) -> Answer:
    """Show what the person gets now, and how to end or change it."""
    person = _person(request)
    if person is None:
        return _unknown(request)
    texts, current = Texts("mails", person.language), settings_versions.current_settings()
    values = {
        "time": _time(current),
        "days": days_in_words(Notifications(days=person.notifications.days), current, texts),
    }
    chosen = person.notifications.digest
    choices = "\n".join(
        f'<p><label><input type="radio" name="digest" value="{mode}"{" checked" if mode is chosen else ""}> '
        f"{escape(texts(f'unsubscribe.{mode}', **values))}</label></p>"
        for mode in DigestMode
    )
    body = (
        f'<form method="post"><button class="btn big" name="digest" value="off">{escape(texts("unsubscribe.stop"))}'
        f'</button></form>\n<form method="post" class="stack"><fieldset class="stack">'
        f"<legend><b>{escape(texts('unsubscribe.question'))}</b></legend>\n{choices}</fieldset>\n"
        f'<button class="btn sec">{escape(texts("unsubscribe.save"))}</button></form>'
    )
    return _page(texts, body)


def change(request: Request) -> Answer:
    """End the digest, or change when it comes; a POST without a wish of its own is a mail program's one click."""
    person = _person(request)
    if person is None:
        return _unknown(request)
    texts = Texts("mails", person.language)
    wished = parse_qs(request.body).get("digest", [DigestMode.OFF.value])[0]
    mode = DigestMode(wished) if wished in list(DigestMode) else DigestMode.OFF
    if mode is not person.notifications.digest:
        changing.change_person(person.id, {"digest": mode.value}, person.id, clock.now())
    told = texts("unsubscribe.stopped" if mode is DigestMode.OFF else "unsubscribe.saved")
    return _page(
        texts, f'<p class="note" role="status">{escape(told)}</p>\n<p><a href="/">{escape(texts("open"))}</a></p>'
    )


def _person(request: Request) -> Person | None:
    verified = sessions.verify(Purpose.UNSUBSCRIBE, request.parameters["token"], clock.now())
    return members.known_person(verified["person"]) if verified is not None else None


def _unknown(request: Request) -> Answer:
    texts = Texts("mails", preferred(request.headers.get("accept-language")))
    told = f'<p class="note warn">{escape(texts("unsubscribe.unknown"))}</p>'
    return _page(texts, f'{told}\n<p><a href="/">{escape(texts("open"))}</a></p>', status=404)


def _page(texts: Texts, body: str, status: int = 200) -> Answer:
    return plain_page(texts.language, texts("unsubscribe.title"), body, status)


def _time(current: Settings) -> str:
    hour = rules.digest_time(current)
    return f"{hour.hour}.{hour.minute:02d}"
