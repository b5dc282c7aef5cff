"""From the draft to the archive: what an editor decides, and what the job does when a time has come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lahetti.content import addresses, items, second_reader
from lahetti.content.addresses import OVER
from lahetti.content.model import ContentHead, ContentState
from lahetti.content.reading import head_for
from lahetti.content.rules import require_time_on_offer
from lahetti.core.errors import ChangedMeanwhile, Conflict
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings.model import Settings

FEED = "feed"
"""Who writes what no person has written."""


def publish(
    content: str,
    editor: Person,
    settings: Settings,
    now: datetime,
    at: datetime | None = None,
    read: datetime | None = None,
) -> ContentState:
    """Publish a draft now, or schedule it for a later time. Publishing twice changes nothing. Return the state.

    `read` is the edition that the editor has read, which a second reader must name.

    Raise NotFound, NotAllowed, Invalid, ChangedMeanwhile, or Conflict where the state or the expiry does not allow it.
    """
    head = head_for(editor, content)
    if head.state is ContentState.PUBLISHED:
        return head.state
    after = next_publication(head, editor, settings, now, at, read)
    save(after, publication_entry(after, editor, now))
    return after.state


def reschedule(content: str, editor: Person, settings: Settings, now: datetime, at: datetime) -> None:
    """Let a content that is scheduled go out at another time to come.

    Raise NotFound, NotAllowed, ChangedMeanwhile, Invalid where the time is over or out of reach, or Conflict where the
    content is not scheduled any more or would have expired by then.
    """
    head = head_for(editor, content)
    if head.state is not ContentState.SCHEDULED:
        raise Conflict(f"A content that is {head.state} has no time to move.", reason="not_scheduled")
    if at == head.planned:
        return
    after = next_publication(head, editor, settings, now, at)
    save(after, publication_entry(after, editor, now))


def next_publication(
    head: ContentHead,
    editor: Person,
    settings: Settings,
    now: datetime,
    at: datetime | None = None,
    read: datetime | None = None,
) -> ContentHead:
    """Return a head that is not out yet as its editor publishes or schedules it. Raise Conflict, or Invalid.

    Every way by which an editor lets a content out comes through here or `share_again`: both ask the second reader's
    rule of the very head that is written over, so that no change slips in between.
    """
    if head.state in OVER:
        text = f"A content that is {head.state} is not published."
        raise Conflict(text, field="state", value=head.state, reason="over")
    _require_decision(head)
    require_time_on_offer(head, now, at)
    second_reader.require_second_reader(head, editor, settings, read)
    if head.created_by == FEED:
        head = replace(head, chosen_by=editor.name)
    return published_head(replace(head, review=None), settings, now, at)


def publication_entry(head: ContentHead, editor: Person, now: datetime) -> Put:
    """Return the audit entry of a head that was just published or scheduled."""
    what = AuditAction.CONTENT_SCHEDULED if head.state is ContentState.SCHEDULED else AuditAction.CONTENT_PUBLISHED
    return audit.entry(editor.id, what, keys.content(head.content), now)


def published_head(head: ContentHead, settings: Settings, now: datetime, at: datetime | None = None) -> ContentHead:
    """Return a head published, or scheduled where `at` is still to come."""
    if at is not None and at > now:
        at = at.astimezone(UTC)  # lists compare moments as texts
        return replace(head, state=ContentState.SCHEDULED, planned=at, since=at)
    expiry = head.expiry or now + timedelta(days=settings.days_on_offer)
    return replace(head, state=ContentState.PUBLISHED, published=now, expiry=expiry, since=now)


def unschedule(content: str, editor: Person, now: datetime) -> ContentState:
    """Make a scheduled content a draft again. Doing it twice changes nothing; raise Conflict in any other state."""
    head = head_for(editor, content)
    if head.state is ContentState.DRAFT:
        return head.state
    after = unscheduled_head(head, now)
    save(after, unscheduling_entry(after, editor, now))
    return after.state


def unscheduled_head(head: ContentHead, now: datetime) -> ContentHead:
    """Return a scheduled head as a draft; raise Conflict."""
    if head.state is not ContentState.SCHEDULED:
        raise Conflict("Only a content that is scheduled has a time to take away.", field="state", value=head.state)
    return replace(head, state=ContentState.DRAFT, planned=None, since=now)


def unscheduling_entry(head: ContentHead, editor: Person, now: datetime) -> Put:
    """Return the audit entry of a head that is scheduled no more."""
    return audit.entry(editor.id, AuditAction.CONTENT_UNSCHEDULED, keys.content(head.content), now)


def share_again(
    content: str, editor: Person, settings: Settings, now: datetime, read: datetime | None = None
) -> ContentState:
    """Publish an archived content anew. Repeating it changes nothing; `read` is as in `publish`.

    A new period begins: it is new in lists and digests, and ends `days_on_offer` from now where its own end is over.
    Its figures, links and shares stay. Raise NotFound, NotAllowed, Busy, UrlTaken where another content has its URL by
    now, or Conflict where it was never published or was recalled.
    """

    def attempt(consistent: bool) -> ContentState | None:  # noqa: ARG001 (a head is always read as it is)
        head = head_for(editor, content)
        if head.state is ContentState.PUBLISHED:
            return head.state
        if head.state is not ContentState.ARCHIVED or head.published is None:
            text = "Only a content that was on offer and is archived is shared again."
            raise Conflict(text, field="state", value=head.state, reason="never_published")
        second_reader.require_second_reader(head, editor, settings, read)
        claim = addresses.claim(items.find_texts(content, consistent=True).url, content)
        own_end = head.expiry if head.expiry is not None and head.expiry > now else None
        after = published_head(replace(head, expiry=own_end, wished_until=None), settings, now)
        before = {"published": head.published.isoformat(), "until": head.since.isoformat()}
        entry = audit.entry(editor.id, AuditAction.CONTENT_SHARED_AGAIN, keys.content(content), now, before=before)
        return after.state if try_transact(items.put_head(after), *claim.writes, entry) else None

    return retry_on_conflict(attempt)


def archive(content: str, editor: Person, now: datetime) -> ContentState:
    """Take a content off the offer; links that are out keep working. Archiving twice changes nothing."""
    head = head_for(editor, content)
    if head.state in OVER:
        return head.state
    _require_decision(head)
    entry = audit.entry(editor.id, AuditAction.CONTENT_ARCHIVED, keys.content(content), now)
    save(replace(head, state=ContentState.ARCHIVED, review=None, since=now), entry)
    return ContentState.ARCHIVED


def publish_and_archive_due(settings: Settings, now: datetime) -> tuple[int, int]:
    """Publish what is due and archive what has expired; return how many of each. Repeating it is harmless."""
    published = archived = 0
    for content in items.contents_due(ContentState.SCHEDULED, now):
        head = items.find_head(content, consistent=True)
        if head is not None and _is_due(head, now):
            save(published_head(head, settings, now))
            published += 1
    for _, row in items.contents_in(ContentState.PUBLISHED):
        if row.expiry is not None and row.expiry <= now:
            head = items.find_head(row.content, consistent=True)
            if head is not None and head.state is ContentState.PUBLISHED:
                save(replace(head, state=ContentState.ARCHIVED, since=now))
                archived += 1
    return published, archived


def _is_due(head: ContentHead, now: datetime) -> bool:
    return head.state is ContentState.SCHEDULED and head.planned is not None and head.planned <= now


def save(head: ContentHead, *more: Put) -> None:
    """Write a head with what belongs to its change. Raise ChangedMeanwhile when another came first."""
    if not try_transact(items.put_head(head), *more):
        raise changed_meanwhile()


def changed_meanwhile() -> ChangedMeanwhile:
    """Return the refusal of a change to what somebody else has changed since it was read."""
    return ChangedMeanwhile("Somebody else changed this content at the same time. Look at it again.")


def _require_decision(head: ContentHead) -> None:
    if head.state is ContentState.SUGGESTED:
        raise Conflict(
            "A suggestion is accepted or rejected first.",
            field="state",
            value=head.state,
            reason="suggested",
            see=f"/api/v1/suggestions/{head.content}/accept",
        )
