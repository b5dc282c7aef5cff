"""What a language needs beside its declaration in `core/languages.py`: each failure names the file to mend."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from api import routes_people
from lahetti.core.languages import CONTENTS, DEFAULT, GUIDELINES, INTERFACE
from lahetti.core.texts import PARTS, Part, catalogue
from redirect import pages
from tools.programme import cast

FOLDER = "layers/lahetti/python/lahetti/core/translations"
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("part", PARTS)
def test_a_language_of_the_interface_has_every_catalogue(part: Part, language: str) -> None:
    assert (ROOT / FOLDER / f"{part}.{language}.json").exists(), f"{FOLDER}/{part}.{language}.json is missing."


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize(
    ("part", "begin", "named"),
    [
        ("console", "language.", {*INTERFACE, *CONTENTS}),
        ("console", "guidelines.text.", GUIDELINES),
        ("console", "guidelines.change.", GUIDELINES),
        ("formats", "language.in.", CONTENTS),
        ("mails", "waiting.language.", INTERFACE),
    ],
)
def test_every_language_has_a_name_in_every_other(part: Part, begin: str, named: set[str], language: str) -> None:
    if not (ROOT / FOLDER / f"{part}.{language}.json").exists():
        pytest.skip("the catalogue is missing, which is said above")
    lacking = [f"{begin}{code}" for code in named if f"{begin}{code}" not in catalogue(part, language)]

    assert not lacking, f"{FOLDER}/{part}.{language}.json lacks {', '.join(lacking)}."


@pytest.mark.parametrize("texts", [pages.NOT_FOUND, pages.UNAVAILABLE])
def test_pages_of_the_redirect_speak_every_language(texts: dict[str, tuple[str, str]]) -> None:
    assert tuple(texts) == tuple(INTERFACE), "functions/redirect/pages.py"


@pytest.mark.parametrize("file", ["functions/web/client_page.py"])
def test_pages_without_a_catalogue_speak_every_language(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    lacking = [
        f"{code} (page {number})"
        for number, page in enumerate(text.split("<!doctype html>")[1:], 1)
        for code in INTERFACE
        if f'lang="{code}"' not in page
    ]

    assert not lacking, f"{file} says nothing in {', '.join(lacking)}: what a page says that can read no catalogue."


@pytest.mark.parametrize("code", INTERFACE)
def test_a_locale_is_one_that_browsers_take(code: str) -> None:
    locale = INTERFACE[code].locale

    assert re.fullmatch(rf"{code}-[A-Z]{{2}}", locale), f"lahetti/core/languages.py: {code} has the locale {locale!r}."


def test_no_two_languages_are_called_alike() -> None:
    names = Counter(name for language in INTERFACE.values() for name in language.called)

    assert not [name for name, times in names.items() if times > 1], "lahetti/core/languages.py: `called`"


def test_types_name_every_language() -> None:
    assert get_args(routes_people.Language) == tuple(INTERFACE), "functions/api/routes_people.py: Language"
    assert get_args(routes_people.GuidelinesLanguage) == GUIDELINES, (
        "functions/api/routes_people.py: GuidelinesLanguage"
    )
    assert routes_people.InvitationIn.model_fields["language"].default == DEFAULT, "functions/api/routes_people.py"
    assert set(get_args(cast.Language)) <= set(CONTENTS), "tools/programme/cast.py: Language"
