from dataclasses import replace

import pytest

from console.framework.context import PageContext
from console.framework.errors import FormErrors, in_words
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.settings import prices
from lahetti.analytics.media_value import prices as click_prices
from lahetti.core.errors import Conflict, Invalid, LahettiError, NotFound
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import Texts
from lahetti.dynamodb.paging import Span
from lahetti.people.model import Person, PersonState, Role
from lahetti.records import items as records_items
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/settings/prices"
TYPED = {"network": "linkedin", "price": "4,37", "since": "2026-01-01", "source": " Campaign Manager 2025 "}

pytestmark = pytest.mark.usefixtures("database")


def context(**typed: str) -> PageContext:
    return PageContext(ADMIN, PATH, PATH, {}, NOW, form=Form({name: (value,) for name, value in typed.items()}))


def do(action: str, **typed: str) -> Redirect | Confirm:
    return prices.prices.actions[action][0](context(**typed))


def stored() -> list[tuple[str, str, int, str]]:
    return [(one.network.value, one.since.isoformat(), one.cents, one.source) for one in click_prices.all_prices()]


def logged() -> list[str]:
    return [entry.what for entry in records_items.audit_about("CLICKPRICES", Span(None, 50))[0]]


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_shows_each_price_with_its_day_and_source_and_which_networks_have_none(language: str) -> None:
    do("add", **TYPED)
    do("add", **{**TYPED, "price": "5", "since": "2027-01-01"})
    asked = context()
    frame = {"context": asked, "person": ADMIN, "menu": (), "badges": {}}

    page = rendered("settings/prices.html", language, {**frame, **prices.prices.view(asked)})

    texts = Texts("console", language)
    assert texts.euros(437) in page
    assert "Campaign Manager 2025" in page
    assert page.count(f">{texts('prices.valid')}<") == 1  # the later one has not begun
    assert texts("network.mastodon") in page.partition(texts("prices.unpriced"))[2].partition("</p>")[0]
    assert texts("network.linkedin") not in page.partition(texts("prices.unpriced"))[2].partition("</p>")[0]


def test_a_price_is_added_once_and_logged() -> None:
    assert do("add", **TYPED) == Redirect("done.price_added", PATH)
    assert do("add", **TYPED) == Redirect("done.price_added", PATH)

    assert stored() == [("linkedin", "2026-01-01", 437, "Campaign Manager 2025")]
    assert logged() == ["click price added"]


def test_another_price_from_the_same_day_is_refused() -> None:
    do("add", **TYPED)

    with pytest.raises(Conflict) as refused:
        do("add", **{**TYPED, "price": "4,38"})

    assert (refused.value.field, refused.value.reason) == ("since", "priced")
    assert stored()[0][2] == 437


def test_all_that_cannot_be_read_is_told_at_once() -> None:
    with pytest.raises(FormErrors) as refused:
        do("add", network="myspace", price="kallis", since="", source="x")

    assert [error.field for error in refused.value.errors] == ["network", "since", "price"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price": "0"}, "price"),
        ({"price": "100,01"}, "price"),
        ({"source": " "}, "source"),
        ({"source": "x" * 201}, "source"),
        ({"source": "two\nlines"}, "source"),
        ({"since": "2020-01-01"}, "since"),
        ({"since": "2040-01-01"}, "since"),
    ],
)
@pytest.mark.parametrize("language", INTERFACE)
def test_what_is_outside_the_limits_is_refused_at_its_field_in_words(
    typed: dict[str, str], field: str, language: str
) -> None:
    with pytest.raises(Invalid) as refused:
        do("add", **{**TYPED, **typed})

    (said,) = in_words([refused.value], Texts("console", language))
    assert said.field == field
    assert "{" not in said.text
    assert stored() == []


def test_the_last_of_very_many_prices_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click_prices, "MOST", 1)
    do("add", **TYPED)

    with pytest.raises(Invalid, match="1 prices already"):
        do("add", **{**TYPED, "since": "2026-02-01"})


def test_a_removal_says_what_follows_and_asks() -> None:
    do("add", **TYPED)

    asked = do("remove", network="linkedin", since="2026-01-01")

    assert isinstance(asked, Confirm)
    assert "LinkedIn" in asked.question
    assert len(stored()) == 1
    assert do("remove", network="linkedin", since="2026-01-01", confirmed="yes") == Redirect("done.price_removed", PATH)
    assert stored() == []
    assert sorted(logged()) == ["click price added", "click price removed"]


@pytest.mark.parametrize("confirmed", ["", "yes"])
def test_a_price_that_is_not_there_any_more_is_told(confirmed: str) -> None:
    with pytest.raises(NotFound) as refused:
        do("remove", network="linkedin", since="2026-01-01", confirmed=confirmed)

    assert refused.value.field == "since"


def test_two_who_add_the_same_price_at_the_same_time_add_one(database: MemoryDynamoDb) -> None:
    came_first = [False]

    def before(operation: str, parameters: object) -> None:
        if operation == "TransactWriteItems" and not came_first[0]:
            came_first[0] = True
            do("add", **TYPED)

    database.before = before

    with pytest.raises(LahettiError) as refused:
        do("add", **{**TYPED, "price": "9"})

    assert refused.value.status == 503
    assert stored() == [("linkedin", "2026-01-01", 437, "Campaign Manager 2025")]


def test_the_role_is_an_admins() -> None:
    assert prices.prices.role is Role.ADMIN
    assert replace(ADMIN, role=Role.EDITOR).may(Role.ADMIN) is False
