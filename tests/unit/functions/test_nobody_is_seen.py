"""Two programmes that differ in one person's activity alone are told apart by nobody else, admins included."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from lahetti.analytics.query import OF_PEOPLE
from lahetti.content.choices import choosing
from lahetti.content.choices.model import Choice
from lahetti.core.small_groups import FEWEST
from lahetti.networks.networks import Network
from lahetti.races import standings
from lahetti.sharing import own_shares
from tests.whole_programme import QUESTION, WholeProgramme, everything_read, reachable, some_weeks

TODAY, TOMORROW = "2026-11-24", "2026-11-25"
READERS = ("anni", "eeva", "pohjoinen0", "ita0")
SUMS_OF_ALL = re.compile(r"/console/works(\?.*)?")
"""What everybody has brought together, from five people on, may be told: one share more is one more in a sum."""


common = cache(some_weeks)
"""What both programmes have in common."""


def begin(programme: WholeProgramme) -> None:
    programme.begin("sulo")


def share(programme: WholeProgramme) -> None:
    programme.begin("sulo")
    programme.open("sulo", "hiljainen 16", network=Network.X)
    programme.share("sulo", "hiljainen 23")
    programme.visit("sulo", "hiljainen 23", 1)
    programme.see("sulo", "hiljainen 23")


def open_one(programme: WholeProgramme) -> None:
    programme.begin("sulo")
    programme.open("sulo", "hiljainen 16", network=Network.X)


def choose(programme: WholeProgramme) -> None:
    """Let Sulo save a content and hide another."""
    for content, choice in (("hiljainen 16", Choice.SAVED), ("uutinen 23 0", Choice.HIDDEN)):
        choosing.choose(programme.person("sulo"), programme.contents[content], choice, programme.now)


def decline(programme: WholeProgramme) -> None:
    programme.begin("sulo")
    own_shares.decline(programme.person("sulo"), programme.open("sulo", "hiljainen 16", network=Network.X))


def pause(programme: WholeProgramme) -> None:
    programme.change("sulo", state="paused")


def share_last_week(programme: WholeProgramme) -> None:
    programme.begin("sulo")
    programme.share("sulo", "hiljainen 16")
    programme.visit("sulo", "hiljainen 16", 1)


OF_ACTIVE = ("active", "participation", "people_shares", "people_clicks")
"""Metrics that are one more where somebody is active."""

Activity = Callable[[WholeProgramme], None]
Answers = dict[str, dict[str, Any]]


def read_on_the_next_day(programme: WholeProgramme, activity: Activity | None) -> Answers:
    """Return what everybody reads on the day after somebody did something, by reader."""
    with programme.lived():
        programme.at(TODAY, "14:00")
        if activity is not None:
            activity(programme)
        programme.deliver()
        programme.night(TOMORROW)
        programme.at(TOMORROW, "12:00")
        return {reader: everything_read(programme, programme.people[reader].id) for reader in READERS}


@cache
def read(activity: Activity | None) -> Answers:
    return read_on_the_next_day(common().copied(), activity)


def differing(without: Mapping[str, Any], with_it: Mapping[str, Any]) -> list[str]:
    names = {name for name in {*without, *with_it} if not SUMS_OF_ALL.fullmatch(name)}
    return sorted(name for name in names if _told(name, without) != _told(name, with_it))


def _told(name: str, answers: Mapping[str, Any]) -> str:
    """Return an answer; that of the week's page without its four sums of everybody."""
    answer = str(answers.get(name))
    return re.sub(r"<dl class=\"kpi\">.*?</dl>", "", answer, count=1, flags=re.DOTALL) if name == "/console" else answer


@pytest.mark.parametrize("activity", [begin, share, decline, choose, pause])
@pytest.mark.parametrize("reader", READERS)
def test_what_others_read_is_the_same_whatever_somebody_does(reader: str, activity: Activity) -> None:
    assert differing(without_sums(read(None)[reader]), without_sums(read(activity)[reader])) == []


@pytest.mark.parametrize("reader", READERS)
def test_a_share_that_was_declined_is_an_opened_one_to_everybody_else(reader: str) -> None:
    assert read(decline)[reader] == read(open_one)[reader]


def without_sums(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers without the sums of figures that are of at least five sharers, or five active people.

    A share is one more in such a sum, for which nobody knows what it was before; all else of a row has to be the same.
    """
    return {name: told_of_few(answer) if name.startswith(QUESTION) else answer for name, answer in answers.items()}


def told_of_few(answer: Mapping[str, Any]) -> dict[str, Any]:
    told = []
    for row in json.loads(answer["body"]).get("rows", ()):
        values = row["values"]
        left = {
            metric: (value, row["not_shown"].get(metric))
            for metric, value in values.items()
            if metric != "seen" or value is None  # it is shown from five people on
        }
        if (values.get("sharers") or 0) >= FEWEST:
            left = {metric: value for metric, value in left.items() if metric in OF_PEOPLE}
        if values.get("people_shares") is not None:  # they are shown from five active people on
            left = {metric: value for metric, value in left.items() if metric not in OF_ACTIVE}
        if left:
            told.append((row["key"], left))
    return {"statusCode": answer["statusCode"], "body": str(told)}


def test_a_frozen_race_tells_no_more_than_a_running_one() -> None:
    other = read_on_the_next_day(some_weeks(share_last_week), None)

    for reader in READERS:
        found = differing(
            without_fingerprints(without_sums(read(None)[reader])), without_fingerprints(without_sums(other[reader]))
        )
        assert found == [], reader


def without_fingerprints(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers without the hash of the frozen list, which holds tickets and points that nobody can guess."""
    bodies = {name: re.sub("[0-9a-f]{64}", "", str(answer["body"])) for name, answer in answers.items()}
    return {name: (answers[name]["statusCode"], body) for name, body in bodies.items()}


def test_a_click_on_the_link_of_somebody_anonymous_moves_nothing_before_the_night() -> None:
    answers = []
    for visitors in (0, 7):
        programme = common().copied()
        with programme.lived():
            programme.at(TODAY, "14:00")
            programme.change("ita4", anonymous=True)
            programme.deliver()
            programme.night(TOMORROW)
            programme.at(TOMORROW, "11:00")
            programme.visit("ita4", "uutinen 23 0", visitors)
            programme.deliver()
            programme.at(TOMORROW, "12:00")
            answers.append({who: everything_read(programme, programme.people[who].id) for who in READERS})
            own = standings.own_place("W2026-48", programme.people["ita4"].id, programme.now)
            assert own.points > 20 + 2 * visitors - 1

    assert [differing(answers[0][reader], answers[1][reader]) for reader in READERS] == [[]] * len(READERS)


def test_every_route_and_page_is_read_with_success_by_somebody() -> None:
    found = read(share)

    statuses = {(name, answer["statusCode"]) for reader in found.values() for name, answer in reader.items()}
    assert {status for _, status in statuses} <= {200, 403, 404, 409}
    read_at_all = {route for route, name in reachable(common()) if (name, 200) in statuses}
    assert {route for route, _ in reachable(common())} - read_at_all == set()
