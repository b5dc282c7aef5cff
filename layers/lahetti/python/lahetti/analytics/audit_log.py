"""The audit log as it is read: who changed what, when, before and after, by month or by what was changed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
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
_PEOPLE, _CONTENTS, _RACES = ("owner", "suggester"), ("contents",), ("race",)
_TOPICS = ("topics", "former_topics")
_TEAMS, _CHANNELS = ("teams", "former_teams", "audience"), ("channel", "channels")
"""Fields of changes whose values are ids."""


@dataclass(frozen=True)
class Change:
    """A line of the log. `name` is empty where the person is gone, or no person did it (a deployment, a feed).

    `subject` is the key of what was changed, `of` the name or title that it bears now, if any. `names` are, by
    field, those of people, contents, channels, teams, topics and races whose ids its values are, where they are there.
    """

    at: datetime
    who: str
    name: str
    what: str
    subject: str
    of: LocalisedName | str
    before: dict[str, Any]
    after: dict[str, Any]
    names: Mapping[str, Mapping[str, LocalisedName | str]] = field(default_factory=dict)


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
    people, contents, races = (_ids_in(entries, fields) for fields in (_PEOPLE, _CONTENTS, _RACES))
    names = members.names_of({entry.who for entry in entries} | by_kind.get("PERSON", set()) | people)
    called: dict[str, LocalisedName | str] = {f"PERSON#{person}": name for person, (name, _) in names.items()}
    heads = list(content_items.heads_of(by_kind.get("CONTENT", set()) | contents))
    called |= {f"CONTENT#{head.content}": head.title for head in heads}
    called |= {
        keys.reward(one.reward): one.offer.name for one in rewards_items.find_rewards(by_kind.get("REWARD", set()))
    }
    called_races = challenges.names(by_kind.get("RACE", set()) | races)
    called |= {f"RACE#{race}": name for race, name in called_races.items()}
    teams, channels = dict[str, LocalisedName](), dict[str, str]()
    if "TEAM" in by_kind or _ids_in(entries, _TEAMS):
        teams = settings_versions.read_settings().team_names
        called |= {keys.team(team): name for team, name in teams.items()}
    if "CHANNEL" in by_kind or _ids_in(entries, _CHANNELS):
        channels = {found.channel: found.name for found in channels_items.all_channels()}
        called |= {f"CHANNEL#{channel}": name for channel, name in channels.items()}
    topics = dict[str, LocalisedName]()
    if "TOPIC" in by_kind or _ids_in(entries, _TOPICS):
        topics = settings_versions.read_settings().topic_names
        called |= {keys.topic(topic): name for topic, name in topics.items()}
    named = {person: name for person, (name, _) in names.items()}
    titles = {head.content: head.title for head in heads}
    of_ids: dict[str, Mapping[str, LocalisedName | str]] = {
        **dict.fromkeys(_PEOPLE, named),
        **dict.fromkeys(_CONTENTS, titles),
        **dict.fromkeys(_RACES, called_races),
        **dict.fromkeys(_TEAMS, teams),
        **dict.fromkeys(_CHANNELS, channels),
        **dict.fromkeys(_TOPICS, topics),
    }
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
            names=of_ids,
        )
        for entry in entries
    ], following


def _ids_in(entries: list[AuditEntry], fields: Collection[str]) -> set[str]:
    """Return the ids that the entries have in some fields; a field of the settings holds pairs with names, not ids."""
    values = (
        value
        for entry in entries
        for logged in (entry.before or {}, entry.after or {})
        for value in (logged.get(name) for name in fields)
    )
    found: set[str] = set()
    for value in values:
        several = value if isinstance(value, list | tuple) else [value]
        found |= {one for one in several if isinstance(one, str)}
    return found
