"""A content as its editors rewrite it: fields and captions at once, over the version that they had before them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lahetti.content import addresses, items, second_reader
from lahetti.content.caption_keys import CaptionTexts, with_keys
from lahetti.content.captions import checked_captions
from lahetti.content.channels.catalogue import require_channel, require_editor
from lahetti.content.drafting import texts_of
from lahetti.content.model import Captions, Content, ContentHead, ContentState, ContentTexts, Draft, Row
from lahetti.content.publishing import (
    changed_meanwhile,
    next_publication,
    publication_entry,
    unscheduled_head,
    unscheduling_entry,
)
from lahetti.content.reading import content_of_editor, head_for
from lahetti.content.rules import LANGUAGE, checked_draft, require_time_on_offer, require_times
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put
from lahetti.networks.networks import Network
from lahetti.people.model import Person
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import FanOutKind
from lahetti.settings.model import Settings

_READ: Final = (
    "title",
    "channel",
    "language",
    "url",
    "summary",
    "why",
    "disclosure",
    "audience",
    "picture",
    "picture_text",
)
"""Fields of which a change makes a new edition; times, topics, reading time and points do not."""


def faults_of(
    draft: Draft, captions: CaptionTexts, settings: Settings, now: datetime, before: Row | None = None
) -> list[Invalid]:
    """Return everything that keeps a content from being stored; a caption is `caption.<network>.<language>.<n>`.

    `before` is what is stored: its picture may be our own copy, and its times may be over.
    """
    faults: list[Invalid] = []
    same_picture = before is not None and draft.picture == before.picture
    for check in (
        lambda: checked_draft(replace(draft, picture=None) if same_picture else draft, settings, before),
        lambda: require_times(draft, now, day_of(now, ZoneInfo(configuration().time_zone)), before),
    ):
        try:
            check()
        except Invalid as wrong:
            faults.append(wrong)
    for (network, language), texts in captions.items():
        if not texts:
            continue
        place_of = f"caption.{network.value}.{language}"
        if not LANGUAGE.fullmatch(language):
            faults.append(Invalid(f"{language!r} is not a language code.", field=place_of, reason="language"))
            continue
        for number in range(len(texts)):
            # One by one, so that each is named; together below.
            fault = _fault(network, (texts[number],), draft.disclosure, settings)
            if fault is not None:
                faults.append(_at(f"{place_of}.{number}", fault))
        together = _fault(network, texts, draft.disclosure, settings)
        if together is not None and together.field == "captions":
            faults.append(_at(f"{place_of}.{len(texts) - 1}", together))
    return faults


def draft_of(found: Content) -> Draft:
    """Return a content as the draft that its editor changes."""
    row = found.row
    return Draft(
        channel=row.channel,
        url=found.url,
        title=row.title,
        language=row.language,
        summary=found.summary,
        why=found.why,
        disclosure=found.disclosure,
        topics=row.topics,
        audience=row.audience,
        picture=row.picture,
        picture_text=row.picture_text,
        campaign=found.campaign,
        points=found.points,
        expiry=row.expiry,
        wished_until=row.wished_until,
        minutes=row.minutes,
    )


def set_captions(
    content: str,
    network: Network,
    language: str,
    texts: tuple[str, ...],
    editor: Person,
    settings: Settings,
    now: datetime,
) -> Captions:
    """Store the captions for one network and language, in place of the former ones; return them with their keys.

    Raise Invalid, NotFound, NotAllowed, or ChangedMeanwhile.
    """
    head = head_for(editor, content)
    if not LANGUAGE.fullmatch(language):
        raise Invalid(f"{language!r} is not a language code.", field="language", value=language)
    checked_captions(network, texts, items.find_texts(content).disclosure, settings)
    written = audit.entry(
        editor.id, AuditAction.CAPTIONS_WRITTEN, keys.content(content), now, after={"network": network.value}
    )
    captions = {(network, language): texts}
    before = items.captions_ever(content, consistent=True)
    (keyed,) = with_keys(content, captions, before)
    writes = [items.put_captions(keyed), written]
    after = _captioned(head, captions)
    if _are_new(captions, before):
        after, withdrawn = second_reader.changed(after, editor, settings, now)
        writes += withdrawn
    if not transactions.try_transact(items.put_head(after), *writes):
        raise changed_meanwhile()
    return keyed


def revise(
    content: str,
    version: int,
    draft: Draft,
    captions: CaptionTexts,
    editor: Person,
    settings: Settings,
    now: datetime,
    *,
    publish: bool = False,
    at: datetime | None = None,
    unschedule: bool = False,
    submit: bool = False,
    read: datetime | None = None,
) -> Content:
    """Store what an editor has rewritten, captions that are named in place of the former ones.

    With `publish` it also goes out, or is scheduled where `at` is to come, in the same transaction; with `unschedule`
    one that is scheduled becomes a draft, with `submit` a draft waits for its second reader. What readers meet makes a
    new edition; `read` is the one that the editor has read. A new URL of a content that is out leads its links there.
    Raise Invalid, NotFound, NotAllowed, ChangedMeanwhile, UrlTaken, or Conflict where the state does not allow it.
    """
    head = head_for(editor, content)
    for wrong in faults_of(draft, captions, settings, now, head.row):
        raise wrong
    _require_changeable(head, version)
    texts = items.find_texts(content, consistent=True)
    if draft.channel != head.channel:
        require_channel(draft.channel)
        require_editor(editor, draft.channel)
    after, texts_after = _captioned(_rewritten(head, draft), captions), texts_of(content, draft)
    writes = [items.put_texts(texts_after), _change(editor, (head, texts), (after, texts_after), captions, now)]
    stored = items.captions_ever(content, consistent=True) if captions else []
    writes += map(items.put_captions, with_keys(content, captions, stored))
    if _is_new_edition((head, texts), (after, texts_after)) or _are_new(captions, stored):
        after, ended = second_reader.changed(after, editor, settings, now)
        writes += ended
    if unschedule and after.state is head.state:
        after = unscheduled_head(after, now)
        writes.append(unscheduling_entry(after, editor, now))
    if after.state is ContentState.SCHEDULED and not publish:
        require_time_on_offer(after, now, after.planned)
    if publish and after.state is not ContentState.PUBLISHED:
        after = next_publication(after, editor, settings, now, at, read)
        writes.append(publication_entry(after, editor, now))
    if submit:
        after, submitted = second_reader.submitted(after, editor, settings, now)
        writes += submitted
    claim = addresses.moved(content, texts.url, texts_after.url)
    after = replace(after, former=claim.former or after.former)
    moves = _moves(content, texts.url, texts_after.url, head.state, now)
    if not transactions.try_transact(items.put_head(after), *writes, *claim.writes, *moves):
        raise changed_meanwhile()
    return content_of_editor(content, editor)


def _require_changeable(head: ContentHead, version: int) -> None:
    if head.state in (ContentState.RECALLED, ContentState.REJECTED):
        raise Conflict(
            f"A content that is {head.state} is not changed any more.", field="state", value=head.state, reason="fixed"
        )
    if head.version != version:
        raise changed_meanwhile()


def _rewritten(head: ContentHead, draft: Draft) -> ContentHead:
    return replace(
        head,
        channel=draft.channel,
        title=draft.title.strip(),
        language=draft.language,
        topics=draft.topics,
        audience=draft.audience,
        picture=draft.picture,
        picture_text=draft.picture_text.strip(),
        other_pictures=head.other_pictures if draft.picture == head.picture else (),
        points=draft.points,
        expiry=draft.expiry,
        wished_until=draft.wished_until,
        minutes=draft.minutes,
    )


def _captioned(head: ContentHead, captions: CaptionTexts) -> ContentHead:
    """Return a head that knows which captions there are."""
    names = set(head.captioned)
    for (network, language), texts in captions.items():
        name = f"{network.value}#{language}"
        names = names | {name} if texts else names - {name}
    return replace(head, captioned=tuple(sorted(names)))


def _are_new(captions: CaptionTexts, before: Sequence[Captions]) -> bool:
    """Return whether any captions differ from those that are stored."""
    stored = {(one.network, one.language): one.texts for one in before}
    return any(stored.get((network.value, language), ()) != texts for (network, language), texts in captions.items())


def _is_new_edition(before: tuple[ContentHead, ContentTexts], after: tuple[ContentHead, ContentTexts]) -> bool:
    """Return whether anything differs that those who meet a content read, see or are led to, or who they are."""
    was, became = _logged(*before), _logged(*after)
    return any(was[name] != became[name] for name in _READ)


def _logged(head: ContentHead, texts: ContentTexts) -> dict[str, Any]:
    """Return what the audit log holds of a content: its fields, and of captions only where they are."""
    return {
        "title": head.title,
        "channel": head.channel,
        "language": head.language,
        "url": texts.url,
        "summary": texts.summary,
        "why": texts.why,
        "disclosure": texts.disclosure,
        "topics": list(head.topics),
        "audience": list(head.audience),
        "picture": head.picture,
        "picture_text": head.picture_text,
        "points": head.points,
        "expiry": None if head.expiry is None else head.expiry.isoformat(),
        "wished_until": None if head.wished_until is None else head.wished_until.isoformat(),
        "minutes": head.minutes,
    }


def _change(
    editor: Person,
    before: tuple[ContentHead, ContentTexts],
    after: tuple[ContentHead, ContentTexts],
    captions: CaptionTexts,
    now: datetime,
) -> Put:
    """Return the entry of the audit log: the fields that differ, before and after."""
    was, became = _logged(*before), _logged(*after)
    changed = [name for name in became if was[name] != became[name]]
    written = sorted(f"{network.value} {language}" for network, language in captions)
    return audit.entry(
        editor.id,
        AuditAction.CONTENT_CHANGED,
        keys.content(after[0].content),
        now,
        before={name: was[name] for name in changed},
        after={**{name: became[name] for name in changed}, **({"captions": written} if written else {})},
    )


def _moves(content: str, before: str, after: str, state: ContentState, now: datetime) -> list[Put]:
    """Return the write that leads the links to a new URL, where some may be out."""
    if before == after or state not in (ContentState.PUBLISHED, ContentState.ARCHIVED):
        return []
    return [outbox.fan_out(FanOutKind.CONTENT_MOVED, f"{content}#{now.isoformat()}", now, content=content)]


def _fault(network: Network, texts: tuple[str, ...], disclosure: str, settings: Settings) -> Invalid | None:
    try:
        checked_captions(network, texts, disclosure, settings)
    except Invalid as wrong:
        return wrong
    return None


def _at(field: str, wrong: Invalid) -> Invalid:
    return Invalid(wrong.message, field=field, value=wrong.value, limit=wrong.limit, reason=wrong.reason)
