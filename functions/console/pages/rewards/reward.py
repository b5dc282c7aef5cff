"""One reward: its vouchers, its winners, and correcting it."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.errors import Difference, EditConflict, read_all
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report, page
from console.framework.paging import paged
from console.framework.rendering import Values
from console.pages.races import race_names
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.rewards import catalogue, register, vouchers
from lahetti.rewards.catalogue import Correction, OfferChanged
from lahetti.rewards.rules import Offer

_FILE = "file"


@page("/console/rewards/{reward}", "rewards/reward.html", Role.ADMIN)
def one_reward(context: PageContext, reward: str) -> Values:
    """Return a reward, what there is left of it, and a page of those who have it."""
    found = catalogue.find_reward(reward)
    given, following = paged(register.given(reward), context.cursor)
    race = found.offer.race
    return {
        "reward": found,
        "race_name": race_names.names_of([race], context.texts)[race] if race else None,
        "awards": given,
        "names": members.names_of({award.person for award in given}),
        "next": following,
    }


@one_reward.action("upload")
def upload(context: PageContext, reward: str) -> Report:
    """Take codes in, from a file or as they were pasted; answer what became of each line."""
    file = context.form.upload(_FILE)
    text = file.text() if file is not None else context.form.text("codes")
    if not text.strip():
        raise Invalid("There is neither a file nor a code.", field=_FILE, reason="no_codes")
    done = vouchers.upload_vouchers(reward, text, context.person.id, context.now)
    return Report("rewards/vouchers_report.html", {"reward": catalogue.find_reward(reward), "upload": done})


@one_reward.action("change")
def change(context: PageContext, reward: str) -> Redirect:
    """Correct a reward of which nothing has been given yet."""
    form, found = context.form, catalogue.find_reward(reward)
    read = read_all(value_cents=lambda: form.cents("value_cents"), stock=lambda: form.number("stock") or 0)
    collect = found.offer.collect if found.offer.vouchers else form.text("collect")
    wanted = Correction(name=form.text("name"), collect=collect, **read)
    try:
        catalogue.change_reward(reward, wanted, form.version or 0, context.person.id, context.now)
    except OfferChanged as overtaken:
        raise EditConflict(found.edition, _differences(context, found.offer)) from overtaken
    return Redirect("done.reward_changed")


@one_reward.action("withdraw")
def withdraw(context: PageContext, reward: str) -> Redirect | Confirm:
    """Take a reward off the offer, after saying what follows."""
    found = catalogue.find_reward(reward)
    if not context.form.confirmed:
        consequences = [context.texts("rewards.withdraw.gone")]
        if found.supply.uploaded:
            consequences.append(context.texts("rewards.withdraw.codes", n=found.supply.uploaded))
        question = context.texts("rewards.withdraw.question", reward=found.offer.name)
        return Confirm(question, tuple(consequences), context.texts("rewards.withdraw"))
    catalogue.withdraw_reward(reward, context.person.id, context.now)
    return Redirect("done.reward_withdrawn", "/console/rewards")


@one_reward.export("reward")
def exported_winners(context: PageContext, reward: str) -> Iterator[Line]:
    """Yield everybody who has a reward."""
    given = register.given(reward)
    names = members.names_of({award.person for award in given})
    for award in given:
        yield {
            "at": award.at,
            "name": names.get(award.person, ("", ""))[0],
            "place": award.place,
            "number": award.number,
            "state": context.texts(f"rewards.state.{award.state.value}"),
        }


def _differences(context: PageContext, now: Offer) -> list[Difference]:
    """Return the fields in which what was typed is not what is stored."""
    stored = {
        "name": now.name,
        "value_cents": context.texts.decimal(now.value_cents / 100, 2),
        "stock": str(now.stock),
        "collect": now.collect,
    }
    labels = {"name": "name", "value_cents": "value", "stock": "stock", "collect": "collect"}
    return [
        Difference(name, context.texts(f"rewards.form.{labels[name]}"), theirs, context.form.text(name))
        for name, theirs in stored.items()
        if name in context.form.fields and context.form.text(name) != theirs
    ]
