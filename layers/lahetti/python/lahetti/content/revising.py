"""A content as its editors rewrite it: all fields and captions at once, over the version that they had before them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lahetti.content import items
from lahetti.content.addresses import canonical_key
from lahetti.content.captions import checked_captions
from lahetti.content.editing import (
    address_taken,
    begin_publication,
    changed_meanwhile,
    head_for,
    place,
    require_channel,
    require_editor,
)
from lahetti.content.offer import whole
from lahetti.content.rules import LANGUAGE, Content, ContentState, Draft, checked_draft
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Delete, Put, TransactionConflict
from lahetti.networks.share_dialogs import Network
from lahetti.people.model import Person
from lahetti.records import audit, outbox
from lahetti.records.outbox import FanOutKind
from lahetti.settings.model import Settings

Captions = Mapping[tuple[Network, str], tuple[str, ...]]
"""{(network, language): texts}; no texts: none are left."""


def content_of_editor(content: str, editor: Person) -> Content:
    """Return a content as it is at this moment, if this editor may change it; raise NotFound or NotAllowed."""
    head = head_for(editor, content)
    return whole(
        head,
        items.find_texts(content, consistent=True),
        items.all_captions(content, consistent=True),
    )


def faults_of(draft: Draft, captions: Captions, settings: Settings, picture: str | None = None) -> list[Invalid]:
    """Return everything that keeps a content from being stored; a caption is `caption.<network>.<language>.<n>`.

    `picture` is the present one, which may be our own copy already.
    """
    faults: list[Invalid] = []
    try:
        checked_draft(replace(draft, picture=None) if draft.picture == picture else draft, settings)
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
            # One by one, so that each is told; together below.
            fault = _fault(network, (texts[number],), draft.disclosure, settings)
            if fault is not None:
                faults.append(_at(f"{place_of}.{number}", fault))
        together = _fault(network, texts, draft.disclosure, settings)
        if together is not None and together.field == "captions":
            faults.append(_at(f"{place_of}.{len(texts) - 1}", together))
    return faults


def revise(
    content: str,
    version: int,
    draft: Draft,
    captions: Captions,
    editor: Person,
    settings: Settings,
    now: datetime,
    *,
    publish: bool = False,
    at: datetime | None = None,
) -> Content:
    """Store what an editor has rewritten, captions that are named in place of the former ones.

    With `publish` it also goes out, or is scheduled where `at` is to come, in the same transaction. A new address of a
    content that is out leads its links there. Raise Invalid, NotFound, NotAllowed, ChangedMeanwhile, or Conflict where
    the address is another content's or the state does not allow it.
    """
    head = head_for(editor, content)
    for wrong in faults_of(draft, captions, settings, head.picture):
        raise wrong
    if head.state == ContentState.RECALLED:
        raise Conflict("A content that is recalled is not changed any more.", field="state", value=head.state)
    if head.version != version:
        raise changed_meanwhile()
    texts = items.find_texts(content, consistent=True)
    before = texts.address
    if draft.channel != head.channel:
        require_channel(draft.channel)
        require_editor(editor, draft.channel)
    writes = _addresses(content, before, draft.address, head.state, now)
    logged_before = _logged(head, texts)
    head.channel, head.title, head.language = draft.channel, draft.title.strip(), draft.language
    head.topics, head.audience = list(draft.topics), list(draft.audience)
    head.picture, head.points, head.expiry = draft.picture, draft.points, draft.expiry
    head.wished_until = draft.wished_until.isoformat() if draft.wished_until is not None else None
    head.minutes = draft.minutes
    texts.address, texts.summary, texts.why = draft.address, draft.summary.strip(), draft.why.strip()
    texts.disclosure = draft.disclosure.strip()
    for (network, language), wanted in captions.items():
        name = f"{network.value}#{language}"
        item = items.Captions(
            head.pk, keys.captions(network, language), network=network.value, language=language, texts=list(wanted)
        )
        writes.append(Put(item) if wanted else Delete(item))
        head.captioned = sorted({*head.captioned, name} if wanted else set(head.captioned) - {name})
    publication = begin_publication(head, editor, settings, now, at) if publish else None
    if publication is None:
        place(head, ContentState(head.state), datetime.fromisoformat((head.gsi1sk or "").rpartition("#")[0]))
    else:
        writes.append(publication)
    logged = _change(editor, head, logged_before, _logged(head, texts), captions, now)
    try:
        transactions.transact(Put(head), Put(texts), *writes, logged)
    except TransactionConflict as refused:
        if refused.because_of(items.ContentAddress):
            raise address_taken(draft.address) from refused
        raise changed_meanwhile() from refused
    return content_of_editor(content, editor)


def _logged(head: items.ContentHead, texts: items.ContentTexts) -> dict[str, Any]:
    """Return what the audit log tells of a content: its fields, and of captions only where they are."""
    return {
        "title": head.title,
        "channel": head.channel,
        "language": head.language,
        "address": texts.address,
        "summary": texts.summary,
        "why": texts.why,
        "disclosure": texts.disclosure,
        "topics": list(head.topics),
        "audience": list(head.audience),
        "picture": head.picture,
        "points": None if head.points is None else int(head.points),
        "expiry": None if head.expiry is None else head.expiry.isoformat(),
        "wished_until": head.wished_until,
        "minutes": None if head.minutes is None else int(head.minutes),
    }


def _change(
    editor: Person,
    head: items.ContentHead,
    before: dict[str, Any],
    after: dict[str, Any],
    captions: Captions,
    now: datetime,
) -> Put:
    """Return the entry of the audit log: the fields that differ, before and after."""
    changed = [name for name in after if before[name] != after[name]]
    written = sorted(f"{network.value} {language}" for network, language in captions)
    return audit.entry(
        editor.id,
        "content changed",
        head.pk,
        now,
        before={name: before[name] for name in changed},
        after={**{name: after[name] for name in changed}, **({"captions": written} if written else {})},
    )


def _addresses(content: str, before: str, after: str, state: str, now: datetime) -> list[Put | Delete]:
    """Return the writes that keep a new address from being added twice, and lead the links there."""
    if before == after:
        return []
    writes: list[Put | Delete] = []
    old, new = canonical_key(before), canonical_key(after)
    if old != new:
        item = items.ContentAddress(keys.address(new), "ADDRESS", content=content)
        writes.append(Put(item, type(item).pk.does_not_exist()))
        writes.append(Delete(items.ContentAddress(keys.address(old), "ADDRESS", content=content)))
    if state in (ContentState.PUBLISHED, ContentState.ARCHIVED):
        writes.append(outbox.fan_out(FanOutKind.CONTENT_MOVED, f"{content}#{now.isoformat()}", now, content=content))
    return writes


def _fault(network: Network, texts: tuple[str, ...], disclosure: str, settings: Settings) -> Invalid | None:
    try:
        checked_captions(network, texts, disclosure, settings)
    except Invalid as wrong:
        return wrong
    return None


def _at(field: str, wrong: Invalid) -> Invalid:
    return Invalid(wrong.message, field=field, value=wrong.value, limit=wrong.limit, reason=wrong.reason)
