"""The pages on which campaigns and sites are planned."""

from dataclasses import replace
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.editing import original
from console.framework.errors import EditConflict, FormErrors
from console.framework.export import as_csv
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report
from console.framework.rendering import rendered
from console.pages.campaigns import campaign_form, campaigns, edit_campaign, new_campaign, sites
from lahetti.campaigns import planning
from lahetti.core.errors import Invalid
from lahetti.core.languages import INTERFACE
from lahetti.people.model import Person, PersonState, Role
from lahetti.security import encryption
from lahetti.settings import versions
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.topics import library
from tests.unit.functions.console.conftest import NOW

EDITOR = Person("eeva", "eeva@vero.fi", "Eeva", Role.EDITOR, PersonState.ACTIVE, "fi", NOW)
ID = "019ab0a0-0000-7000-8000-000000000001"
TYPED = {
    "campaign": ID,
    "name": "Tilinumero ajan tasalle",
    "aim": "conversions",
    "number": "80 000",
    "by": "2026-12-06",
    "first": "2026-11-26",
    "last": "2026-12-06",
    "deed": "Uudet tilinumerot",
    "contents": ("c",),
    "topics": ("verot", "palautus"),
    "utm_campaign": "tilinumero-2026",
    "owner": "eeva",
    "click_ids": "yes",
    "currency": "EUR",
    "prizes_cents": "250,00",
    "hours": "",
}


@pytest.fixture(autouse=True)
def _contents(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    versions.change_settings({"topics": library("verot", "palautus")}, "eeva", NOW)
    put_heads([content_head("c", title="Tilinumero", topics=("verot",))])
    monkeypatch.setattr(encryption, "encrypt", lambda plain, **_: plain)


def context(path: str = "/console/campaigns", **typed: Any) -> PageContext:
    form = Form({name: value if isinstance(value, tuple) else (value,) for name, value in typed.items()})
    return PageContext(EDITOR, path, path, {}, NOW, form=form)


def shown(template: str, language: str, values: Any) -> str:
    frame = {"context": context(), "person": EDITOR, "menu": (), "badges": {}}
    return rendered(template, language, {**frame, **values})


def create() -> Redirect:
    outcome = new_campaign.new_campaign.actions["create"][0](context(**TYPED))
    assert isinstance(outcome, Redirect)
    return outcome


def test_a_campaign_is_created_once_from_its_form() -> None:
    assert create() == create() == Redirect("done.campaign_created", f"/console/campaigns/{ID}")

    plan = planning.find(ID).plan
    assert (plan.number, plan.topics, plan.contents, plan.prizes_cents) == (
        80_000,
        ("verot", "palautus"),
        ("c",),
        25_000,
    )
    assert (plan.click_ids, plan.hours) == (True, None)


def test_all_fields_that_cannot_be_read_are_told_at_once() -> None:
    typed = {**TYPED, "aim": "", "number": "monta", "by": "", "prizes_cents": "x"}

    with pytest.raises(FormErrors) as refused:
        new_campaign.new_campaign.actions["create"][0](context(**typed))

    assert [error.field for error in refused.value.errors] == ["aim", "number", "by", "prizes_cents"]


def test_nobody_is_made_an_owner_by_another() -> None:
    with pytest.raises(Invalid) as refused:
        new_campaign.new_campaign.actions["create"][0](context(**{**TYPED, "owner": "aino"}))

    assert refused.value.field == "owner"


@pytest.mark.parametrize("language", INTERFACE)
def test_the_forms_and_the_list_are_shown(language: str) -> None:
    create()

    new = shown("campaigns/new_campaign.html", language, new_campaign.new_campaign.view(context()))
    edit = shown("campaigns/edit_campaign.html", language, edit_campaign.edit_campaign.view(context(), ID))
    listed = shown("campaigns/campaigns.html", language, campaigns.campaigns.view(context()))

    assert 'value="2026-11-26"' in new
    assert 'value="c" checked' in edit
    assert 'value="tilinumero-2026"' in edit
    assert f'href="/console/campaigns/{ID}"' in listed


def test_the_list_is_a_file() -> None:
    create()

    csv = as_csv(campaigns.campaigns.lines[1](context()), context().texts)  # type: ignore[index]

    assert "Tilinumero ajan tasalle;Suunniteltu;2026-11-26;2026-12-06;Konversiota;80000;2026-12-06" in csv


def edited(**typed: Any) -> Redirect | Confirm:
    form = {**{name: value for name, value in TYPED.items() if name != "campaign"}, "prizes_cents": "250,00", **typed}
    outcome = edit_campaign.edit_campaign.actions["change"][0](context(**form), ID)
    assert isinstance(outcome, Redirect | Confirm)
    return outcome


def test_only_what_was_changed_is_stored() -> None:
    create()
    seen = original(campaign_form.edited_fields(context(), planning.find(ID).plan))
    planning.change(ID, replace(planning.find(ID).plan, name="Toisen nimi"), 1, "toinen", NOW)

    edited(original=seen, number="90000")

    plan = planning.find(ID).plan
    assert (plan.name, plan.number) == ("Toisen nimi", 90_000)
    with pytest.raises(EditConflict):
        edited(original=seen, name="Oma nimi")


def test_a_deletion_says_what_follows_and_asks() -> None:
    create()
    asked = edit_campaign.edit_campaign.actions["delete"][0](context(), ID)

    assert isinstance(asked, Confirm)
    assert any("luvut säilyvät" in line for line in asked.consequences)
    edit_campaign.edit_campaign.actions["delete"][0](context(confirmed="yes"), ID)
    assert planning.find(ID).deleted_on is not None
    assert "poistettiin" in shown("campaigns/edit_campaign.html", "fi", edit_campaign.edit_campaign.view(context(), ID))


def test_a_sites_secret_is_shown_once_and_changed_beside_the_old_one() -> None:
    do = {name: action for name, (action, _) in sites.all_sites.actions.items()}
    made = do["add"](context(name="vero.fi", site=ID))
    assert isinstance(made, Report)
    assert "whsec_" in shown(made.template, "fi", made.values)
    assert do["add"](context(name="vero.fi", site=ID)) == Redirect("done.site_known")

    second = do["change_secret"](context(of=ID, edition="1"))
    assert isinstance(second, Report)
    assert "Vanha avain toimii edelleen" in shown(second.template, "fi", second.values)
    page = shown("campaigns/sites.html", "fi", sites.all_sites.view(context()))
    assert "whsec_" not in page
    assert "https://lahetti.example/api/v1/conversions" in page
    assert isinstance(do["retire"](context(of=ID)), Confirm)
    assert do["retire"](context(of=ID, confirmed="yes")) == Redirect("done.site_key_retired")
    assert isinstance(do["remove"](context(of=ID)), Confirm)
    assert do["remove"](context(of=ID, confirmed="yes")) == Redirect("done.site_removed")
