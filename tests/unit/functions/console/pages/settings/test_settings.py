import re
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.editing import original
from console.framework.errors import FormErrors, in_words
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.settings import history, settings
from console.pages.settings.settings_form import fields_of
from lahetti.core.names import LocalisedName
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.waiting_list import queueing
from lahetti.security import secrets
from lahetti.settings import versions
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person

PATH = "/console/settings"


@pytest.fixture(autouse=True)
def nothing_kept(database: MemoryDynamoDb) -> None:
    versions._CURRENT.clear()
    versions.change_settings({"organisation": LocalisedName.of({"fi": "Vero", "sv": "Skatt"})}, "p1", NOW)


def ask(form: dict[str, tuple[str, ...]] | None = None, **query: str) -> PageContext:
    return PageContext(person(), PATH, PATH, query, NOW, form=Form(form or {}))


def typed(**changes: str) -> dict[str, tuple[str, ...]]:
    """Return the form of the organisation's name as the page shows it, changed."""
    page = shown(ask())
    inputs = re.findall(r'name="(organisation\.\w\w)"[^>]*value="([^"]*)"', page)
    values = {name: (value,) for name, value in inputs} | {
        f"organisation.{name}": (text,) for name, text in changes.items()
    }
    stored = fields_of(versions.read_settings(), ask().texts)
    made_from = original([field for field in stored if field.name in values])
    return values | {"original": (made_from,), "action": ("save",)}


def shown(context: PageContext) -> str:
    values: dict[str, Any] = {"context": context, "person": context.person, "menu": [], "badges": {}}
    return rendered("settings/settings.html", "fi", {**values, **settings.programme_settings.view(context)})


def test_a_name_has_a_field_for_each_language_and_only_the_first_is_not_said_to_be_optional() -> None:
    page = shown(ask())

    assert re.findall(r'<label for="organisation\.\w\w">(.*?)</label>', page) == [
        "suomi",
        "ruotsi (vapaaehtoinen)",
        "englanti (vapaaehtoinen)",
    ]
    assert re.search(r'id="organisation\.sv"[^>]*value="Skatt"[^>]*lang="sv"', page)


def test_a_name_is_saved_in_the_languages_that_were_typed_and_its_history_tells_each() -> None:
    save, _ = settings.programme_settings.actions["save"]

    save(ask(typed(en="Tax", sv="")))

    assert versions.read_settings().organisation == LocalisedName.of({"fi": "Vero", "en": "Tax"})
    members_named = {"p1": ("Maarit", "")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "names_of", lambda _: members_named)
        newest = history.history.view(ask())["versions"][0]
    assert newest["changed"] == [("Organisaatio", "suomi: Vero, ruotsi: Skatt", "suomi: Vero, englanti: Tax")]


def test_a_name_without_any_text_is_refused_at_the_name() -> None:
    context = ask(typed(fi="", sv=" "))
    save, _ = settings.programme_settings.actions["save"]

    with pytest.raises(FormErrors) as refused:
        save(context)

    errors = in_words(refused.value.errors, context.texts)
    assert [(error.field, error.text) for error in errors] == [
        ("organisation", "Kirjoita nimi vähintään yhdellä kielellä.")
    ]
    assert 'id="organisation-error"' in shown(context.with_errors(errors))


def seats_sent(seats: str, confirmed: str = "") -> Any:
    """Send the form with another number of seats."""
    save, _ = settings.programme_settings.actions["save"]
    stored = fields_of(versions.read_settings(), ask().texts)
    made_from = original([field for field in stored if field.name == "seats"])
    return save(ask({"seats": (seats,), "original": (made_from,), "action": ("save",), "confirmed": (confirmed,)}))


def test_fewer_seats_than_are_taken_are_asked_about_and_then_stored() -> None:
    assert people_items.set_seats_taken(12, 0)
    versions.change_settings({"seats": 20}, "p1", NOW)

    asked = seats_sent("10")

    assert isinstance(asked, Confirm)
    assert "Paikkoja on käytössä enemmän kuin 10. Kukaan ei menetä paikkaansa." in asked.consequences
    assert versions.read_settings().seats == 20
    assert isinstance(seats_sent("10", confirmed="yes"), Redirect)
    assert versions.read_settings().seats == 10


def test_seats_without_a_limit_are_asked_about_with_who_waits() -> None:
    versions.change_settings({"seats": 20}, "p1", NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "waiting_key", lambda: b"waiting")
        queueing.join("jono@virasto.example", "Jono", "fi", NOW, by="p1")

    asked = seats_sent("")

    assert isinstance(asked, Confirm)
    assert len(asked.consequences) == 2
    assert asked.consequences[1].startswith("1 henkilö odottaa jonossa.")
    assert versions.read_settings().seats == 20


@pytest.mark.parametrize("seats", ["12", "30"])
def test_seats_enough_for_all_are_stored_at_once(seats: str) -> None:
    assert people_items.set_seats_taken(12, 0)
    versions.change_settings({"seats": 20}, "p1", NOW)

    assert isinstance(seats_sent(seats), Redirect)
    assert versions.read_settings().seats == int(seats)
