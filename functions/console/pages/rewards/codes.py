"""The codes of a reward, one by one: by their last characters, with taking one out that nobody has."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.paging import paged
from console.framework.rendering import Values
from lahetti.people.model import Role
from lahetti.rewards import catalogue, vouchers, withdrawing_codes


@page("rewards/codes.html", Role.ADMIN)
def codes(context: PageContext, reward: str) -> Values:
    """Return a page of the codes that were uploaded, in their order."""
    found = vouchers.require_vouchers(catalogue.find_reward(reward))
    numbers, following = paged(range(1, (found.supply.uploaded or 0) + 1), context.cursor)
    return {"reward": found, "codes": withdrawing_codes.codes_of(found, numbers), "next": following}


@codes.action("withdraw")
def withdraw(context: PageContext, reward: str) -> Redirect | Confirm:
    """Take a code out, after asking for the reason."""
    form, t = context.form, context.texts
    number = form.number("number") or 0
    if not form.confirmed:
        follows = tuple(t(f"codes.withdraw.{what}") for what in ("stock", "known", "for_good"))
        question = t("codes.withdraw.question", number=number)
        values = {"longest": withdrawing_codes.LONGEST_REASON}
        return Confirm(question, follows, t("codes.withdraw"), "rewards/withdraw_code.html", values, ("reason",))
    withdrawing_codes.withdraw_code(reward, number, form.text("reason"), context.person.id, context.now)
    return Redirect("done.code_withdrawn")


@codes.export("codes")
def exported(context: PageContext, reward: str) -> Iterator[Line]:
    """Yield every code as the page shows it."""
    found = vouchers.require_vouchers(catalogue.find_reward(reward))
    for one in withdrawing_codes.codes_of(found, range(1, (found.supply.uploaded or 0) + 1)):
        state = context.texts(f"codes.state.{one.state.value}")
        yield {"number": one.number, "code": f"•••{one.tail}", "state": state}
