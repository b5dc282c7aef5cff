"""The audit log as it is read: who changed what, when, before and after, by month or by what was changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.core.names import LocalisedName
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.people import members
from lahetti.periods import challenges
from lahetti.records import items as records_items
from lahetti.records.model import AuditEntry
from lahetti.rewards import items as rewards_items
from lahetti.settings import versions as settings_versions

PAGE = 50


@dataclass(frozen=True)
class Change:
    """A line of the log. `name` is empty where the person is gone, or no person did it (a deployment, a feed).

    `subject` is the key of what was changed, `of` the name or title that it bears now, if any.
    """

    at: datetime
    who: str
    name: str
    what: str
    subject: str
    of: LocalisedName | str
    before: dict[str, Any]
    after: dict[str, Any]


def changes_in(month: str, cursor: str | None = None) -> tuple[list[Change], str | None]:
    """Return a page of a month's (`2026-11`, in UTC) changes, the newest first, and the next page's cursor."""
    return _shown(*records_items.audit_in(month, Span(cursor, PAGE)))


def changes_of(subject: str, cursor: str | None = None) -> tuple[list[Change], str | None]:
    """Return a page of what was changed of one thing (its partition key), the newest first, and the next cursor."""
    return _shown(*records_items.audit_about(subject, Span(cursor, PAGE)))


def all_changes(month: str | None, subject: str | None) -> Iterator[Change]:
    """Walk all changes of a subject, or of a month."""
    cursor = None
    while True:
        found, cursor = changes_of(subject, cursor) if subject else changes_in(month or "", cursor)
        yield from found
        if cursor is None:
            return


def _shown(entries: list[AuditEntry], following: str | None) -> tuple[list[Change], str | None]:
    by_kind: dict[str, set[str]] = {}
    for entry in entries:
        kind, _, one = entry.subject.partition("#")
        by_kind.setdefault(kind, set()).add(one)
    names = members.names_of({entry.who for entry in entries} | by_kind.get("PERSON", set()))
    called: dict[str, str | LocalisedName] = {f"PERSON#{person}": name for person, (name, _) in names.items()}
    called |= {f"CONTENT#{head.content}": head.title for head in content_items.heads_of(by_kind.get("CONTENT", set()))}
    called |= {
        keys.reward(one.reward): one.offer.name for one in rewards_items.find_rewards(by_kind.get("REWARD", set()))
    }
    called |= {f"RACE#{race}": name for race, name in challenges.names(by_kind.get("RACE", set())).items()}
    if "TEAM" in by_kind:
        called |= {keys.team(team): name for team, name in settings_versions.read_settings().team_names.items()}
    if "CHANNEL" in by_kind:
        called |= {f"CHANNEL#{found.channel}": found.name for found in channels_items.all_channels()}
    return [
        Change(
            at=entry.at,
            who=entry.who,
            name=names.get(entry.who, ("", ""))[0],
            what=entry.what,
            subject=entry.subject,
            of=called.get(entry.subject, ""),
            before=dict(entry.before) if entry.before else {},
            after=dict(entry.after) if entry.after else {},
        )
        for entry in entries
    ], following
