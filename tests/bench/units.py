"""Read units, write units and requests of every path that has a budget (docs/performance.md)."""

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

from lahetti.content import offer
from lahetti.core.days import day_of
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people import members, own_sessions
from lahetti.people.model import Person, Role
from lahetti.periods import calendar
from lahetti.points import clicks, confirming
from lahetti.races import rosters, standings
from lahetti.security.sign_ins import Method, SignIn
from lahetti.sharing import opening, own_devices
from redirect import handler as redirect
from tests.bench.figures import Figure
from tests.bench.metering import Meter, metered, metered_redirect
from tests.bench.programme import ZONE, Measured


def visit(code: str, agent: str | None, method: str = "GET", address: str = "192.0.2.1") -> dict[str, Any]:
    """Let somebody visit a link, in this process."""
    headers = {} if agent is None else {"user-agent": agent}
    context = {"http": {"method": method, "sourceIp": address}}
    with redirect_stdout(io.StringIO()):  # its metric line
        return redirect.lambda_handler({"requestContext": context, "rawPath": f"/{code}", "headers": headers}, None)


def measure(measured: Measured, now: datetime) -> Iterator[Figure]:
    """Take every figure in units."""
    day = day_of(now, ZONE)
    race = calendar.standing_races(day)[0]
    sharers = measured.people[:20]

    yield from _session(measured)
    yield from _share(measured, measured.people[20], now)
    codes = [_opened(person, measured, index, now) for index, person in enumerate(sharers)]
    for person, code in zip(sharers, codes, strict=True):
        confirming.confirm_share(person.id, code, measured.programme, now)
    _take_cards(sharers)

    visit(codes[0], "Mozilla/5.0 (X11) warm", address="192.0.2.250")  # the day's key, and a connection
    with metered_redirect(redirect.database) as person_meter:
        visit(codes[1], "Mozilla/5.0 (X11) first", address="192.0.2.251")
    yield Figure("redirect.read_units", person_meter.read_units, "read units", 0.5)
    yield Figure("redirect.write_units", person_meter.write_units, "write units", 1)
    yield Figure("redirect.requests", person_meter.requests, "requests", 2)
    with metered_redirect(redirect.database) as bot_meter:
        visit(codes[1], "LinkedInBot/1.0 (compatible; Mozilla/5.0)")
        visit(codes[1], "Mozilla/5.0 (X11) head", "HEAD")
    yield Figure("redirect.bot.write_units", bot_meter.write_units, "write units", 0)
    yield Figure("redirect.bot.read_units", bot_meter.read_units / 2, "read units", 0.5)

    clicks.tally_clicks({(code, day) for code in codes}, measured.programme, now)
    _take_cards(sharers)
    yield from _clicks(measured, sharers, codes, day, now)
    yield from _standings(race, sharers[3], now)
    with metered() as meter:
        page, _ = offer.on_offer(measured.people[0], now)
    assert len(page) == offer.PAGE
    yield Figure("contents.list.read_units", meter.read_units, "read units", 2)
    yield Figure("contents.list.requests", meter.requests, "requests", 1)


def _session(measured: Measured) -> Iterator[Figure]:
    now = datetime.now(UTC)
    own, admins = (SignIn(one.id, now, Method.PASSKEY, "bench") for one in (measured.people[0], measured.admin))
    for sign_in in (own, admins):
        own_sessions.keep(sign_in, "", now)
    with metered() as meter:
        members.signed_in(own, Role.AMBASSADOR)
    yield Figure("session.read_units", meter.read_units, "read units", 0.5)
    with metered() as meter:
        members.signed_in(admins, Role.ADMIN)
    yield Figure("session.admin.read_units", meter.read_units, "read units", 1)


def _share(measured: Measured, person: Person, now: datetime) -> Iterator[Figure]:
    """One share opened with own words and confirmed, and what its stream does in four races."""
    # Somebody who is in the races already: rows that move in the index cost more than new ones.
    earlier = _opened(person, measured, 1, now)
    own_devices.mark(person.id, ("192.0.2.2", "Mozilla/5.0 (own) warm"), now)  # the day's key
    confirming.confirm_share(person.id, earlier, measured.programme, now)
    _take_cards([person])
    with metered() as meter:
        own_devices.mark(person.id, ("192.0.2.2", "Mozilla/5.0 (own)"), now)
        opened, _ = opening.open_share(person, measured.contents[0], Network.LINKEDIN, measured.programme.settings, now)
        confirming.confirm_share(person.id, opened.code, measured.programme, now)
    with metered() as of_stream:
        _take_cards([person], of_stream)
    yield Figure("share.write_units", meter.write_units + of_stream.write_units, "write units", 26)
    yield Figure("share.read_units", meter.read_units + of_stream.read_units, "read units", 3)


def _clicks(
    measured: Measured, sharers: tuple[Person, ...], codes: list[str], day: str, now: datetime
) -> Iterator[Figure]:
    """100 people click 20 links of 20 sharers; their marks come to the consumer in one batch."""
    with metered_redirect(redirect.database) as of_redirect:
        for number, code in enumerate(codes * 5):
            visit(code, f"Mozilla/5.0 (X11; Linux) number {number}", address=f"198.51.100.{number}")
    with metered() as meter:
        counted = clicks.tally_clicks({(code, day) for code in codes}, measured.programme, now)
    assert counted == 100, counted
    with metered() as of_stream:
        _take_cards(sharers, of_stream)
    writes = of_redirect.write_units + meter.write_units + of_stream.write_units
    yield Figure("click.counted.write_units", writes / 100, "write units a click", 5)
    reads = meter.read_units + of_stream.read_units
    yield Figure("click.counted.read_units", reads / 100, "read units a click", 1)
    with metered_redirect(redirect.database) as repeat:
        visit(codes[0], "Mozilla/5.0 (X11; Linux) number 0", address="198.51.100.0")
    with metered() as meter:
        counted = clicks.tally_clicks([], measured.programme, now)
    yield Figure("click.repeat.write_units", repeat.write_units + meter.write_units, "write units", 1.5)


def _standings(race: str, person: Person, now: datetime) -> Iterator[Figure]:
    rosters.count_missing(now, ZONE)
    with metered() as meter:
        standings.top_ten(race)
    yield Figure("standings.top10.read_units", meter.read_units, "read units", 0.5)
    yield Figure("standings.top10.requests", meter.requests, "requests", 1)
    with metered() as meter:
        standings.own_place(race, person.id, now)
    with metered() as without:
        standings.own_place(race, person.id, now)
    yield Figure("rank.read_units", without.read_units, "read units", 2)
    yield Figure("rank.rebuild_read_units", meter.read_units - without.read_units, "read units", None)


def _opened(
    person: Person,
    measured: Measured,
    index: int,
    now: datetime,
) -> str:
    chosen = measured.programme.settings
    opened, _ = opening.open_share(person, measured.contents[index], Network.LINKEDIN, chosen, now)
    return opened.code


def _take_cards(sharers: tuple[Person, ...] | list[Person], meter: Meter | None = None) -> None:
    """Do what the stream's consumer does; it reads no card, the stream brings their images."""
    before = meter.read_units if meter else 0
    cards = [card for person in sharers if (card := people_items.find_card(person.id, consistent=True))]
    if meter:
        meter.read_units = before
    standings.take_cards(cards)
