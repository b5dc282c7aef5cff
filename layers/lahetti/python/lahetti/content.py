"""Channels and contents: what may be published, in which state, for whom; captions that fit.

States: draft → scheduled → published → archived. A content is a head (state and the row that lists show), its long
texts, and captions per network and language, so that a list reads no more than it shows.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import uuid_utils.compat

from lahetti import audit, keys, store
from lahetti.errors import Conflict, Invalid, NotAllowed, NotFound
from lahetti.networks.share_dialogs import Network, length, limit
from lahetti.people import Person, Role
from lahetti.settings import Settings

PAGE = 20
"""Contents on a page; one request reads up to 40 rows and leaves out what is not for the reader."""

_LONGEST = {"title": 200, "summary": 1000, "why": 1000, "disclosure": 200, "address": 2000}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST_TOPICS = 10
_CAPTIONS = (1, 15)
_TRACKING = [
    *(f"utm_{name}" for name in ("source", "medium", "campaign", "term", "content", "id", "name", "reader")),
    *(
        "fbclid",
        "gclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "dclid",
        "yclid",
        "twclid",
        "li_fat_id",
        "igshid",
        "igsh",
    ),
    *("mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "wickedid"),
]
"""Parameters that tell where a reader came from and not what is read (names are exact)."""


class State(StrEnum):
    """Where a content is on its way."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Draft:
    """A content as an editor writes it. An empty audience is everybody; `points` replaces a share's points."""

    channel: str
    address: str
    title: str
    language: str
    summary: str = ""
    why: str = ""
    disclosure: str = ""
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    picture: str | None = None
    campaign: str | None = None
    points: int | None = None
    expiry: datetime | None = None


@dataclass(frozen=True)
class Row:
    """What a list shows of a content."""

    content: str
    channel: str
    title: str
    language: str
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    picture: str | None = None
    published: str | None = None
    expiry: str | None = None

    def is_for(self, person: Person) -> bool:
        """Tell whether the person belongs to the audience."""
        return not self.audience or bool(set(self.audience) & set(person.teams))


@dataclass(frozen=True)
class Content:
    """A content whole, as its own page shows it; `captions` is {(network, language): texts}."""

    row: Row
    state: State
    address: str
    summary: str
    why: str
    disclosure: str
    chosen_by: str
    points: int | None
    campaign: str | None
    captions: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def canonical_key(address: str) -> str:
    """Return the key under which an address is known: without tracking parameters, fragment and default port."""
    from w3lib.url import canonicalize_url, url_query_cleaner  # late: only adding an address needs it

    bare = canonicalize_url(url_query_cleaner(address, _TRACKING, remove=True, unique=False))
    parts = urlsplit(bare)
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in (None, 443) else ""
    path = parts.path.rstrip("/") or "/"
    canonical = f"{host}{port}{path}?{parts.query}"
    return hashlib.sha256(canonical.encode()).hexdigest()


def checked_draft(draft: Draft, settings: Settings) -> Draft:
    """Return the draft if it can be stored; raise Invalid naming field, value and limit."""
    for name, longest in _LONGEST.items():
        if len(getattr(draft, name)) > longest:
            raise Invalid(f"{name} has more than {longest} characters.", field=name, limit=longest)
    if not draft.title.strip():
        raise Invalid("title is empty.", field="title", limit=_LONGEST["title"])
    checked_address(draft.address, "address")
    if draft.picture is not None:
        checked_address(draft.picture, "picture")
    if not _LANGUAGE.fullmatch(draft.language):
        raise Invalid(
            f"{draft.language!r} is not a language code such as fi, sv or en.",
            field="language",
            value=draft.language,
        )
    if len(draft.topics) > _MOST_TOPICS or not all(1 <= len(topic.strip()) <= 40 for topic in draft.topics):
        raise Invalid(f"At most {_MOST_TOPICS} topics of 1 to 40 characters.", field="topics", limit=_MOST_TOPICS)
    unknown = set(draft.audience) - {team for team, _ in settings.teams}
    if unknown:
        raise Invalid(f"There is no team {min(unknown)}.", field="audience", value=min(unknown))
    if draft.points is not None and not 0 <= draft.points <= settings.daily_points:
        raise Invalid(
            f"points is {draft.points}; 0 to {settings.daily_points} is allowed.",
            field="points",
            value=draft.points,
            limit=[0, settings.daily_points],
        )
    return draft


def checked_address(address: str, name: str) -> str:
    """Return an https address with a host and no user name; raise Invalid for anything else."""
    try:
        parts = urlsplit(address)
        bad = parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.port == 0
    except ValueError:
        bad = True
    if bad or any(ord(sign) <= 32 or ord(sign) == 127 for sign in address):
        raise Invalid(f"{name} is not an https address.", field=name, value=address[:200])
    return address


def checked_captions(network: Network, texts: tuple[str, ...], disclosure: str, settings: Settings) -> tuple[str, ...]:
    """Return the captions if all fit with the disclosure and a link; raise Invalid naming which does not."""
    least, most = _CAPTIONS
    if not least <= len(texts) <= most:
        raise Invalid(f"{least} to {most} captions are taken.", field="captions", value=len(texts), limit=[least, most])
    for number, text in enumerate(texts):
        checked_words(network, text, disclosure, settings, f"captions.{number}")
    if len({text.strip() for text in texts}) < len(texts):
        raise Invalid("Two captions are the same.", field="captions")
    return texts


def checked_words(network: Network, text: str, disclosure: str, settings: Settings, name: str) -> str:
    """Return a cover text if it is not empty, holds no blocked word and fits the network; raise Invalid."""
    if not text.strip():
        raise Invalid(f"{name} is empty.", field=name)
    word = blocked_word(text, settings.blocked_words)
    if word is not None:
        raise Invalid(f"The word “{word}” cannot be used. Choose another.", field=name, value=word)
    allowed = limit(network) or 5000
    used = length(network, with_disclosure(text, disclosure), LINK_SAMPLE)
    if used > allowed:
        raise Invalid(
            f"The caption is {used - allowed} characters too long for {network.value}.",
            field=name,
            value=used,
            limit=allowed,
        )
    return text


LINK_SAMPLE = "https://lahetti.example.fi/0123456789"
"""As long as a link usually is, for networks that count its characters before a share has one."""


def blocked_word(text: str, blocked: tuple[str, ...]) -> str | None:
    """Return the first blocked word that stands in a text as a whole word or its beginning, in any case."""
    words = re.findall(r"\w+", text.casefold())
    return next((b for b in blocked if any(word.startswith(b.casefold()) for word in words)), None)


def with_disclosure(text: str, disclosure: str) -> str:
    """Return a caption with the text that is appended to every caption, if there is one."""
    return f"{text.strip()}\n\n{disclosure.strip()}" if disclosure.strip() else text.strip()


# --- channels


def add_channel(channel: str, name: str, medium: str, language: str, address: str, by: str, now: datetime) -> bool:
    """Add a channel of this id; return whether it is new. Raise Invalid, or Conflict where it differs."""
    if not _LABEL.fullmatch(channel):
        raise Invalid("An id has 1 to 40 of a–z, 0–9 and -.", field="channel", value=channel, limit=40)
    if not 1 <= len(name.strip()) <= 60:
        raise Invalid("A name has 1 to 60 characters.", field="name", limit=60)
    checked_address(address, "address")
    known = store.contents.find_channel(channel)
    if known is not None:
        if (known.name, known.medium, known.address) != (name, medium, address):
            raise Conflict(f"There is another channel {channel}.", field="channel", value=channel)
        return False
    item = store.contents.Channel(
        keys.channel(channel),
        keys.HEAD,
        gsi1pk="CHANNELS",
        gsi1sk=f"{name.casefold()}#{channel}",
        shown1={"name": name, "medium": medium, "language": language, "address": address},
        channel=channel,
        name=name,
        medium=medium,
        language=language,
        address=address,
    )
    try:
        store.write_together(
            store.Put(item, type(item).pk.does_not_exist()),
            audit.entry(by, "channel added", item.pk, now, after={"name": name}),
        )
    except store.Refused:
        return False
    return True


def channels() -> list[dict[str, Any]]:
    """Return all channels by name."""
    return [{"channel": channel, **shown} for channel, shown in store.contents.all_channels()]


# --- an editor's deeds


def create_draft(draft: Draft, editor: Person, settings: Settings, now: datetime) -> Content:
    """Store a draft. Raise Invalid, NotAllowed, or Conflict when the address is there already."""
    checked_draft(draft, settings)
    if store.contents.find_channel(draft.channel) is None:
        raise Invalid(f"There is no channel {draft.channel}.", field="channel", value=draft.channel)
    _require_editor(editor, draft.channel)
    content = str(uuid_utils.compat.uuid7())
    head = store.contents.ContentHead(
        keys.content(content),
        keys.HEAD,
        content=content,
        channel=draft.channel,
        state=State.DRAFT.value,
        title=draft.title.strip(),
        language=draft.language,
        topics=list(draft.topics),
        audience=list(draft.audience),
        picture=draft.picture,
        campaign=draft.campaign,
        points=draft.points,
        created_by=editor.id,
        chosen_by=editor.name,
        created=now,
        expiry=draft.expiry,
    )
    _place(head, State.DRAFT, now)
    texts = store.contents.ContentTexts(
        keys.content(content),
        keys.TEXTS,
        address=draft.address,
        summary=draft.summary.strip(),
        why=draft.why.strip(),
        disclosure=draft.disclosure.strip(),
    )
    address = store.contents.ContentAddress(keys.address(canonical_key(draft.address)), "ADDRESS", content=content)
    try:
        store.write_together(
            store.Put(head),
            store.Put(texts),
            store.Put(address, type(address).pk.does_not_exist()),
            audit.entry(editor.id, "draft written", head.pk, now, after={"title": head.title}),
        )
    except store.Refused as refused:
        raise Conflict("This address has been added already.", field="address", value=draft.address) from refused
    return _content(head, texts, [])


def set_captions(
    content: str,
    network: Network,
    language: str,
    texts: tuple[str, ...],
    editor: Person,
    settings: Settings,
    now: datetime,
) -> None:
    """Store the captions for one network and language, in place of the former ones. Raise Invalid, NotFound, …"""
    head = _head_for(editor, content)
    if not _LANGUAGE.fullmatch(language):
        raise Invalid(f"{language!r} is not a language code.", field="language", value=language)
    disclosure = store.contents.find_texts(content).disclosure
    checked_captions(network, texts, disclosure, settings)
    item = store.contents.Captions(
        head.pk, keys.captions(network, language), network=network.value, language=language, texts=list(texts)
    )
    head.captioned = sorted({*head.captioned, f"{network.value}#{language}"})
    try:
        store.write_together(
            store.Put(item),
            store.Put(head),
            audit.entry(editor.id, "captions written", head.pk, now, after={"network": network.value}),
        )
    except store.Refused as refused:
        raise _changed_meanwhile() from refused


def publish(content: str, editor: Person, settings: Settings, now: datetime, at: datetime | None = None) -> State:
    """Publish a draft now, or schedule it for a later time. Publishing twice changes nothing. Return the state."""
    head = _head_for(editor, content)
    if head.state == State.PUBLISHED:
        return State.PUBLISHED
    if head.state == State.ARCHIVED:
        raise Conflict("An archived content is not published again.", field="state", value=head.state)
    later = at is not None and at > now
    if later:
        head.planned = at
        _place(head, State.SCHEDULED, at or now)
    else:
        _publish(head, settings, now)
    _save(head, audit.entry(editor.id, "content scheduled" if later else "content published", head.pk, now))
    return State(head.state)


def archive(content: str, editor: Person, now: datetime) -> State:
    """Take a content off the offer; links that are out keep working. Archiving twice changes nothing."""
    head = _head_for(editor, content)
    if head.state != State.ARCHIVED:
        _place(head, State.ARCHIVED, now)
        _save(head, audit.entry(editor.id, "content archived", head.pk, now))
    return State.ARCHIVED


def turn_contents(settings: Settings, now: datetime) -> tuple[int, int]:
    """Publish what is due and archive what has expired; return how many of each. Repeating it is harmless."""
    published = archived = 0
    for content in store.contents.contents_due(State.SCHEDULED, now):
        head = store.contents.find_head(content, consistent=True)
        if head is not None and head.state == State.SCHEDULED and head.planned is not None and head.planned <= now:
            _publish(head, settings, now)
            _save(head)
            published += 1
    for content, _, shown in store.contents.contents_in(State.PUBLISHED):
        if shown.get("expiry") and shown["expiry"] <= now.isoformat():
            head = store.contents.find_head(content, consistent=True)
            if head is not None and head.state == State.PUBLISHED:
                _place(head, State.ARCHIVED, now)
                _save(head)
                archived += 1
    return published, archived


# --- what is on offer


def on_offer(person: Person, now: datetime, cursor: str | None = None) -> tuple[list[Row], str | None]:
    """Return a page of published contents for this person, newest first, and the cursor of the next page."""
    before = _cursor_read(cursor)
    page: list[Row] = []
    read = 0
    last = None
    for content, position, shown in store.contents.contents_in(State.PUBLISHED, before=before, at_most=2 * PAGE):
        read, last = read + 1, position
        row = _row(content, shown)
        if row.is_for(person) and not (row.expiry and row.expiry <= now.isoformat()):
            page.append(row)
            if len(page) == PAGE:
                break
    more = len(page) == PAGE or read == 2 * PAGE
    return page, _cursor_written(last) if more and last else None


def contents_of_editor(person: Person, state: State, cursor: str | None = None) -> tuple[list[Row], str | None]:
    """Return a page of the contents in a state that this editor may change, newest first."""
    page: list[Row] = []
    last = None
    for content, position, shown in store.contents.contents_in(state, before=_cursor_read(cursor), at_most=2 * PAGE):
        last = position
        row = _row(content, shown)
        if person.may_edit(row.channel):
            page.append(row)
            if len(page) == PAGE:
                return page, _cursor_written(last)
    return page, None


def find_content(content: str, person: Person, now: datetime) -> Content:
    """Return a content that this person may see, with its captions; raise NotFound."""
    head = store.contents.find_head(content)
    if head is None or not (person.may_edit(head.channel) or is_on_offer(head, person, now)):
        raise NotFound(f"There is no content {content}.", field="content", value=content)
    return _content(head, store.contents.find_texts(content), store.contents.all_captions(content))


def is_on_offer(head: store.contents.ContentHead, person: Person, now: datetime) -> bool:
    """Tell whether a content can be shared by this person at this moment."""
    return (
        head.state == State.PUBLISHED
        and _row(head.content, head.shown1.as_dict()).is_for(person)
        and (head.expiry is None or head.expiry > now)
    )


def _publish(head: store.contents.ContentHead, settings: Settings, now: datetime) -> None:
    head.published = now
    if head.expiry is None:
        head.expiry = now + timedelta(days=settings.days_on_offer)
    _place(head, State.PUBLISHED, now)


def _place(head: store.contents.ContentHead, state: State, moment: datetime) -> None:
    """Put a head into a state, with the keys and the row that lists read."""
    head.state = state.value
    head.gsi1pk = keys.contents(state)
    head.gsi1sk = f"{moment.isoformat()}#{head.content}"
    head.gsi2pk = keys.channel(head.channel)
    head.gsi2sk = f"{state.value}#{moment.isoformat()}#{head.content}"
    shown: dict[str, Any] = {"channel": head.channel, "title": head.title, "language": head.language}
    optional = {
        "topics": list(head.topics),
        "audience": list(head.audience),
        "picture": head.picture,
        "published": head.published.isoformat() if head.published is not None else None,
        "expiry": head.expiry.isoformat() if head.expiry is not None else None,
    }
    shown.update({name: value for name, value in optional.items() if value})
    head.shown1 = shown
    head.shown2 = {"title": head.title}


def _save(head: store.contents.ContentHead, *more: store.Put) -> None:
    try:
        store.write_together(store.Put(head), *more)
    except store.Refused as refused:
        raise _changed_meanwhile() from refused


def _changed_meanwhile() -> Conflict:
    return Conflict("Somebody else changed this content at the same time. Look at it again.")


def _head_for(editor: Person, content: str) -> store.contents.ContentHead:
    head = store.contents.find_head(content, consistent=True)
    if head is None:
        raise NotFound(f"There is no content {content}.", field="content", value=content)
    _require_editor(editor, head.channel)
    return head


def _require_editor(editor: Person, channel: str) -> None:
    if not editor.may_edit(channel):
        raise NotAllowed(f"Only {Role.EDITOR}s of the channel {channel} may do this.", field="channel", value=channel)


def _row(content: str, shown: dict[str, Any]) -> Row:
    return Row(
        content=content,
        channel=shown["channel"],
        title=shown["title"],
        language=shown["language"],
        topics=tuple(shown.get("topics", ())),
        audience=tuple(shown.get("audience", ())),
        picture=shown.get("picture"),
        published=shown.get("published"),
        expiry=shown.get("expiry"),
    )


def _content(
    head: store.contents.ContentHead,
    texts: store.contents.ContentTexts,
    captions: list[store.contents.Captions],
) -> Content:
    return Content(
        row=_row(head.content, head.shown1.as_dict()),
        state=State(head.state),
        address=texts.address,
        summary=texts.summary,
        why=texts.why,
        disclosure=texts.disclosure,
        chosen_by=head.chosen_by,
        points=None if head.points is None else int(head.points),
        campaign=head.campaign,
        captions={(item.network, item.language): tuple(item.texts) for item in captions},
    )


def _cursor_written(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def _cursor_read(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Invalid("cursor is not one that this list gave out.", field="cursor") from error
