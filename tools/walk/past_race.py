"""A race of long ago: shares and clicks dated into it, prizes, its close, and the draw redone from what is public.

The week is drawn by the walk's id and nobody else's, so no race that runs is disturbed. Shares and prizes of another
time are the one thing that the addresses do not take: they go through the use cases, as the demo programme's do.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lahetti.content.model import Draft
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.core.names import LocalisedName
from lahetti.core.texts import Texts
from lahetti.people import members
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.names import race_name
from lahetti.points.model import Programme
from lahetti.races.closing import steps
from lahetti.rewards import catalogue
from lahetti.rewards.model import Correction, Offer, TermsFixed, Way
from lahetti.settings import versions as settings_versions
from lahetti.suggestions import suggesting
from tools.walk.expectations import Different, answered, same
from tools.walk.state import Guest, Walk

_FIRST_NOON = datetime(1990, 1, 3, 10, tzinfo=UTC)
_WEEKS = 1500
_NAMES = ("Aino", "Eetu", "Siiri")
_RAISED = 100_000
_TOP, _DRAWN = "Elokuvalippu", "Lounaslahjakortti"


def past_race_is_run(walk: Walk) -> str:
    """Three earn points in the week, one of them too few for the draw; nothing is opened before all is there."""
    noon = _free_noon(walk)
    week_before = noon - timedelta(days=7)
    walk.past_race = _week(walk, noon)
    now_valid = settings_versions.read_settings()
    least = settings_versions.settings_at(noon).draw_points
    walk.winners = [walk.invite(name) for name in _NAMES]
    points = [least + 10, least, least - 5]
    for guest, worth in zip(walk.winners, points, strict=True):
        walk.let_mail_come(guest)
        _earn(walk, guest, Programme(replace(now_valid, suggestion_points=worth), walk.zone), noon)
    walk.vouchers = {
        _TOP: _offer(walk, Offer(Way.TOP, LocalisedName.plain(_TOP), 1250, 2, race=walk.past_race), week_before),
        _DRAWN: _offer(walk, Offer(Way.DRAW, LocalisedName.plain(_DRAWN), 1370, 1, race=walk.past_race), week_before),
    }
    steps.open_ahead(week_before, walk.zone)
    return (
        f"{', '.join(_NAMES)} earn {', '.join(map(str, points))} points in {walk.past_race}, long ago; "
        f"two vouchers are for the first places, one is drawn among those with {least}."
    )


def promise_is_refused_a_change(walk: Walk) -> str:
    """Try to add, resize and withdraw prizes of the race that is over."""
    more = {"way": "draw", "name_texts": {"fi": "Pusero"}, "value_cents": 100, "stock": 1, "race": walk.past_race}
    refused = answered(walk.admin.api("POST", "/rewards", more), 422)
    same("what is wrong with one more prize", refused["field"], "race")
    (drawn,) = [reward for reward in catalogue.rewards(walk.past_race) if reward.offer.way is Way.DRAW]
    fewer = Correction(LocalisedName.plain(_DRAWN), 10, 3, "")
    for change in (
        lambda: catalogue.change_reward(drawn.reward, fewer, 0, walk.admin_person, clock.now(), walk.zone),
        lambda: catalogue.withdraw_reward(drawn.reward, walk.admin_person, clock.now(), walk.zone),
    ):
        try:
            change()
        except TermsFixed:
            continue
        raise Different("a prize of a race that is over was changed")
    return "Its end is past: one prize more, another number, and no prize at all are refused, to the admin as well."


def past_race_closes(walk: Walk) -> str:
    """Close what is over, as every five minutes; look at the frozen list, the prizes and the mails.

    Before it is closed an admin raises the threshold and leaves the winner of the draw out: for the next race.
    """
    warden = walk.invite("Palkintovastaava", role="admin")
    walk.let_mail_come(warden)
    with _steering(walk):
        _close(walk)
    terms = answered(walk.admin.api("GET", f"/races/{walk.past_race}/draw"), 200)["terms"]
    same("offers that the race promised", [offer["number"] for offer in terms["offers"]], [2, 1])
    same("tickets that it left out", len(terms["left_out"]), 0)
    frozen = answered(warden.browser.api("GET", f"/races/{walk.past_race}"), 200)
    same("closed", frozen["closed"], True)
    listed = [place["name"] for place in frozen["places"]]
    same("who is listed: half and the winners", listed, [guest.name for guest in walk.winners[:2]])
    won = {guest.name: _awards(guest) for guest in walk.winners}
    given = sorted((name, award["code"]) for awards in won.values() for name, award in awards.items())
    right = sorted((name, code) for name, codes in walk.vouchers.items() for code in codes)
    same("vouchers given", given, right)
    first, second, third = walk.winners
    same("first places", [_TOP in won[guest.name] for guest in walk.winners], [True, True, False])
    same("who had too few points for the draw", won[third.name], {})
    for guest in (first, second):
        for award in won[guest.name].values():
            walk.letter(guest, award["code"])
    told = walk.letter(warden, f"{race_name(walk.past_race, Texts('mails', 'fi'))}. Palkinto: {_TOP}.")
    same("winners in the admins' list", f"1. {first.name}\n2. {second.name}\n" in told.text, True)
    before = _all_that_is_answered(walk)
    _close(walk)
    same("after closing again", _all_that_is_answered(walk), before)
    return (
        f"That race closes, by the terms of its first midnight though the threshold was raised to {_RAISED} and "
        f"{_NAMES[0]} left out since: {_NAMES[0]} and {_NAMES[1]} get their codes by mail, the admins "
        f"“{told.subject}”; closing again changes nothing."
    )


def draw_is_redone(walk: Walk) -> str:
    """Run the script that the API answers on nothing but that answer, in a Python of its own."""
    facts = answered(walk.ambassador.browser.api("GET", f"/races/{walk.past_race}/draw"), 200)
    with TemporaryDirectory() as folder:
        saved = Path(folder, "draw.json")
        saved.write_text(json.dumps(facts), encoding="utf-8")
        redone = subprocess.run(
            [sys.executable, "-I", "-c", facts["script"], saved], capture_output=True, text=True, check=False
        )
    same("failure of the script", (redone.returncode, redone.stderr), (0, ""))
    first = redone.stdout.split()[1]
    (winner,) = [guest for guest in walk.winners if _DRAWN in _awards(guest)]
    own = answered(winner.browser.api("GET", f"/me/races/{walk.past_race}/ticket"), 200)
    same("ticket that the script draws", first, own["ticket"])
    return (
        f"The script that the API answers redoes the draw from the promised seed and {len(facts['tickets'])} tickets: "
        f"{first[:8]}… wins again, {winner.name.partition(' ')[0]}'s."
    )


@contextmanager
def _steering(walk: Walk) -> Iterator[None]:
    """Raise the threshold and leave the first winner out for a while."""
    before = settings_versions.read_settings().draw_points
    winner = f"/people/{walk.winners[0].person}"
    settings_versions.change_settings({"draw_points": _RAISED}, walk.admin_person, clock.now())
    answered(walk.admin.api("PATCH", winner, {"left_out": True}), 200)
    try:
        yield
    finally:
        settings_versions.change_settings({"draw_points": before}, walk.admin_person, clock.now())
        answered(walk.admin.api("PATCH", winner, {"left_out": False}), 200)


def _free_noon(walk: Walk) -> datetime:
    """Return a Wednesday's noon of a week that no walk has had."""
    start = int(walk.id, 16)
    noons = (_FIRST_NOON + timedelta(weeks=(start + number) % _WEEKS) for number in range(_WEEKS))
    return next(noon for noon in noons if periods_items.find_head(_week(walk, noon)) is None)


def _week(walk: Walk, noon: datetime) -> str:
    return next(
        period.race
        for period in calendar.standing_periods(day_of(noon, walk.zone))
        if period.kind is calendar.PeriodKind.WEEK
    )


def _earn(walk: Walk, guest: Guest, programme: Programme, noon: datetime) -> None:
    """Let a guest's suggestion be accepted that day, for as many points as suggestions are worth in this programme."""
    draft = Draft(
        channel=walk.channel["channel"],
        url=f"{walk.address}/{guest.person}",
        title=f"Ehdotus: {guest.name}",
        language="fi",
    )
    suggester, editor = members.find_person(guest.person), members.find_person(walk.admin_person)
    made = suggesting.suggest(draft, suggester, programme.settings, noon).row.content
    suggesting.accept(made, editor, programme, noon, publish=False)
    walk.contents.append(made)


def _offer(walk: Walk, offer: Offer, noon: datetime) -> list[str]:
    """Put a reward on offer and upload a code for each that is to be given; return the codes."""
    reward = catalogue.create_reward(offer, walk.admin_person, noon, walk.zone).reward
    codes = [f"{offer.name.first[:5]}-{walk.id}-{number}".upper() for number in range(1, offer.stock + 1)]
    upload = answered(walk.admin.api("POST", f"/rewards/{reward}/vouchers", {"codes": "\n".join(codes)}), 200)
    same("vouchers uploaded", (upload["added"], upload["problems"]), (offer.stock, []))
    return codes


def _close(walk: Walk) -> None:
    walk.inside.invoke("LAHETTI_CLOSE_RACES_FUNCTION", {"time": clock.now().isoformat()})
    state = answered(walk.admin.api("GET", f"/races/{walk.past_race}/draw"), 200)["state"]
    same("state of the race", state, "closed")


def _awards(guest: Guest) -> dict[str, dict[str, Any]]:
    return {award["name"]: award for award in answered(guest.browser.api("GET", "/me/awards"), 200)["items"]}


def _all_that_is_answered(walk: Walk) -> list[Any]:
    """Return the race, its draw, and each guest's awards and mails as they are now."""
    race = [answered(walk.admin.api("GET", f"/races/{walk.past_race}{what}"), 200) for what in ("", "/draw")]
    return race + [(_awards(guest), walk.inside.mails(guest.person)) for guest in walk.guests]
