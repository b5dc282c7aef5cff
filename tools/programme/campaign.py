"""The demo programme's campaign: planned, and its files brought, as an editor would; personal figures are the story's.

Its six weeks are the last that are over, so its last week is whole on every day of a week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lahetti.campaigns import filing, planning
from lahetti.campaigns.files import paid as paid_files
from lahetti.campaigns.model import Aim, Campaign, Plan
from lahetti.core.days import day_of
from lahetti.networks.networks import Network
from tools.cloud.report import Failure
from tools.programme.toml_table import Table

WEEKS = 6
DAYS = 7


@dataclass(frozen=True)
class PlayedCampaign:
    """A campaign with what came in each week; `personal` is {network: conversions}."""

    name: str
    deed: str
    wanted: int
    topics: tuple[str, ...]
    utm_campaign: str
    hours: int
    numbers: tuple[int, ...]
    year_before: tuple[int, ...]
    network: str
    ad: str
    spend_cents: tuple[int, ...]
    impressions: tuple[int, ...]
    clicks: tuple[int, ...]
    conversions: tuple[int, ...]
    personal: dict[str, tuple[int, ...]]

    @property
    def unattributed(self) -> tuple[int, ...]:
        """What no source is known of, week by week."""
        known = [self.conversions, *self.personal.values()]
        return tuple(number - sum(parts) for number, *parts in zip(self.numbers, *known, strict=True))


def read_campaign(folder: Path = Path(__file__).parent) -> PlayedCampaign:
    """Read the campaign; raise `toml_table.BadFile`, which names the first thing that is wrong."""
    file = Table.of_file(folder / "campaign.toml")
    paid = Table(file.take("paid", dict), "campaign.toml [paid]")
    personal = Table(file.take("personal", dict), "campaign.toml [personal]")
    campaign = PlayedCampaign(
        name=file.text("name"),
        deed=file.text("deed"),
        wanted=file.take("wanted", int),
        topics=tuple(file.take("topics", list)),
        utm_campaign=file.text("utm_campaign"),
        hours=file.take("hours", int),
        numbers=_weekly(file, "numbers"),
        year_before=_weekly(file, "year_before"),
        network=paid.one_of("network", tuple(paid_files.NETWORKS)),
        ad=paid.text("ad"),
        spend_cents=_weekly(paid, "spend_cents"),
        impressions=_weekly(paid, "impressions"),
        clicks=_weekly(paid, "clicks"),
        conversions=_weekly(paid, "conversions"),
        personal={network.value: _weekly(personal, network.value) for network in (Network.FACEBOOK, Network.LINKEDIN)},
    )
    for table in (file, paid, personal):
        table.refuse_rest()
    if min(campaign.unattributed) < 0:
        raise file.wrong("numbers", "must be no less than what is known of their sources")
    return campaign


def put_campaign(played: PlayedCampaign, editor: str, now: datetime, zone: ZoneInfo) -> Campaign:
    """Plan the campaign of the last six weeks that are over, and bring its files."""
    today = date.fromisoformat(day_of(now, zone))
    first = today - timedelta(days=today.weekday(), weeks=WEEKS)
    last = first + timedelta(weeks=WEEKS, days=-1)
    plan = Plan(
        name=played.name,
        aim=Aim.CONVERSIONS,
        number=played.wanted,
        by=last,
        first=first,
        last=last,
        utm_campaign=played.utm_campaign,
        owner=editor,
        topics=played.topics,
        deed=played.deed,
        hours=played.hours,
    )
    made = planning.create(plan, editor, now)
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    for looked in (
        filing.store_paid(made, paid_file(played, mondays), editor, now),
        filing.store_counts(made, counts_file(played, mondays), editor, now),
        filing.store_baseline(made, baseline_file(played, mondays), editor, now),
    ):
        if looked.problems:
            raise Failure(f"The demo's campaign is not understood: {looked.problems[0].error}.")
    return made


def paid_file(played: PlayedCampaign, mondays: Sequence[date]) -> bytes:
    """Return the paid rows as a file of our own headings, a line a week."""
    lines = ["Viikko;Palvelu;Kampanja;Kulut;Valuutta;Näytöt;Klikkaukset;Konversiot"]
    for number, monday in enumerate(mondays):
        spend = f"{played.spend_cents[number] / 100:.2f}".replace(".", ",")
        numbers = f"{played.impressions[number]};{played.clicks[number]};{played.conversions[number]}"
        lines.append(f"{monday:%G-W%V};{played.network};{played.ad};{spend};EUR;{numbers}")
    return _file(lines)


def counts_file(played: PlayedCampaign, mondays: Sequence[date]) -> bytes:
    """Return conversions as web analytics count them: a line a day without a source, and one a network and week."""
    lines = ["Päivä;utm_source;utm_campaign;Konversiot"]
    for number, monday in enumerate(mondays):
        for network, weekly in played.personal.items():
            lines.append(f"{monday:%d.%m.%Y};{network};{played.utm_campaign};{weekly[number]}")
        each, rest = divmod(played.unattributed[number], DAYS)
        lines += [f"{monday + timedelta(days=day):%d.%m.%Y};;;{each + (day < rest)}" for day in range(DAYS)]
    return _file(lines)


def baseline_file(played: PlayedCampaign, mondays: Sequence[date]) -> bytes:
    """Return the year before, a line a week."""
    lines = ["Viikko;Määrä"]
    for monday, number in zip(mondays, played.year_before, strict=True):
        year, week, _ = monday.isocalendar()
        lines.append(f"{year - 1}-W{week:02d};{number}")
    return _file(lines)


def _file(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


def _weekly(table: Table, field: str) -> tuple[int, ...]:
    numbers = tuple(table.take(field, list))
    if len(numbers) != WEEKS or not all(type(number) is int and number >= 0 for number in numbers):
        raise table.wrong(field, f"must be {WEEKS} whole numbers, a week each")
    return numbers
