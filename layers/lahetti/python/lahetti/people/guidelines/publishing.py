"""Publishing the guidelines, and reading them by version."""

from datetime import datetime

from lahetti.core.errors import ChangedMeanwhile
from lahetti.dynamodb.paging import Span
from lahetti.people.guidelines import items
from lahetti.people.guidelines.model import Guidelines, GuidelinesDraft
from lahetti.people.guidelines.rules import checked
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import FanOutKind
from lahetti.settings import versions as settings_versions

_PAGE = 20


def publish(
    texts: dict[str, str],
    by: str,
    now: datetime,
    *,
    changes: dict[str, str] | None = None,
    since: int | None = None,
    draft: GuidelinesDraft | None = None,
) -> int:
    """Publish a new version of the guidelines, plain text by language; return its number.

    `changes` says by language what is new. `since` is the version that the author has seen: raise ChangedMeanwhile
    where somebody else has published meanwhile. `draft` is what they were written in: it goes with the publication,
    and where somebody writes on in it meanwhile nothing is published (Busy).
    """
    noted = checked(texts, changes or {})
    latest = current().version
    if since is not None and since != latest:
        raise ChangedMeanwhile(
            f"Version {latest} has been published meanwhile.", field="since", value=since, limit=latest
        )
    number = latest + 1
    after, write = settings_versions.next_version({"guidelines": number}, by, now)
    settings_versions.write_version(
        after,
        write,
        items.put_guidelines(Guidelines(number, texts, noted, now, by)),
        audit.entry(by, AuditAction.GUIDELINES_PUBLISHED, "GUIDELINES", now, after={"version": number}),
        # Nobody has accepted an earlier version before the first one: nobody gets a mail of a change.
        *([items.delete_draft(draft)] if draft is not None else []),
        *([outbox.fan_out(FanOutKind.GUIDELINES_CHANGED, str(number), now, version=number)] if number > 1 else []),
    )
    return number


def current() -> Guidelines:
    """Return the current guidelines; version 0 and nothing before the first one."""
    return items.latest_guidelines() or Guidelines()


def find(version: int) -> Guidelines | None:
    """Return a version of the guidelines, or None."""
    return items.find_guidelines(version)


def versions(cursor: str | None = None) -> tuple[list[Guidelines], str | None]:
    """Return a page of all versions, the newest first, and the next page's cursor."""
    return items.guidelines_versions(Span(cursor, _PAGE))
