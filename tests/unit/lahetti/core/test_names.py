import pytest

from lahetti.core.names import LocalisedName

VERO = LocalisedName.of({"en": "Tax Administration", "sv": " Skatteförvaltningen ", "fi": ""})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Skatteförvaltningen"),
        ("en", "Tax Administration"),
        ("fi", "Skatteförvaltningen"),
        ("de", "Skatteförvaltningen"),
    ],
)
def test_a_name_is_read_in_the_readers_language_else_in_the_first_it_has(language: str, text: str) -> None:
    assert VERO.in_language(language) == text


def test_a_name_holds_its_texts_in_the_order_of_our_languages_without_empty_and_foreign_ones() -> None:
    name = LocalisedName.of({"de": "Steuern", "en": "Tax", "fi": "Vero", "sv": "  "})

    assert name == LocalisedName((("fi", "Vero"), ("en", "Tax")))
    assert LocalisedName.of(name.as_map()) == name


def test_a_name_is_meant_by_its_text_in_any_language_and_case() -> None:
    assert VERO.is_called(" skatteFÖRVALTNINGEN ")
    assert not VERO.is_called("Skatt")


def test_a_name_without_any_text_is_empty() -> None:
    assert LocalisedName().in_language("fi") == ""
