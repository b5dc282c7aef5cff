"""One reward: its vouchers, its winners, and correcting it."""

from collections.abc import Iterator
from dataclasses import replace

from console.framework.context import PageContext
from console.framework.editing import EditedField, changed_fields, original
from console.framework.export import Line
from console.framework.names import name_fields, with_name
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report, page
from console.framework.paging import paged
from console.framework.rendering import Values
from console.pages.races import race_names
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.races.closing import steps
from lahetti.rewards import catalogue, register, rules, terms, voucher_files, vouchers
from lahetti.rewards.model import Correction, Offer

_FILE = "file"


@page("rewards/reward.html", Role.ADMIN)
def one_reward(context: PageContext, reward: str) -> Values:
    """Return a reward, what there is left of it, and a page of those who have it."""
    found = catalogue.find_reward(reward)
    begun = found.offer.race is not None and terms.has_begun(found.offer.race, context.now, context.zone)
    given, following = paged(register.given(reward), context.cursor)
    race = found.offer.race
    return {
        "reward": found,
        "original": original(_fields(context, found.offer, begun=begun)),
        "begun": begun,
        "replaceable": catalogue.can_be_without_codes(found, context.now, context.zone),
        "race_name": race_names.names_of([race], context.texts)[race] if race else None,
        "awards": given,
        "names": members.names_of({award.person for award in given}),
        "next": following,
    }


@one_reward.action("upload")
def preview(context: PageContext, reward: str) -> Report:
    """Show what a file, or what was pasted, says: which columns may hold the codes, how many of them are new."""
    from lahetti.core.table_files import reading  # late: few requests carry a file

    known = vouchers.require_vouchers(catalogue.find_reward(reward))
    upload, pasted = context.form.upload(_FILE), context.form.text("codes")
    if upload is None and not pasted:
        raise Invalid("There is neither a file nor a code.", field=_FILE, reason="no_codes")
    names = voucher_files.CODE_NAMES
    table = reading.read_text(pasted, names) if upload is None else reading.read_table(upload.content, names)
    file = voucher_files.read_codes(table)
    found = voucher_files.columns(known, file)
    token = voucher_files.keep(reward, file, context.now)
    return Report("rewards/vouchers_preview.html", {"reward": known, "columns": found, "kept": token, "table": table})


@one_reward.action("store")
def store(context: PageContext, reward: str) -> Report:
    """Take in the codes of a file that was shown, from the column that was chosen; answer what became of each line."""
    token, column = context.form.text("kept"), context.form.number("column")
    file = voucher_files.find(reward, token, context.now)
    if column is None or column < 0:
        raise Invalid("No column was chosen.", field="column", reason="needed")
    done = vouchers.upload_codes(reward, file.lines(column), context.person.id, context.now)
    voucher_files.forget(reward, token)
    return Report("rewards/vouchers_report.html", {"reward": catalogue.find_reward(reward), "upload": done})


@one_reward.action("change")
def change(context: PageContext, reward: str) -> Redirect:
    """Correct a reward of which nothing has been given yet."""
    found = catalogue.find_reward(reward)
    offer = found.offer
    begun = offer.race is not None and terms.has_begun(offer.race, context.now, context.zone)
    stored = Correction(name=offer.name, collect=offer.collect, value_cents=offer.value_cents, stock=offer.stock)
    changed = with_name(changed_fields(context.form, _fields(context, offer, begun=begun)), "name_texts", offer.name)
    name = changed.pop("name_texts", offer.name)
    wanted = replace(stored, name=name, **changed)
    catalogue.change_reward(reward, wanted, found.edition, context.person.id, context.now, context.zone)
    return Redirect("done.reward_changed")


@one_reward.action("withdraw")
def withdraw(context: PageContext, reward: str) -> Redirect | Confirm:
    """Take a reward off the offer, after saying what follows."""
    found = catalogue.find_reward(reward)
    if not context.form.confirmed:
        consequences = [context.texts("rewards.withdraw.gone")]
        if found.supply.codes:
            consequences.append(context.texts("rewards.withdraw.codes", n=found.supply.codes))
        question = context.texts("rewards.withdraw.question", reward=found.offer.name)
        return Confirm(question, tuple(consequences), context.texts("rewards.withdraw"))
    catalogue.withdraw_reward(reward, context.person.id, context.now, context.zone)
    return Redirect("done.reward_withdrawn", "/console/rewards")


@one_reward.action("replace")
def replace_codes(context: PageContext, reward: str) -> Redirect:
    """Have the rest of a prize collected without codes, and its race closed."""
    collect = context.form.text("collect")
    changed = catalogue.collect_without_codes(reward, collect, context.person.id, context.now, context.zone)
    steps.close_soon(changed.offer.race or "", context.now, context.zone)
    return Redirect("done.codes_replaced")


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


def _fields(context: PageContext, offer: Offer, *, begun: bool) -> list[EditedField]:
    """Return what can be corrected, as the form shows it; once its race has begun, only how it is collected."""
    t = context.texts
    value = t.decimal(offer.value_cents / 100, 2)
    fields = (
        []
        if begun
        else [
            *name_fields("name_texts", t("rewards.form.name"), offer.name, t),
            EditedField(
                "stock",
                t("rewards.form.stock"),
                offer.stock,
                str(offer.stock),
                lambda f: f.number("stock", (1, rules.MOST_STOCK)) or 0,
            ),
            EditedField(
                "value_cents", t("rewards.form.value"), offer.value_cents, value, lambda f: f.cents("value_cents")
            ),
        ]
    )
    if not offer.vouchers:
        collect = offer.collect
        fields.append(
            EditedField("collect", t("rewards.form.collect"), collect, collect, lambda form: form.text("collect"))
        )
    return fields
