"""The programme's settings: what can be set, and the defaults."""

from dataclasses import dataclass

FEWEST = 5
"""Groups of fewer people are not shown (docs/product.md, Races and rewards)."""


@dataclass(frozen=True)
class Settings:
    """Points as in docs/product.md; `teams` are pairs of id and name; `guidelines` is the current version's number.

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
