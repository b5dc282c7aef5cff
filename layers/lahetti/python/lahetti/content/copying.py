"""Copies: a content as a new draft at another URL, and captions of one network for others, where they fit there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lahetti.content import addresses, items, revising
from lahetti.content.caption_keys import with_keys
from lahetti.content.captions import MOST_CAPTIONS, checked_words
from lahetti.content.channels.catalogue import require_channel
from lahetti.content.drafting import new_content
from lahetti.content.model import Content, ContentState
from lahetti.content.reading import content_of_editor
from lahetti.content.rules import checked_draft
from lahetti.core.errors import ChangedMeanwhile, Invalid
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.networks.networks import Network
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings.model import Settings


@dataclass(frozen=True)
class CopiedCaptions:
    """What became of the captions for one network: how many were copied, and why the others were left out."""

    network: Network
    copied: int
    left_out: tuple[Invalid, ...] = ()


def copy_content(content: str, url: str, editor: Person, settings: Settings, now: datetime) -> Content:
    """Store a draft like a content, with all its captions and without its times, at another URL.

    Raise Invalid, NotFound, NotAllowed, Busy, or UrlTaken.
    """
    found = content_of_editor(content, editor)
    draft = replace(revising.draft_of(found), url=url, expiry=None, wished_until=None)
    checked_draft(draft, settings, found.row)
    require_channel(draft.channel)
    new = new_content(draft, editor.id, editor.name, ContentState.DRAFT, now)
    texts = {(Network(network), language): captions for (network, language), captions in found.captions.items()}
    captioned = tuple(sorted(f"{network.value}#{language}" for network, language in texts))
    new = replace(new, head=replace(new.head, captioned=captioned))
    captions = [items.put_captions(one) for one in with_keys(new.head.content, texts, [])]
    after = {"title": new.head.title, "copied_from": found.row.title}
    pk = keys.content(new.head.content)
    written = audit.entry(editor.id, AuditAction.DRAFT_WRITTEN, pk, now, after=after)

    def attempt(consistent: bool) -> Content | None:  # noqa: ARG001 (who has a URL is always read as it is)
        claim = addresses.claim(new.texts.url, new.head.content)
        copied = new.with_former(claim.former)
        return copied.stored if try_transact(*copied.writes, *captions, *claim.writes, written) else None

    return retry_on_conflict(attempt)


def copy_captions(
    content: str,
    source: Network,
    language: str,
    targets: Sequence[Network],
    editor: Person,
    settings: Settings,
    now: datetime,
) -> list[CopiedCaptions]:
    """Add the captions of one network to others in one language; what is there already is not added again.

    What does not fit a network is left out there. Raise Invalid, NotFound, NotAllowed, Conflict, or Busy.
    """

    def attempt(consistent: bool) -> list[CopiedCaptions] | None:  # noqa: ARG001 (a content is read as it is)
        found = content_of_editor(content, editor)
        texts = found.captions.get((source.value, language), ())
        wanted = [network for network in dict.fromkeys(targets) if network is not source]
        if not texts:
            raise Invalid("There is no caption to copy.", field="source", value=source.value, reason="no_caption")
        if not wanted:
            raise Invalid("No other network was chosen.", field="targets", reason="missing")
        added, outcomes = {}, []
        for network in wanted:
            there = found.captions.get((network.value, language), ())
            new, left_out = _fitting(network, texts, there, found.disclosure, settings)
            outcomes.append(CopiedCaptions(network, len(new), left_out))
            if new:
                added[network, language] = (*there, *new)
        if added:
            try:
                revising.revise(content, found.version, revising.draft_of(found), added, editor, settings, now)
            except ChangedMeanwhile:
                return None
        return outcomes

    return retry_on_conflict(attempt)


def _fitting(
    network: Network, texts: Sequence[str], there: Sequence[str], disclosure: str, settings: Settings
) -> tuple[tuple[str, ...], tuple[Invalid, ...]]:
    """Return the captions that a network lacks and can take, and why it cannot take the others."""
    known = {text.strip() for text in there}
    new: list[str] = []
    left_out: list[Invalid] = []
    for number, text in enumerate(texts):
        field = f"caption.{network.value}.{number}"
        if text.strip() in known:
            continue
        if len(there) + len(new) == MOST_CAPTIONS:
            left_out.append(Invalid("There is no room.", field=field, limit=MOST_CAPTIONS, reason="full"))
            continue
        try:
            new.append(checked_words(network, text, disclosure, settings, field))
        except Invalid as wrong:
            left_out.append(wrong)
    return tuple(new), tuple(left_out)
