"""What the clicks come to: points, places, and the proofs that nothing is counted twice or lost."""

import time
from collections.abc import Callable
from functools import partial

from lahetti.people import items as people_items
from lahetti.people.walks.walking import everybody
from lahetti.points import ledger
from lahetti.points import rules as points_rules
from lahetti.races.rules import TOP
from lahetti.races.standings import row_of
from tools.events import cards_event, marks_event
from tools.walk.expectations import answered, same, within
from tools.walk.state import Walk

LIVE_SECONDS = 5
"""Within this a click shows in the top ten (docs/product.md, Races and rewards)."""


def points_are_right(walk: Walk) -> str:
    points = walk.programme
    right = [
        ("clicks", "linkedin", points["click_points"], 1),
        ("clicks", "x", 2 * points["click_points"], 2),
        ("own_wording", "linkedin", points["own_wording_points"], 0),
        ("share_confirmed", "linkedin", points["share_points"], 0),
        ("share_confirmed", "x", points["share_points"], 0),
    ]
    walk.total = sum(entry[2] for entry in right)
    seconds = _within_live_seconds(walk, "ledger", partial(_entries, walk), right)
    seen = answered(walk.ambassador.browser.api("GET", "/me/points"), 200)
    same("balances", (seen["spendable"], seen["lifetime"]), (walk.total, walk.total))
    for network, clicks in (("linkedin", 1), ("x", 2)):
        share = answered(walk.ambassador.browser.api("GET", f"/me/shares/{walk.codes[network]}"), 200)
        same(f"share on {network}", (share["state"], share["clicks"]), ("confirmed", clicks))
    return (
        f"Exactly three clicks are counted, and X's first one confirmed its share: "
        f"{walk.total} points, {seconds:.1f} s after the last click."
    )


def race_is_right(walk: Walk) -> str:
    running = answered(walk.ambassador.browser.api("GET", "/races"), 200)["items"]
    walk.week = next(race["race"] for race in running if race["kind"] == "week")
    right = (walk.total, 2, 3)
    slowest = max(
        _within_live_seconds(walk, race["race"], partial(partial(_own, walk), race["race"]), right) for race in running
    )
    own = answered(walk.ambassador.browser.api("GET", f"/me/races/{walk.week}/place"), 200)
    ten = answered(walk.ambassador.browser.api("GET", f"/races/{walk.week}"), 200)["places"]
    mine = [place for place in ten if place["you"]]
    if mine:
        same("own line of the ten", (mine[0]["points"], mine[0]["shares"], mine[0]["clicks"]), right)
        where = f"place {mine[0]['place']} of the week's ten"
    else:
        same("ten who stand above", [p["points"] >= walk.total for p in ten], [True] * TOP)
        where = f"place {own['place']} of the week"
    walk.images.append(walk.inside.card_image(walk.ambassador.person))
    return f"The races follow: {where}, right in all {len(running)} races {slowest:.1f} s after the last click."


def events_come_again(walk: Walk) -> str:
    before = (_entries(walk), walk.inside.card_image(walk.ambassador.person), walk.inside.rows(walk.ambassador.person))
    marks = list(walk.marks)
    for batch in (marks, marks[::-1], marks[:1], marks + marks):
        walk.inside.invoke("LAHETTI_CLICKS_FUNCTION", marks_event(batch))
    for images in (walk.images, walk.images[::-1], walk.images[:1]):
        walk.inside.invoke("LAHETTI_STANDINGS_FUNCTION", cards_event(images))
    same(
        "after the same events again",
        (_entries(walk), walk.inside.card_image(walk.ambassador.person), walk.inside.rows(walk.ambassador.person)),
        before,
    )
    return "The same events are delivered again, in other orders and batches: nothing changes."


def everything_adds_up(walk: Walk) -> str:
    found = walk.inside.invoke("LAHETTI_RECONCILE_FUNCTION", {})
    same("differences that reconcile found", found["differences"], [])
    return "Reconcile holds ledgers, cards and standings against one another: no difference."


def ten_are_a_fold_of_the_ledgers(walk: Walk) -> str:
    """Hold the ten against the ledgers; of the anonymous against what others see of their points since the night."""
    people = 0
    folded: list[tuple[str, int, int | None, int | None]] = []
    for person in everybody():
        people += 1
        card = people_items.find_card(person, consistent=True)
        score = points_rules.fold(ledger.ledger(person)).races.get(walk.week)
        row = row_of(card, walk.week, score) if card is not None and score is not None else None
        if row is not None and row.place is not None:
            named = row.name is not None
            folded.append((row.place, row.points, row.shares if named else None, row.clicks if named else None))
    right = [line[1:] for line in sorted(folded, key=lambda line: line[0], reverse=True)[:TOP]]
    ten = answered(walk.ambassador.browser.api("GET", f"/races/{walk.week}"), 200)["places"]
    same("the week's ten", [(p["points"], p["shares"], p["clicks"]) for p in ten], right)
    return f"The week's ten equal a fold of all {people} ledgers: {', '.join(str(line[0]) for line in right)} points."


def _entries(walk: Walk) -> list[tuple[str, str, int, int]]:
    """Return the ledger by activity and network: a link's clicks make one entry or more, as the stream cuts batches."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for entry in answered(walk.ambassador.browser.api("GET", "/me/points"), 200)["items"]:
        points, clicks = sums.get((entry["activity"], entry["network"]), (0, 0))
        sums[entry["activity"], entry["network"]] = points + entry["points"], clicks + entry["clicks"]
    return sorted((activity, network, points, clicks) for (activity, network), (points, clicks) in sums.items())


def _own(walk: Walk, race: str) -> tuple[int, int, int]:
    own = answered(walk.ambassador.browser.api("GET", f"/me/races/{race}/place"), 200)
    return own["points"], own["shares"], own["clicks"]


def _within_live_seconds(walk: Walk, what: str, look: Callable[[], object], right: object) -> float:
    within(LIVE_SECONDS, what, look, right, since=walk.last_click)
    return time.monotonic() - walk.last_click
