from dataclasses import fields
from typing import Any

import pytest

from console.framework.editing import changed_fields, original
from console.framework.errors import FormErrors
from console.framework.form import Form
from console.pages.settings.settings_form import fields_of, settings_of
from lahetti.core.names import LocalisedName
from lahetti.core.texts import Texts
from lahetti.settings.model import SETTINGS, Kind, Settings
from lahetti.settings.rules import checked
from tests.names import named

BY_OTHERS = {"version", "guidelines", "former_teams", "former_topics"}
"""What no form changes."""
TEXTS = Texts("console", "fi")


def form(settings: Settings, **typed: Any) -> Form:
    """Return the form as the page sends it unchanged, but for some fields."""
    texts = {field.name: field.text for field in fields_of(settings, TEXTS)}
    sent = {
        name: (text,)
        for name, text in texts.items()
        if name != "quiet_hours" and (text or name not in SETTINGS or SETTINGS[name].kind is not Kind.YES_NO)
    }
    sent |= {"quiet_begins": ("18:00",), "quiet_ends": ("07:30",), "quiet_weekends": ("yes",)}
    sent["original"] = (original(fields_of(settings, TEXTS)),)
    return Form({**sent, **{name: (text,) for name, text in typed.items()}})


def changed(settings: Settings, **typed: Any) -> dict[str, Any]:
    """Return what a form changes that was made from the present settings."""
    return settings_of(changed_fields(form(settings, **typed), fields_of(settings, TEXTS)), settings)


def test_every_setting_stands_on_the_page_once() -> None:
    names = [field.name for field in fields_of(Settings(), TEXTS)]

    assert list(dict.fromkeys(name.partition(".")[0] for name in names)) == [
        n for n in SETTINGS if n not in ("teams", "topics")
    ]
    assert {field.name for field in fields(Settings)} - set(SETTINGS) == BY_OTHERS


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(
            seats=110,
            teams=(("itä", named("Itä")), ("länsi", named("L = N"))),
            blocked_words=("a b", "c"),
            mail_domains=("v.example",),
        ),
        Settings(
            digest_days=(1, 3, 7),
            front_page="https://vero.fi/",
            organisation=LocalisedName.of({"fi": "Vero & Co", "sv": "Skatt"}),
        ),
    ],
)
def test_a_form_that_is_sent_unchanged_changes_nothing(settings: Settings) -> None:
    checked(settings)

    assert changed(settings) == {}


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"share_points": ""}, "share_points", "missing"),
        ({"share_points": "viisi"}, "share_points", "no_number"),
        ({"seats": "1e3"}, "seats", "no_number"),
        ({"quiet_begins": "25:00"}, "quiet_begins", None),
    ],
)
def test_what_cannot_be_read_names_its_field(typed: dict[str, str], field: str, reason: str | None) -> None:
    with pytest.raises(FormErrors) as wrong:
        changed(Settings(), click_points="3", **typed)

    assert [(error.field, error.reason) for error in wrong.value.errors] == [(field, reason)]


def test_where_two_peoples_texts_were_compared_one_field_holds_all() -> None:
    values = changed(Settings(), quiet_hours="20:00-06:00", digest_days="1 5", utm="")

    assert values == {"quiet_hours": "20:00-06:00", "digest_days": (1, 5), "utm": False}


def test_a_name_that_is_given_in_one_more_language_keeps_the_others_and_an_emptied_one_goes() -> None:
    named = Settings(organisation=LocalisedName.of({"fi": "Vero", "en": "Tax"}))

    values = changed(named, **{"organisation.sv": " Skatte\u00a0förvaltningen ", "organisation.en": ""})

    assert values == {"organisation": LocalisedName.of({"fi": "Vero", "sv": "Skatte förvaltningen"})}


def test_domains_are_taken_as_people_write_them() -> None:
    assert changed(Settings(), mail_domains=" @Virasto.Example\n\nvirasto.example\nlaitos.example ") == {
        "mail_domains": ("virasto.example", "laitos.example")
    }
    assert changed(Settings(mail_domains=("virasto.example",)), mail_domains="@VIRASTO.example") == {}
    assert changed(Settings(mail_domains=("virasto.example",)), mail_domains="") == {"mail_domains": ()}
