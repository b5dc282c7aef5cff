"""The digest as it is read: its words, its links, the way out of it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import escape
from zoneinfo import ZoneInfo

from lahetti.core.texts import LANGUAGES, Texts
from lahetti.mail import layout, witness
from lahetti.mail.digests.choice import Choice
from lahetti.mail.letters import first_name
from lahetti.mail.messages import Message
from lahetti.mail.witness import SeedPromise
from lahetti.people.model import DigestMode, Notifications, Person
from lahetti.settings.model import Settings
from lahetti.sharing.share_page import share_page

_MORNING_ENDS = 10
"""The hour from which nobody says good morning any more."""
_MARK = "\ue000{}\ue001"
"""Characters for private use: no title holds them by accident, and HTML leaves them alone."""


@dataclass(frozen=True)
class DigestPlace:
    """A person's place in the prize race, and the points to the next one above."""

    place: int
    to_next: int | None


@dataclass(frozen=True)
class RenderContext:
    """What all digests of a run share. `channels` are names by id, `leads` why the first content matters, by id.

    `contact` is where readers write. `frames` keeps what readers of the same contents in one language read alike: most
    of a digest is rendered once.
    """

    settings: Settings
    zone: ZoneInfo
    web_origin: str
    contact: str
    channels: Mapping[str, str]
    leads: dict[str, str] = field(default_factory=dict)
    frames: dict[Hashable, "Frame"] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """A digest with marks in place of what differs by reader."""

    subject: str
    text: str
    html: str


def digest(
    person: Person,
    choice: Choice,
    standing: DigestPlace | None,
    around: RenderContext,
    token: str,
    now: datetime,
    promises: tuple[SeedPromise, ...] = (),
) -> Message:
    """Return a person's digest, without its tags."""
    texts = _texts(person.language)
    morning = now.astimezone(around.zone).hour < _MORNING_ENDS
    way_out = f"{around.web_origin}/unsubscribe/{token}"
    own = {
        "greeting": texts("digest.greeting.morning" if morning else "digest.greeting", name=first_name(person.name)),
        "place": texts("digest.place", place=standing.place) if standing else "",
        "next": _next(standing, texts),
        "way_out": way_out,
    }
    marks = {name: _MARK.format(name) if value else "" for name, value in own.items()}
    when = _when(person, around.settings, texts)
    listed = tuple((content.row.content, content.network) for content in choice.contents)
    key = (person.language, listed, choice.more, when, tuple(marks.values()), promises)
    frame = around.frames.get(key)
    if frame is None:
        frame = around.frames[key] = _frame(choice, when, marks, around, texts, promises)
    text, html = frame.text, frame.html
    for name, value in own.items():
        text, html = text.replace(_MARK.format(name), value), html.replace(_MARK.format(name), escape(value))
    return Message(person.email, frame.subject, text, html, unsubscribe=way_out)


def _frame(
    choice: Choice,
    when: str,
    marks: Mapping[str, str],
    around: RenderContext,
    texts: Texts,
    promises: tuple[SeedPromise, ...],
) -> Frame:
    listed, more = choice.contents, choice.more
    cards = [
        {
            "title": content.row.title,
            "language": content.row.language,
            "source": _source(content.row.channel, content.row.language, around, texts),
            "picture": _own_picture(content.row.picture, around),
            "picture_text": content.row.picture_text,
            "address": share_page(around.web_origin, content.row.content, content.network),
        }
        for content in listed
    ]
    subject, lead = _opening(len(listed) + more, more, listed[0].row.title, texts)
    values = {
        **marks,
        "title": subject,
        "preview": lead,
        "lead": lead,
        "first": cards[0] | {"why": around.leads.get(listed[0].row.content, "")},
        "others": cards[1:],
        "more": texts("digest.more", n=more) if more else None,
        "reason": texts("digest.reason", when=when),
        "web": around.web_origin,
        "contact": around.contact,
        "witness": witness.lines(promises, texts),
    }
    return Frame(subject, *layout.rendered("digest", texts, values))


@cache
def _texts(language: str) -> Texts:
    return Texts("mails", language)


def _opening(total: int, more: int, title: str, texts: Texts) -> tuple[str, str]:
    """Return subject and first sentence; the sentence writes the number out, the subject does not."""
    if total == 1:
        return texts("digest.subject.one", title=title), texts("digest.lead.one")
    subject = texts("digest.subject.several", n=total, title=title)
    if more:
        return subject, texts("digest.lead.many")
    return subject, texts("digest.lead.several", n=total)


def _source(channel: str, language: str, around: RenderContext, texts: Texts) -> str:
    name = around.channels.get(channel, channel)
    foreign = language != texts.language and language in LANGUAGES
    return f"{name} · {texts(f'language.in.{language}')}" if foreign else name


def _own_picture(picture: str | None, around: RenderContext) -> str | None:
    """Return a picture's address where it is our own: a reader of mail loads nothing from elsewhere."""
    return picture if picture is not None and picture.startswith(f"{around.web_origin}/") else None


def _next(standing: DigestPlace | None, texts: Texts) -> str:
    if standing is None or standing.to_next is None:
        return ""
    return texts("digest.next", n=standing.to_next, next=standing.place - 1)


def _when(person: Person, settings: Settings, texts: Texts) -> str:
    mode = person.notifications.digest
    if mode is not DigestMode.DAYS:
        return texts(f"digest.when.{mode}")
    return texts("digest.when.days", days=days_in_words(person.notifications, settings, texts))


def days_in_words(wished: Notifications, settings: Settings, texts: Texts) -> str:
    """Return the days of somebody's digest as in `Mondays, Tuesdays and Fridays`."""
    *first, last = (texts(f"weekday.each.{day}") for day in sorted(wished.digest_days(settings)))
    return texts("digest.and", first=", ".join(first), last=last) if first else last
