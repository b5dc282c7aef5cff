"""Within which limits the settings may be set."""

import re
from urllib.parse import urlsplit

from lahetti.core.errors import Invalid
from lahetti.core.quiet_hours import clock_time, quiet_hours
from lahetti.settings.model import Settings

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
