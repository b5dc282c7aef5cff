"""The cast of the demo programme: who takes part, in which channels, with which contents and words.

Reads the TOML files beside this module and refuses what a programme could not hold, naming file and
field. What becomes of it (who shares what and when, which moments still lie ahead) is decided by the
simulation; nothing here knows the clock or the store.
"""

import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Literal

from lahetti.core.names import LocalisedName
from lahetti.settings.model import Topic
from lahetti.settings.rules import TEAM_ID
from tools.programme.toml_table import Table

Language = Literal["fi", "sv", "en"]
Role = Literal["ambassador", "editor", "admin"]
Kind = Literal["blog", "facebook", "instagram", "linkedin", "slideshare", "x", "youtube"]

LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
KINDS: tuple[Kind, ...] = (
    "blog",
    "facebook",
    "instagram",
    "linkedin",
    "slideshare",
    "x",
    "youtube",
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WORKING_HOURS = (time(8), time(16))
WEEKS = 8
WEEKS_TO_COME = 4

AMBASSADORS = 110
LEFT_OUT = 2
CHANNELS = 9
TEAMS = 5
# Its figures are hidden, as those of every group of fewer than five.
SMALL_TEAM, SMALL_TEAM_SIZE = "skatteradgivning", 4

# X takes 280 characters, of which a link takes 23; a disclosure and the spaces need room as well.
CAPTION_LENGTHS = (30, 200)
LINKEDIN_LENGTHS = (250, 600)
WORDING_LENGTHS = (60, 200)

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[a-z]+\.[a-z]+@virasto\.example")
# Names under .example are reserved (RFC 2606): nothing in the programme leads to a real place.
ADDRESS = re.compile(r"https://[a-z]+\.virasto\.example/[a-z0-9/-]*")
LINK = re.compile(r"https?:|www\.|\.example\b|\.fi/")


@dataclass(frozen=True)
class Team:
    id: str
    name: LocalisedName


@dataclass(frozen=True)
class Person:
    """`keenness` is a relative weight: how often somebody shares, 0 being never so far.

    `channels` are those an editor edits; nobody else has any.
    """

    name: str
    email: str
    role: Role
    team: str
    language: Language
    keenness: float
    anonymous: bool
    left_out: bool
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Channel:
    """`popularity` is a relative weight: how gladly people share what the channel publishes."""

    id: str
    name: str
    kind: Kind
    language: Language
    address: str
    popularity: float


@dataclass(frozen=True)
class Content:
    """`week` counts back from the current one (0), below it are those to come; `weekday` is 0 for Monday; `time` local.

    An empty `audience` is everyone. `captions` fit every network; the longer `linkedin` ones, which
    only the most visible contents have, are for LinkedIn alone. `chosen_by` is an e-mail.
    """

    id: str
    channel: str
    address: str
    title: str
    summary: str
    why: str
    chosen_by: str
    language: Language
    topics: tuple[str, ...]
    audience: tuple[str, ...]
    week: int
    weekday: int
    time: time
    disclosure: str | None
    captions: tuple[str, ...]
    linkedin: tuple[str, ...]
    minutes: int | None = None
    wished: bool = False


@dataclass(frozen=True)
class Wording:
    """What somebody writes in their own words about any content of the language and topic."""

    text: str
    language: Language
    topic: str


@dataclass(frozen=True)
class Guidelines:
    version: int
    titles: dict[Language, str]
    texts: dict[Language, str]


@dataclass(frozen=True)
class Cast:
    admin: Person
    editors: tuple[Person, ...]
    ambassadors: tuple[Person, ...]
    teams: tuple[Team, ...]
    channels: tuple[Channel, ...]
    topics: tuple[Topic, ...]
    contents: tuple[Content, ...]
    coming: tuple[Content, ...]
    wordings: tuple[Wording, ...]
    guidelines: Guidelines

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.admin, *self.editors, *self.ambassadors)


def read_cast(folder: Path = Path(__file__).parent) -> Cast:
    """Read the six files of `folder` and check them.

    Raises `toml_table.BadFile`, which names the first thing that is wrong.
    """
    teams = _read_teams(Table.of_file(folder / "teams.toml"))
    channels = _read_channels(Table.of_file(folder / "channels.toml"))
    admin, editors, ambassadors = _read_people(Table.of_file(folder / "people.toml"), teams, channels)
    topics = _read_topics(Table.of_file(folder / "topics.toml"))
    named = tuple(topic.topic for topic in topics)
    written = _read_contents(Table.of_file(folder / "contents.toml"), named, teams, channels, (admin, *editors))
    contents = tuple(content for content in written if content.week >= 0)
    return Cast(
        admin=admin,
        editors=editors,
        ambassadors=ambassadors,
        teams=teams,
        channels=channels,
        topics=topics,
        contents=contents,
        coming=tuple(content for content in written if content.week < 0),
        wordings=_read_wordings(Table.of_file(folder / "wordings.toml"), named, contents),
        guidelines=_read_guidelines(Table.of_file(folder / "guidelines.toml")),
    )


def _read_teams(file: Table) -> tuple[Team, ...]:
    teams = file.each("team", lambda row: Team(id=row.matching("id", ID), name=row.name("name")))
    file.refuse_rest()
    file.check_count("team", len(teams), TEAMS)
    file.check_unique("id", (team.id for team in teams))
    file.check_unique("name", (team.name.first for team in teams))
    return teams


def _read_channels(file: Table) -> tuple[Channel, ...]:
    def channel(row: Table) -> Channel:
        return Channel(
            id=row.matching("id", ID),
            name=row.text("name"),
            kind=row.one_of("kind", KINDS),
            language=row.one_of("language", LANGUAGES),
            address=row.matching("address", ADDRESS),
            popularity=_weight(row, "popularity"),
        )

    channels = file.each("channel", channel)
    file.refuse_rest()
    file.check_count("channel", len(channels), CHANNELS)
    file.check_unique("id", (channel.id for channel in channels))
    file.check_unique("name", (channel.name for channel in channels))
    file.check_unique("address", (channel.address for channel in channels))
    return channels


def _read_people(
    file: Table, teams: tuple[Team, ...], channels: tuple[Channel, ...]
) -> tuple[Person, tuple[Person, ...], tuple[Person, ...]]:
    channel_ids = [channel.id for channel in channels]

    def person(row: Table, role: Role) -> Person:
        return Person(
            name=row.text("name"),
            email=row.matching("email", EMAIL),
            role=role,
            team=row.one_of("team", [team.id for team in teams]),
            language=row.one_of("language", LANGUAGES),
            keenness=_weight(row, "keenness") if role != "admin" else 0.0,
            anonymous=row.take_or("anonymous", default=False),
            left_out=row.take_or("left_out", default=False),
            channels=row.known("channels", channel_ids) if role == "editor" else (),
        )

    admin_row = file.table("admin")
    admin = person(admin_row, "admin")
    admin_row.refuse_rest()
    editors = file.each("editor", lambda row: person(row, "editor"))
    ambassadors = file.each("ambassador", lambda row: person(row, "ambassador"))
    file.refuse_rest()

    everybody = (admin, *editors, *ambassadors)
    file.check_count("ambassador", len(ambassadors), AMBASSADORS)
    file.check_count("left_out", sum(one.left_out for one in everybody), LEFT_OUT)
    in_small_team = sum(one.team == SMALL_TEAM for one in everybody)
    file.check_count(f"team {SMALL_TEAM!r}", in_small_team, SMALL_TEAM_SIZE)
    file.check_unique("email", (one.email for one in everybody))
    file.check_unique("name", (one.name for one in everybody))
    if without_editor := set(channel_ids) - {name for editor in editors for name in editor.channels}:
        raise file.wrong("channels", f"has no editor for {', '.join(sorted(without_editor))}")
    return admin, editors, ambassadors


def _read_topics(file: Table) -> tuple[Topic, ...]:
    topics = file.each("topic", lambda row: Topic(row.matching("id", TEAM_ID), row.name("hashtags"), row.name("name")))
    file.refuse_rest()
    file.check_unique("id", (topic.topic for topic in topics))
    return topics


def _read_contents(
    file: Table,
    topics: tuple[str, ...],
    teams: tuple[Team, ...],
    channels: tuple[Channel, ...],
    choosers: tuple[Person, ...],
) -> tuple[Content, ...]:
    by_email = {person.email: person for person in choosers}

    def content(row: Table) -> Content:
        content = Content(
            id=row.matching("id", ID),
            channel=row.one_of("channel", [channel.id for channel in channels]),
            address=row.matching("address", ADDRESS),
            title=row.text("title"),
            summary=row.text("summary"),
            why=row.text("why"),
            chosen_by=row.one_of("chosen_by", by_email),
            language=row.one_of("language", LANGUAGES),
            topics=row.known("topics", topics),
            audience=row.known("audience", [team.id for team in teams], empty=True),
            week=row.take("week", int),
            weekday=WEEKDAYS.index(row.one_of("weekday", WEEKDAYS)),
            time=row.take("time", time),
            disclosure=row.take_or("disclosure", "") or None,
            captions=_captions(row, "captions", (2, 3), CAPTION_LENGTHS),
            linkedin=_captions(row, "linkedin", (0, 3), LINKEDIN_LENGTHS),
            minutes=row.take_or("minutes", 0) or None,
            wished=row.take_or("wished", False),
        )
        if not -WEEKS_TO_COME <= content.week < WEEKS:
            raise row.wrong("week", f"is {content.week}, allowed are {-WEEKS_TO_COME} to {WEEKS - 1}")
        if not WORKING_HOURS[0] <= content.time <= WORKING_HOURS[1]:
            raise row.wrong("time", f"is {content.time}, outside working hours")
        chooser = by_email[content.chosen_by]
        if chooser.role != "admin" and content.channel not in chooser.channels:
            raise row.wrong("chosen_by", f"is {chooser.name}, who does not edit {content.channel}")
        return content

    contents = file.each("content", content)
    file.refuse_rest()
    file.check_unique("id", (content.id for content in contents))
    file.check_unique("title", (content.title for content in contents))
    file.check_unique("address", (content.address for content in contents))
    file.check_unique("captions", (c for content in contents for c in content.captions + content.linkedin))
    return contents


def _read_wordings(file: Table, topics: tuple[str, ...], contents: tuple[Content, ...]) -> tuple[Wording, ...]:
    def wording(row: Table) -> Wording:
        text = row.text("text")
        row.check_length("text", text, WORDING_LENGTHS)
        return Wording(text, row.one_of("language", LANGUAGES), row.one_of("topic", topics))

    wordings = file.each("wording", wording)
    file.refuse_rest()
    file.check_unique("text", (wording.text for wording in wordings))
    written = {(wording.language, wording.topic) for wording in wordings}
    for content in contents:
        if not any((content.language, topic) in written for topic in content.topics):
            raise file.wrong("topic", f"has nothing in {content.language!r} for {content.id}")
    return wordings


def _read_guidelines(file: Table) -> Guidelines:
    version = file.take("version", int)
    titles: dict[Language, str] = {}
    texts: dict[Language, str] = {}
    for language in LANGUAGES:
        row = file.table(language)
        titles[language], texts[language] = row.text("title"), row.text("text")
        row.refuse_rest()
    file.refuse_rest()
    if version != 1:
        raise file.wrong("version", f"is {version}: the demo programme starts with version 1")
    return Guidelines(version, titles, texts)


def _weight(row: Table, field: str) -> float:
    value = row.take(field, float)
    if value < 0:
        raise row.wrong(field, f"is {value}, a weight cannot be negative")
    return value


def _captions(row: Table, field: str, number: tuple[int, int], lengths: tuple[int, int]) -> tuple[str, ...]:
    captions = row.texts(field, of_length=lengths)
    if not number[0] <= len(captions) <= number[1]:
        raise row.wrong(field, f"holds {len(captions)} texts, allowed are {number[0]} to {number[1]}")
    for caption in captions:
        if LINK.search(caption):
            raise row.wrong(field, f"holds a link, which the share adds itself: {caption!r}")
    return captions
