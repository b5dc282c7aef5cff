"""What a language needs beside its declaration in `core/languages.py`: each failure names the file to mend."""

from pathlib import Path
from typing import get_args

import pytest

from api import routes_people
from lahetti.core.languages import CONTENTS, DEFAULT, GUIDELINES, INTERFACE
from lahetti.core.texts import PARTS, Part, catalogue
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


@pytest.mark.parametrize("file", ["functions/web/client_page.py", "functions/redirect/handler.py"])
def test_pages_without_a_catalogue_speak_every_language(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    lacking = [code for code in INTERFACE if f'lang="{code}"' not in text]

    assert not lacking, f"{file} says nothing in {', '.join(lacking)}: what a page says that can read no catalogue."


def test_types_name_every_language() -> None:
    assert get_args(routes_people.Language) == tuple(INTERFACE), "functions/api/routes_people.py: Language"
    assert routes_people.InvitationIn.model_fields["language"].default == DEFAULT, "functions/api/routes_people.py"
    assert set(get_args(cast.Language)) <= set(CONTENTS), "tools/programme/cast.py: Language"
