"""The demo programme's prizes of the quarter's race and rewards for points; their vouchers open no door anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of, midnight_of
from lahetti.core.names import LocalisedName
from lahetti.periods import calendar
from lahetti.rewards import catalogue, vouchers
from lahetti.rewards.model import Offer, Way
from tools.programme.toml_table import Table


@dataclass(frozen=True)
class Prize:
    """A reward of a race, or for `cost` points; its codes begin with `code`."""

    name: LocalisedName
    way: Way
    value_cents: int
    stock: int
    code: str
    cost: int


def read_prizes(folder: Path = Path(__file__).parent) -> tuple[Prize, ...]:
    """Read the prizes; raise `toml_table.BadFile`, which names the first thing that is wrong."""
    file = Table.of_file(folder / "prizes.toml")
    prizes = file.each("prize", _read)
    file.refuse_rest()
    file.check_unique("name", (prize.name.first for prize in prizes))
    return prizes


def offer_prizes(prizes: tuple[Prize, ...], admin: str, now: datetime, zone: ZoneInfo) -> None:
    """Offer the prizes, those of a race for the one that runs now, with a code for each that is to be given.

    Those of the race are offered as of the day before it began, as its prizes are fixed from then on.
    """
    running = calendar.prize_race(day_of(now, zone)) or calendar.ALL_TIME
    period = calendar.period_of(running)
    # A race's prizes are fixed at its first midnight, so they are offered the day before it.
    before = midnight_of(period.first.isoformat(), zone) - timedelta(days=1) if period and period.first else now
    for prize in prizes:
        race = None if prize.way is Way.CLAIM else running
        offer = Offer(prize.way, prize.name, prize.value_cents, prize.stock, race=race, cost=prize.cost)
        reward = catalogue.create_reward(offer, admin, before if race else now, zone).reward
        codes = [f"{prize.code}-{running}-{number:02}" for number in range(1, prize.stock + 1)]
        vouchers.upload_vouchers(reward, "\n".join(codes), admin, now)


def _read(row: Table) -> Prize:
    return Prize(
        name=row.name("name"),
        way=row.one_of("way", tuple(Way)),
        value_cents=row.take("value_cents", int),
        stock=row.take("stock", int),
        code=row.text("code"),
        cost=row.take("cost", int),
    )
