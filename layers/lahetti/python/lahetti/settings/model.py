"""The programme's settings, each declared once: default, kind, limits, and where it stands in the console's form.

A new setting is an entry of `Settings` and its words in the console's catalogues, `settings.<name>` and
`change.field.<name>`, which `make check` asks for. Form, validation, storage, history and tests read the entry.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from lahetti.core.names import LocalisedName


class Kind(StrEnum):
    """What a setting holds, and so how it is checked, stored, typed and shown."""

    NUMBER = "number"
    NAME = "name"
    URL = "url"
    YES_NO = "yes_no"
    WORDS = "words"
    DOMAINS = "domains"
    TEAMS = "teams"
    TOPICS = "topics"
    WEEKDAYS = "weekdays"
    TIME = "time"
    QUIET_HOURS = "quiet_hours"
    CHOICE = "choice"


class WorkJoining(StrEnum):
    """What becomes of somebody of an allowed domain who signs in with the work account without being known."""

    OFF = "off"
    WAITING_LIST = "waiting_list"
    AT_ONCE = "at_once"


class Group(StrEnum):
    """Settings that stand together, in the order of the form; its words are `settings.group.<group>`."""

    PROGRAMME = "programme"
    POINTS = "points"
    CAPS = "caps"
    RACES = "races"
    CONTENTS = "contents"
    DIGESTS = "digests"


@dataclass(frozen=True)
class Setting:
    """What is declared of a setting.

    `least` and `most` are the limits of a number, `most` is also the number of words, teams or topics; `longest` is
    the most characters of a text, a word, or a name in one language. An optional one may be empty. `choices` are the
    members of a choice, whose words are `settings.<name>.<member>`.
    """

    group: Group
    kind: Kind
    least: int = 0
    most: int = 0
    longest: int = 80
    optional: bool = False
    choices: type[StrEnum] | None = None


class Topic(NamedTuple):
    """What contents are about: known by its id, which stays; `hashtags` are by language, each with its `#`."""

    topic: str
    hashtags: LocalisedName
    name: LocalisedName


_ORGANISATION = LocalisedName((("fi", "Virasto"), ("sv", "Ämbetsverket"), ("en", "The agency")))


def _setting(default: Any, group: Group, kind: Kind, **declared: Any) -> Any:
    return field(default=default, metadata={"setting": Setting(group, kind, **declared)})


def _number(default: int | None, group: Group, least: int, most: int, *, optional: bool = False) -> Any:
    return _setting(default, group, Kind.NUMBER, least=least, most=most, optional=optional)


@dataclass(frozen=True)
class Settings:
    """What a programme has set, in the order of the form; `version` and `guidelines` are numbers that nobody types.

    `teams` are pairs of id and name, `digest_days` ISO weekdays, `quiet_hours` as in `18:00-07:30 weekends`. Without
    `seats` there is no limit to how many take part, without `mail_domains` none to whose address is invited.
    `former_teams` were removed: races that they took part in name them, and no other team gets their id. So do figures
    name `former_topics`; whoever adds one of these again has the same topic back.
    """

    version: int = 0
    guidelines: int = 0
    former_teams: tuple[tuple[str, LocalisedName], ...] = ()
    former_topics: tuple[Topic, ...] = ()
    organisation: LocalisedName = _setting(_ORGANISATION, Group.PROGRAMME, Kind.NAME)  # noqa: RUF009 (a field)
    front_page: str = _setting("", Group.PROGRAMME, Kind.URL, longest=2000, optional=True)
    seats: int | None = _number(None, Group.PROGRAMME, 1, 100_000, optional=True)
    invitation_days: int = _number(30, Group.PROGRAMME, 1, 365)
    directory_days: int = _number(30, Group.PROGRAMME, 0, 365)
    mail_domains: tuple[str, ...] = _setting((), Group.PROGRAMME, Kind.DOMAINS, most=50, longest=253)
    work_joining: WorkJoining = _setting(  # noqa: RUF009 (a field)
        WorkJoining.OFF, Group.PROGRAMME, Kind.CHOICE, choices=WorkJoining
    )
    strong_sign_in: bool = _setting(True, Group.PROGRAMME, Kind.YES_NO)
    teams: tuple[tuple[str, LocalisedName], ...] = _setting((), Group.PROGRAMME, Kind.TEAMS, most=200)
    share_points: int = _number(5, Group.POINTS, 0, 1000)
    own_wording_points: int = _number(3, Group.POINTS, 0, 1000)
    click_points: int = _number(2, Group.POINTS, 0, 1000)
    suggestion_points: int = _number(15, Group.POINTS, 0, 1000)
    invitation_points: int = _number(5, Group.POINTS, 0, 1000)
    daily_shares: int = _number(5, Group.CAPS, 0, 100)
    daily_points: int = _number(100, Group.CAPS, 0, 10_000)
    scored_clicks: int = _number(20, Group.CAPS, 0, 1000)
    clicks_a_minute: int = _number(10, Group.CAPS, 1, 1000)
    clicks_an_ip: int = _number(3, Group.CAPS, 1, 1000)
    data_centres_apart: bool = _setting(True, Group.CAPS, Kind.YES_NO)
    register_years: int = _number(6, Group.RACES, 0, 30)
    draw_points: int = _number(50, Group.RACES, 1, 100_000)
    topics: tuple[Topic, ...] = _setting((), Group.CONTENTS, Kind.TOPICS, most=100, longest=40)
    days_on_offer: int = _number(30, Group.CONTENTS, 1, 3650)
    feed_minutes: int = _number(30, Group.CONTENTS, 5, 1440)
    feed_items_a_day: int = _number(3, Group.CONTENTS, 1, 100)
    second_reader: bool = _setting(False, Group.CONTENTS, Kind.YES_NO)
    blocked_words: tuple[str, ...] = _setting((), Group.CONTENTS, Kind.WORDS, most=500)
    utm: bool = _setting(True, Group.CONTENTS, Kind.YES_NO)
    utm_content: bool = _setting(False, Group.CONTENTS, Kind.YES_NO)
    digest_days: tuple[int, ...] = _setting((2, 4), Group.DIGESTS, Kind.WEEKDAYS)
    digest_time: str = _setting("08:30", Group.DIGESTS, Kind.TIME)
    quiet_hours: str = _setting("18:00-07:30 weekends", Group.DIGESTS, Kind.QUIET_HOURS)

    @property
    def team_names(self) -> dict[str, LocalisedName]:
        """Return the names of all teams by their id, those that were removed among them."""
        return dict((*self.former_teams, *self.teams))

    @property
    def topic_names(self) -> dict[str, LocalisedName]:
        """Return the names of all topics by their id, those that were removed among them."""
        return {topic.topic: topic.name for topic in (*self.former_topics, *self.topics)}


SETTINGS: dict[str, Setting] = {
    declared.name: declared.metadata["setting"] for declared in fields(Settings) if "setting" in declared.metadata
}
"""Every setting by name, in the order of the form."""
GROUPS: dict[Group, tuple[str, ...]] = {
    group: tuple(name for name, setting in SETTINGS.items() if setting.group is group) for group in Group
}


@dataclass(frozen=True)
class SettingsVersion:
    """A version of the settings with who stored it and when."""

    settings: Settings
    by: str
    at: datetime
