"""Within which limits the settings may be set, by the kind that each is declared with."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

from lahetti.core.errors import Invalid
from lahetti.core.names import LocalisedName, require_name
from lahetti.core.plain_texts import require_one_line
from lahetti.core.quiet_hours import clock_time, quiet_hours
from lahetti.settings.model import SETTINGS, Kind, Setting, Settings, Topic

_SPACE = re.compile(r"\s")
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
"""A domain of two labels and more (RFC 1123, 2.1), with letters of any language."""
TEAM_ID = re.compile(r"[\w-]{1,40}")
HASHTAG = re.compile(r"#(?=\w*[^\W\d_])\w{1,50}")
"""Letters, digits and underscores, one letter at least: what every network makes a link."""


def checked(settings: Settings) -> Settings:
    """Return the settings if every value is within its limits; raise Invalid for the first that is not."""
    for name, setting in SETTINGS.items():
        value = getattr(settings, name)
        if not (setting.optional and value in (None, "")):
            _CHECKS[setting.kind](name, value, setting)
    return settings


def require_teams(teams: Iterable[str], settings: Settings, own: Collection[str] = ()) -> None:
    """Raise Invalid unless each is a team of the programme, or one that somebody has already."""
    known = [team for team, _ in settings.teams]
    for team in teams:
        if team not in known and team not in own:
            raise Invalid(f"There is no team {team}.", field="teams", value=team, limit=known, reason="unknown")


def require_topics(topics: Iterable[str], settings: Settings, own: Collection[str] = ()) -> None:
    """Raise Invalid unless each is a topic of the library, or one that something has already."""
    known = [topic.topic for topic in settings.topics]
    for topic in topics:
        if topic not in known and topic not in own:
            shown = topic[:40]
            raise Invalid(f"There is no topic {shown}.", field="topics", value=shown, limit=known, reason="unknown")


def _check_number(name: str, value: int, setting: Setting) -> None:
    if not setting.least <= value <= setting.most:
        raise Invalid(
            f"{name} is {value}; {setting.least} to {setting.most} is allowed.",
            field=name,
            value=value,
            limit=[setting.least, setting.most],
        )


def _check_name(name: str, value: LocalisedName, setting: Setting) -> None:
    require_name(name, value, setting.longest)


def _check_url(name: str, value: str, setting: Setting) -> None:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or len(value) > setting.longest or _SPACE.search(value):
        raise Invalid(
            f"{name} is an https address of at most {setting.longest} characters, or empty.",
            field=name,
            value=value[:80],
            limit=setting.longest,
        )


def _check_words(name: str, words: tuple[str, ...], setting: Setting) -> None:
    if len(words) > setting.most:
        raise Invalid(f"{name} has at most {setting.most} words.", field=name, limit=setting.most)
    for word in words:
        if not word.strip():
            raise Invalid(f"A word of {name} is empty.", field=name, value="")
        require_one_line(name, word)
        if len(word) > setting.longest:
            raise Invalid(
                f"A word of {name} has at most {setting.longest} characters.",
                field=name,
                value=word[: setting.longest],
                limit=setting.longest,
            )


def _check_domains(name: str, domains: tuple[str, ...], setting: Setting) -> None:
    if len(domains) > setting.most:
        raise Invalid(f"{name} has at most {setting.most} domains.", field=name, limit=setting.most, reason="number")
    for domain in domains:
        if len(domain) > setting.longest or not _DOMAIN.fullmatch(domain) or domain != domain.lower():
            raise Invalid(
                f"{domain[:80]!r} is not what stands behind the @ of an address, such as virasto.example.",
                field=name,
                value=domain[:80],
                limit=setting.longest,
            )


def _check_teams(name: str, teams: tuple[tuple[str, LocalisedName], ...], setting: Setting) -> None:
    if len(teams) > setting.most:
        raise Invalid(f"At most {setting.most} teams.", field=name, limit=setting.most)
    known: set[str] = set()
    for team, called in teams:
        if not TEAM_ID.fullmatch(team) or team in known:
            raise Invalid(
                f"{team[:80]!r} is not a valid id of a team: 1 to 40 letters, digits or hyphens, each once.",
                field=name,
                value=team[:80],
            )
        require_name("name_texts", called, setting.longest)
        known.add(team)


def _check_topics(name: str, topics: tuple[Topic, ...], setting: Setting) -> None:
    if len(topics) > setting.most:
        raise Invalid(f"At most {setting.most} topics.", field=name, limit=setting.most, reason="number")
    known: set[str] = set()
    for topic in topics:
        if not TEAM_ID.fullmatch(topic.topic) or topic.topic in known:
            text = f"{topic.topic[:80]!r} is not a valid id of a topic: 1 to 40 letters, digits or hyphens, each once."
            raise Invalid(text, field=name, value=topic.topic[:80], reason="id")
        require_name("name_texts", topic.name, setting.longest)
        for language, hashtag in topic.hashtags.texts:
            if not HASHTAG.fullmatch(hashtag):
                text = f"{hashtag[:60]!r} is not a hashtag: letters, digits and underscores, at most 50."
                raise Invalid(text, field=f"hashtags.{language}", value=hashtag[:60], limit=50, reason="hashtag")
        known.add(topic.topic)


def _check_weekdays(name: str, days: tuple[int, ...], _: Setting) -> None:
    if not days or not set(days) <= set(range(1, 8)):
        raise Invalid(f"{name} are numbers from 1 (Monday) to 7.", field=name, limit=[1, 7])


def _check_written(read: Callable[[str], object]) -> Callable[[str, str, Setting], None]:
    def check(name: str, value: str, _: Setting) -> None:
        try:
            read(value)
        except ValueError as error:
            raise Invalid(f"{value!r} is not as {getattr(Settings, name)!r}.", field=name, value=value) from error

    return check


def _check_choice(name: str, value: str, setting: Setting) -> None:
    members = [member.value for member in setting.choices or ()]
    if value not in members:
        raise Invalid(f"{name} is one of {', '.join(members)}.", field=name, value=value[:80], limit=members)


_CHECKS: dict[Kind, Callable[[str, Any, Setting], None]] = {
    Kind.NUMBER: _check_number,
    Kind.NAME: _check_name,
    Kind.URL: _check_url,
    Kind.YES_NO: lambda *_: None,
    Kind.WORDS: _check_words,
    Kind.DOMAINS: _check_domains,
    Kind.TEAMS: _check_teams,
    Kind.TOPICS: _check_topics,
    Kind.WEEKDAYS: _check_weekdays,
    Kind.TIME: _check_written(clock_time),
    Kind.QUIET_HOURS: _check_written(quiet_hours),
    Kind.CHOICE: _check_choice,
}
