"""The guidelines: plain text in versions, accepted by everybody before their first share and anew when they change."""

from datetime import datetime
from typing import NamedTuple

from lahetti.core.errors import ChangedMeanwhile, Conflict, Invalid, NotAllowed
from lahetti.core.texts import LANGUAGES
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import Put
from lahetti.people import guidelines_items, members
from lahetti.people.model import Person
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.outbox import FanOutKind
from lahetti.settings import versions as settings_versions

LONGEST, LONGEST_CHANGE = 20_000, 1000
"""Characters of the guidelines in a language, and of what changed since the version before."""
_PAGE = 20


class Guidelines(NamedTuple):
    """A version of the guidelines: plain texts by language, what changed since the version before it."""

    version: int
    texts: dict[str, str]
    changes: dict[str, str]
    published: datetime | None = None
    by: str = ""


class GuidelinesFirst(NotAllowed):
    """The current guidelines are to be accepted before anything is shared."""

    code = "guidelines_first"


def publish(
    texts: dict[str, str], by: str, now: datetime, *, changes: dict[str, str] | None = None, since: int | None = None
) -> int:
    """Publish a new version of the guidelines, plain text by language; return its number.

    `changes` says by language what is new. `since` is the version that the author has seen: raise ChangedMeanwhile
    where somebody else has published meanwhile.
    """
    noted = checked(texts, changes or {})
    latest = current().version
    if since is not None and since != latest:
        raise ChangedMeanwhile(
            f"Version {latest} has been published meanwhile.", field="since", value=since, limit=latest
        )
    number = latest + 1
    item = guidelines_items.GuidelinesVersion(
        "GUIDELINES", keys.version(number), number=number, texts=texts, changes=noted, by=by, at=now
    )
    after, write = settings_versions.next_version({"guidelines": number}, by, now)
    settings_versions.write_version(
        after,
        write,
        Put(item, type(item).pk.does_not_exist()),
        audit.entry(by, AuditAction.GUIDELINES_PUBLISHED, "GUIDELINES", now, after={"version": number}),
        # Nobody has accepted an earlier version before the first one: there is no change to tell of.
        *([outbox.fan_out(FanOutKind.GUIDELINES_CHANGED, str(number), now, version=number)] if number > 1 else []),
    )
    return number


def checked(texts: dict[str, str], changes: dict[str, str]) -> dict[str, str]:
    """Return what changed by language if a version can be published so; raise Invalid naming the field."""
    noted = {language: note.strip() for language, note in changes.items() if note.strip()}
    for language in LANGUAGES:
        if not texts.get(language, "").strip():
            raise Invalid(f"The guidelines lack {language}.", field=f"texts.{language}")
        if len(texts[language]) > LONGEST:
            raise Invalid(
                f"The guidelines have at most {LONGEST} characters.",
                field=f"texts.{language}",
                value=len(texts[language]),
                limit=LONGEST,
            )
        if len(noted.get(language, "")) > LONGEST_CHANGE:
            raise Invalid(
                f"What changed is told in at most {LONGEST_CHANGE} characters.",
                field=f"changes.{language}",
                value=len(noted[language]),
                limit=LONGEST_CHANGE,
            )
        if noted and language not in noted:
            raise Invalid(f"What changed is not told in {language}.", field=f"changes.{language}")
    return noted


def current() -> Guidelines:
    """Return the current guidelines; version 0 and nothing before the first one."""
    latest = guidelines_items.latest_guidelines()
    return Guidelines(0, {}, {}) if latest is None else _guidelines(latest)


def find(version: int) -> Guidelines | None:
    """Return a version of the guidelines, or None."""
    found = guidelines_items.find_guidelines(version)
    return None if found is None else _guidelines(found)


def versions(cursor: str | None = None) -> tuple[list[Guidelines], str | None]:
    """Return a page of all versions, the newest first, and the next page's cursor."""
    found, following = guidelines_items.guidelines_versions(Span(cursor, _PAGE))
    return [_guidelines(item) for item in found], following


def missed_changes(person: Person) -> list[dict[str, str]]:
    """Return by language what is new since the version that a person has accepted, the oldest change first."""
    if not person.guidelines:
        return []
    versions = guidelines_items.guidelines_after(person.guidelines)
    return [changes for version in versions if (changes := version.changes.as_dict())]


def accept(person: str, version: int, now: datetime) -> Person:
    """Note that a person has accepted a version; it must be the current one."""
    latest = current().version
    if version != latest:
        raise Conflict(f"The current guidelines are version {latest}.", field="version", value=version, limit=latest)
    return members.change_person(person, {"guidelines": version}, person, now)


def require(person: Person, version: int) -> None:
    """Raise GuidelinesFirst unless the person has accepted the current version, or a later one."""
    if person.guidelines < version:
        raise GuidelinesFirst(
            f"Accept version {version} of the guidelines before you share.",
            field="guidelines",
            value=person.guidelines,
            limit=version,
            see="/api/v1/guidelines",
        )


def _guidelines(item: guidelines_items.GuidelinesVersion) -> Guidelines:
    return Guidelines(int(item.number), item.texts.as_dict(), item.changes.as_dict(), item.at, item.by)
