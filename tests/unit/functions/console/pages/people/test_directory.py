from datetime import timedelta

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report
from console.framework.rendering import rendered
from console.pages.people import directory
from lahetti.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from lahetti.core.languages import INTERFACE
from lahetti.people.directory import tokens
from lahetti.people.model import Person, PersonState, Role
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/people/directory"


@pytest.fixture(autouse=True)
def _store(database: MemoryDynamoDb) -> None:
    """Keep keys in memory."""


def context(**typed: str) -> PageContext:
    form = Form({name: (value,) for name, value in typed.items()})
    return PageContext(ADMIN, PATH, PATH, {}, NOW, form=form)


def do(action: str, **typed: str) -> Redirect | Confirm | Report:
    return directory.directory.actions[action][0](context(**typed))


def shown(template: str, language: str, values: object) -> str:
    frame = {"context": context(), "person": ADMIN}
    return rendered(template, language, {**frame, "menu": (), "badges": {}, **values})  # type: ignore[dict-item]


@pytest.mark.parametrize("language", INTERFACE)
def test_a_key_is_shown_once_and_then_only_by_its_name_and_days(language: str) -> None:
    made = do("make", name="Entra 2027")
    assert isinstance(made, Report)
    told = made.values["told"]

    assert told in shown(made.template, language, made.values)
    tokens.require_token(told, NOW + timedelta(days=2))
    page = shown("people/directory.html", language, directory.directory.view(context()))
    assert "Entra 2027" in page
    assert told not in page
    assert "/scim/v2</code>" in page


def test_two_keys_are_the_most_and_none_is_made_twice() -> None:
    do("make", name="Entra 2026")
    with pytest.raises(Conflict):
        do("make", name="Entra 2026")
    with pytest.raises(Invalid):
        do("make", name=" ")
    do("make", name="Entra 2027")

    page = shown("people/directory.html", "fi", directory.directory.view(context()))

    assert 'name="name"' not in page
    with pytest.raises(Conflict):
        do("make", name="Entra 2028")


def test_a_key_is_revoked_after_asking_and_holds_no_more() -> None:
    made = do("make", name="Entra 2027")
    assert isinstance(made, Report)
    key = made.values["key"].digest

    assert isinstance(do("revoke", key=key), Confirm)
    assert tokens.require_token(made.values["told"], NOW).name == "Entra 2027"
    assert do("revoke", key=key, confirmed="yes") == Redirect("done.directory_key_revoked", PATH)

    with pytest.raises(NotSignedIn):
        tokens.require_token(made.values["told"], NOW)
    with pytest.raises(NotFound):
        do("revoke", key=key, confirmed="yes")
