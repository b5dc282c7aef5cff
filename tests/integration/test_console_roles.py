"""Every page and action of the deployed console × every caller, as `test_role_matrix.py` does for the API.

A page without a row fails; a row names the least role, and for an action the form and what somebody with the role gets.
"""

import pytest

from lahetti.people.model import Role
from tests.integration.console_client import ConsoleVisitor
from tests.integration.console_roles import ACTIONS, PAGES, Row
from tests.integration.people_fixtures import Cast

ROLES = ("ambassador", "editor", "admin")


@pytest.fixture(scope="module")
def visitors(cast: Cast) -> dict[str, ConsoleVisitor]:
    """Somebody of each role, and somebody who has not signed in."""
    roles = {"ambassador": Role.AMBASSADOR, "editor": Role.EDITOR, "admin": Role.ADMIN}
    people = {
        name: ConsoleVisitor(cast.site, cast.invite(f"Kalle {name.title()}", role)) for name, role in roles.items()
    }
    return {**people, "nobody": ConsoleVisitor(cast.site)}


@pytest.mark.parametrize("who", ["nobody", *ROLES])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_open_to_those_who_may_see_it(visitors: dict[str, ConsoleVisitor], who: str, path: str) -> None:
    row = PAGES[path]

    answer = visitors[who].get(row.path or path)

    assert answer.status_code == expected(row, who, signed_out=302)


@pytest.mark.parametrize("who", ["nobody", *ROLES])
@pytest.mark.parametrize(("path", "action"), ACTIONS)
def test_an_action_is_done_by_those_who_may(
    visitors: dict[str, ConsoleVisitor], who: str, path: str, action: str
) -> None:
    row = ACTIONS[path, action]

    answer = visitors[who].send(row.path or path, action, **row.fields)

    assert answer.status_code == expected(row, who, signed_out=401), answer.text


@pytest.mark.parametrize(("path", "action"), ACTIONS)
def test_an_action_without_a_token_or_from_elsewhere_is_never_done(
    visitors: dict[str, ConsoleVisitor], path: str, action: str
) -> None:
    row, admin = ACTIONS[path, action], visitors["admin"]

    without = admin.send(row.path or path, action, token="", **row.fields)
    elsewhere = admin.send(row.path or path, action, origin="https://muualla.example", **row.fields)

    assert without.status_code in (403, 404)  # 404: the page of a thing that is not there
    assert elsewhere.status_code == 403


def expected(row: Row, who: str, signed_out: int) -> int:
    if who == "nobody":
        return signed_out
    return row.status if Role(who) in row.roles else 403
