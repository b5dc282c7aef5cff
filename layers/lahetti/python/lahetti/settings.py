"""The programme's settings: every figure that product.md marks *(set)*, with its default.

They lie in the database, versioned; a version holds what differs from the defaults. A change counts from the moment
it is made: entries of the ledger name the version that gave their points.
"""

import re
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lahetti import audit, clock, store
from lahetti.errors import Busy, Conflict, Invalid
from lahetti.quiet_hours import clock_time, quiet_hours

FEWEST = 5
"""Groups of fewer people are not shown (product.md, Metrics and analytics)."""
_FRESH_SECONDS = 30
"""How long a container may use the settings that it has read."""


@dataclass(frozen=True)
class Settings:
    """Points as in product.md; `teams` are pairs of id and name; `guidelines` is the current version's number.

    `digest_days` are ISO weekdays, `quiet_hours` are as in `18:00-07:30 weekends`. Without `seats` there is no
    limit to how many take part.
    """

    version: int = 0
    guidelines: int = 0
    organisation: str = "Virasto"
    front_page: str = ""
    share_points: int = 5
    own_wording_points: int = 3
    click_points: int = 2
    scored_clicks: int = 20
    daily_shares: int = 5
    daily_points: int = 100
    clicks_a_minute: int = 10
    days_on_offer: int = 30
    suggestion_points: int = 15
    draw_points: int = 50
    utm: bool = True
    feed_minutes: int = 30
    feed_items_a_day: int = 3
    blocked_words: tuple[str, ...] = ()
    teams: tuple[tuple[str, str], ...] = ()
    digest_days: tuple[int, ...] = (2, 4)
    digest_time: str = "08:30"
    quiet_hours: str = "18:00-07:30 weekends"
    seats: int | None = None


LIMITS: dict[str, tuple[int, int]] = {
    "share_points": (0, 1000),
    "own_wording_points": (0, 1000),
    "click_points": (0, 1000),
    "scored_clicks": (0, 1000),
    "daily_shares": (0, 100),
    "daily_points": (0, 10_000),
    "clicks_a_minute": (1, 1000),
    "days_on_offer": (1, 3650),
    "suggestion_points": (0, 1000),
    "draw_points": (1, 100_000),
    "feed_minutes": (5, 1440),
    "feed_items_a_day": (1, 100),
    "seats": (1, 100_000),
}
"""The least and the most of each number."""
LONGEST_NAME = 80
"""Characters of the organisation's name, of a team's and of a blocked word."""
LONGEST_ADDRESS = 2000
MOST_WORDS = 500
MOST_TEAMS = 200
_SPACE = re.compile(r"\s")
_TEAM = re.compile(r"[\w-]{1,40}")


def checked(settings: Settings) -> Settings:
    """Return the settings if every value is within its limits; raise Invalid for the first that is not."""
    for field, (least, most) in LIMITS.items():
        value = getattr(settings, field)
        if value is not None and not least <= value <= most:
            raise Invalid(
                f"{field} is {value}; {least} to {most} is allowed.",
                field=field,
                value=value,
                limit=[least, most],
            )
    if not 1 <= len(settings.organisation.strip()) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.", field="organisation", limit=LONGEST_NAME)
    if settings.front_page and not _is_address(settings.front_page):
        raise Invalid(
            f"The front page is an https address of at most {LONGEST_ADDRESS} characters, or empty.",
            field="front_page",
            value=settings.front_page[:80],
            limit=LONGEST_ADDRESS,
        )
    _check_words(settings.blocked_words)
    _check_teams(settings.teams)
    if not settings.digest_days or not set(settings.digest_days) <= set(range(1, 8)):
        raise Invalid("The digest's days are numbers from 1 (Monday) to 7.", field="digest_days", limit=[1, 7])
    for field, read in (("digest_time", clock_time), ("quiet_hours", quiet_hours)):
        value = getattr(settings, field)
        try:
            read(value)
        except ValueError as error:
            raise Invalid(f"{value!r} is not as {getattr(Settings, field)!r}.", field=field, value=value) from error
    return settings


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.hostname) and len(text) <= LONGEST_ADDRESS and not _SPACE.search(text)


def _check_words(words: tuple[str, ...]) -> None:
    if len(words) > MOST_WORDS:
        raise Invalid(f"At most {MOST_WORDS} blocked words.", field="blocked_words", limit=MOST_WORDS)
    for word in words:
        if not word.strip():
            raise Invalid("A blocked word is empty.", field="blocked_words", value="")
        if len(word) > LONGEST_NAME:
            raise Invalid(
                f"A blocked word has at most {LONGEST_NAME} characters.",
                field="blocked_words",
                value=word[:LONGEST_NAME],
                limit=LONGEST_NAME,
            )


def _check_teams(teams: tuple[tuple[str, str], ...]) -> None:
    if len(teams) > MOST_TEAMS:
        raise Invalid(f"At most {MOST_TEAMS} teams.", field="teams", limit=MOST_TEAMS)
    known: set[str] = set()
    for team, name in teams:
        if not _TEAM.fullmatch(team) or team in known:
            raise Invalid(
                f"{team[:80]!r} is no id of a team: 1 to 40 letters, digits or hyphens, each once.",
                field="teams",
                value=team[:80],
            )
        if not 1 <= len(name.strip()) <= LONGEST_NAME:
            raise Invalid(
                f"A team's name has 1 to {LONGEST_NAME} characters.", field="teams", value=team, limit=LONGEST_NAME
            )
        known.add(team)


def read_settings() -> Settings:
    """Read the newest version from the database."""
    latest = store.programme.latest_settings()
    return Settings() if latest is None else settings_of(latest)


def settings_at(version: int) -> Settings:
    """Return a version; the defaults where there is none of this number."""
    stored = store.programme.find_settings(version)
    return Settings() if stored is None else settings_of(stored)


def settings_of(stored: store.programme.SettingsVersion) -> Settings:
    """Return a stored version with the defaults of what it does not hold."""
    values = stored.values.as_dict()
    if "teams" in values:
        values["teams"] = tuple((team, name) for team, name in values["teams"])
    if "blocked_words" in values:
        values["blocked_words"] = tuple(values["blocked_words"])
    if "digest_days" in values:
        values["digest_days"] = tuple(int(day) for day in values["digest_days"])
    return Settings(version=int(stored.number), **values)


class _Cache:
    settings: Settings | None = None
    read: float = 0.0


def current_settings() -> Settings:
    """Return the settings, at most half a minute old."""
    now = clock.now().timestamp()
    if _Cache.settings is None or now - _Cache.read > _FRESH_SECONDS:
        _Cache.settings, _Cache.read = read_settings(), now
    return _Cache.settings


def change_settings(changes: dict[str, Any], by: str, now: datetime, *, since: int | None = None) -> Settings:
    """Store a new version with these values changed. Raise Invalid, or Busy when another change came first.

    `since` is the version that the author has seen: raise Conflict where somebody else has changed it meanwhile.
    """
    unknown = set(changes) - {field.name for field in fields(Settings)} | ({"version", "guidelines"} & set(changes))
    if unknown:
        raise Invalid(f"There is no setting {min(unknown)}.", field=min(unknown))
    was = read_settings()
    after, write = next_version(changes, by, now)
    if since is not None and since != after.version - 1:
        raise Conflict(
            f"Version {after.version - 1} has been stored meanwhile.",
            field="since",
            value=since,
            limit=after.version - 1,
        )
    logged = {
        "before": {k: _listed(getattr(was, k)) for k in changes},
        "after": {k: _listed(v) for k, v in changes.items()},
    }
    write_version(after, write, audit.entry(by, "settings changed", "SETTINGS", now, **logged))
    return after


def next_version(changes: dict[str, Any], by: str, now: datetime) -> tuple[Settings, store.Put]:
    """Return the settings with these values changed, and the write that stores them. Raise Invalid."""
    before = read_settings()
    after = checked(replace(before, **changes, version=before.version + 1))
    defaults = asdict(Settings())
    differing = {k: v for k, v in asdict(after).items() if v != defaults[k] and k != "version"}
    written = {k: _listed(v) for k, v in differing.items()}
    item = store.programme.new_version(
        store.programme.SettingsVersion, "SETTINGS", after.version, values=written, by=by, at=now
    )
    return after, store.Put(item, type(item).pk.does_not_exist())


def write_version(after: Settings, *writes: store.Put) -> None:
    """Store a version with what belongs to it, and use it from now on. Raise Busy when another came first."""
    try:
        store.write_together(*writes)
    except store.Refused as refused:
        raise Busy("Somebody else changed the settings at the same time.", retry_after=1) from refused
    _Cache.settings, _Cache.read = after, clock.now().timestamp()


def _listed(value: Any) -> Any:
    """Tuples become lists, which is what the database holds."""
    return [_listed(part) for part in value] if isinstance(value, tuple | list) else value
