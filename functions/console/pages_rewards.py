"""Rewards: what can be won, a new one, and one reward with its vouchers and winners."""

from collections.abc import Iterator

from chalice.app import Blueprint

from console import race_names
from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import Confirm, Report, page
from console.paging import paged
from console.refusals import Difference, Overtaken, read_all
from console.rendering import Values
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.races.closing import overview
from lahetti.races.closing.rules import Phase
from lahetti.rewards import catalogue, claims, register, vouchers
from lahetti.rewards.catalogue import Correction, OfferChanged
from lahetti.rewards.rules import Offer, Way

pages = Blueprint(__name__)
_FILE = "file"


@page(pages, "/console/rewards", "rewards.html", Role.ADMIN)
def all_rewards(ask: Asking) -> Values:
    """Return a page of the rewards, and how many claims wait."""
    found, following = paged(catalogue.rewards(), ask.cursor)
    return {
        "rewards": found,
        "races": race_names.names_of({one.offer.race for one in found if one.offer.race}, ask.texts),
        "claims": len(claims.waiting_claims()),
        "next": following,
    }


@all_rewards.export("rewards")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield every reward."""
    found = catalogue.rewards()
    races = race_names.names_of({one.offer.race for one in found if one.offer.race}, ask.texts)
    for one in found:
        yield {
            "name": one.offer.name,
            "way": ask.texts(f"rewards.way.{one.offer.way.value}"),
            "race": races.get(one.offer.race or ""),
            "cost": one.offer.cost or None,
            "stock": one.offer.stock,
            "value_euros": one.offer.value_cents / 100,
            "codes": one.supply.uploaded,
            "left": one.supply.left,
        }


@page(pages, "/console/rewards/new", "reward_new.html", Role.ADMIN)
def new_reward(ask: Asking) -> Values:
    """Return the races that a prize can be set for, and the id of the reward to come."""
    running = overview.coming_and_running(ask.now, ask.zone)
    open_races = [one for one in running if one.head is not None and one.phase is not Phase.CLOSING]
    wanted = ask.query.get("race", "")
    return {
        "races": [
            (one.race, f"{race_names.name_of(one, ask.texts)} ({race_names.span(one.period, ask.texts)})")
            for one in open_races
        ],
        "race": wanted if any(one.race == wanted for one in open_races) else "",
        "reward": catalogue.new_id(),
    }


@new_reward.deed("offer")
def offer(ask: Asking) -> Done:
    """Put a reward on offer, once however often this form comes, and go on to its vouchers."""
    form = ask.form
    read = read_all(
        way=lambda: _way(form.text("way")),
        value_cents=lambda: form.cents("value_cents"),
        stock=lambda: form.number("stock") or 0,
        cost=lambda: form.number("cost") or 0,
        per_person=lambda: form.number("per_person") or 1,
    )
    reward = form.id("reward")
    claimed = read["way"] is Way.CLAIM
    wanted = Offer(
        name=form.text("name"),
        race=None if claimed else form.text("race"),
        vouchers=form.text("vouchers") != "no",
        collect=form.text("collect"),
        **(read if claimed else {**read, "cost": 0, "per_person": 1}),
    )
    made = catalogue.create_reward(wanted, ask.person.id, ask.now, ask.zone, reward)
    return Done("done.reward_offered", f"/console/rewards/{made.reward}")


@page(pages, "/console/rewards/{reward}", "reward.html", Role.ADMIN)
def one_reward(ask: Asking, reward: str) -> Values:
    """Return a reward, what there is left of it, and a page of those who have it."""
    found = catalogue.find_reward(reward)
    given, following = paged(register.given(reward), ask.cursor)
    return {
        "reward": found,
        "race_name": race_names.names_of([found.offer.race], ask.texts)[found.offer.race] if found.offer.race else None,
        "awards": given,
        "names": members.names_of({award.person for award in given}),
        "next": following,
    }


@one_reward.deed("upload")
def upload(ask: Asking, reward: str) -> Report:
    """Take codes in, from a file or as they were pasted; answer what became of each line."""
    file = ask.form.upload(_FILE)
    text = file.text() if file is not None else ask.form.text("codes")
    if not text.strip():
        raise Invalid("There is neither a file nor a code.", field=_FILE, reason="no_codes")
    done = vouchers.upload_vouchers(reward, text, ask.person.id, ask.now)
    return Report("vouchers_report.html", {"reward": catalogue.find_reward(reward), "upload": done})


@one_reward.deed("change")
def change(ask: Asking, reward: str) -> Done:
    """Correct a reward of which nothing has been given yet."""
    form, found = ask.form, catalogue.find_reward(reward)
    read = read_all(value_cents=lambda: form.cents("value_cents"), stock=lambda: form.number("stock") or 0)
    collect = found.offer.collect if found.offer.vouchers else form.text("collect")
    wanted = Correction(name=form.text("name"), collect=collect, **read)
    try:
        catalogue.change_reward(reward, wanted, form.version or 0, ask.person.id, ask.now)
    except OfferChanged as overtaken:
        raise Overtaken(found.edition, _differences(ask, found.offer)) from overtaken
    return Done("done.reward_changed")


@one_reward.deed("withdraw")
def withdraw(ask: Asking, reward: str) -> Done | Confirm:
    """Take a reward off the offer, after saying what follows."""
    found = catalogue.find_reward(reward)
    if not ask.form.confirmed:
        consequences = [ask.texts("rewards.withdraw.gone")]
        if found.supply.uploaded:
            consequences.append(ask.texts("rewards.withdraw.codes", n=found.supply.uploaded))
        question = ask.texts("rewards.withdraw.question", reward=found.offer.name)
        return Confirm(question, tuple(consequences), ask.texts("rewards.withdraw"))
    catalogue.withdraw_reward(reward, ask.person.id, ask.now)
    return Done("done.reward_withdrawn", "/console/rewards")


@one_reward.export("reward")
def exported_winners(ask: Asking, reward: str) -> Iterator[Line]:
    """Yield everybody who has a reward."""
    given = register.given(reward)
    names = members.names_of({award.person for award in given})
    for award in given:
        yield {
            "at": award.at,
            "name": names.get(award.person, ("", ""))[0],
            "place": award.place,
            "number": award.number,
            "state": ask.texts(f"rewards.state.{award.state.value}"),
        }


def _differences(ask: Asking, now: Offer) -> list[Difference]:
    """Return the fields in which what was typed is not what is stored."""
    stored = {
        "name": now.name,
        "value_cents": ask.texts.decimal(now.value_cents / 100, 2),
        "stock": str(now.stock),
        "collect": now.collect,
    }
    labels = {"name": "name", "value_cents": "value", "stock": "stock", "collect": "collect"}
    return [
        Difference(name, ask.texts(f"rewards.form.{labels[name]}"), theirs, ask.form.text(name))
        for name, theirs in stored.items()
        if name in ask.form.fields and ask.form.text(name) != theirs
    ]


def _way(text: str) -> Way:
    try:
        return Way(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is no way to win.", field="way", reason="no_way") from error
