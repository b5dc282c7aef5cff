"""How the client fills in its texts, in the engine that Playwright brings."""

import json
import subprocess
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from http_adapter import client_files
from http_adapter.client_bundles import bundle
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import LANGUAGES, client_catalogue

_SETTING = """
globalThis.document = { documentElement: {} };
const { setLanguage, currentLanguage, t, date, day, moment, number, euros, monthOf, clock } = $core_texts;
await setLanguage(LANGUAGE);
"""


def said(language: str, expression: str) -> Any:
    """Return what an expression is worth beside the client's texts in a language."""
    languages = {code: {"name": one.name, "locale": one.locale} for code, one in INTERFACE.items()}
    constants = {"LANGUAGE": language, "LANGUAGES": languages, "TEXTS": json.loads(client_catalogue(language))}
    exported = "".join(f"export const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    module = bundle("core/texts.js", {**client_files.sources(), "core/catalogue.js": exported})
    steps = _SETTING.replace("LANGUAGE", json.dumps(language))
    program = f"{module}{steps}const TEXTS = {json.dumps(constants['TEXTS'])};\n"
    node, _ = compute_driver_executable()
    done = subprocess.run(
        [node, "--input-type=module", "-"],
        input=f"{program}console.log(JSON.stringify({expression}))",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"TZ": "Europe/Helsinki"},
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_gets_two_full_stops_from_a_value_that_ends_in_one(language: str) -> None:
    ending = "new Proxy({}, { get: (_, name) => (name === 'n' ? 3 : 'to 31.12.') })"
    found: list[str] = said(language, f"Object.keys(TEXTS).map((key) => t(key, {ending}))")

    assert any("31.12." in text for text in found)
    assert not [text for text in found if ".." in text]


def test_small_numbers_are_written_out_and_large_ones_are_not() -> None:
    assert said("fi", "t('prize.top', { n: 10, name: 'Elokuvaliput' })") == "Kymmenelle parhaalle: Elokuvaliput"
    assert said("sv", "t('prize.top', { n: 10, name: 'Biobiljetter' })") == "Biobiljetter till de tio bästa"
    assert said("en", "t('prize.top', { n: 12, name: 'Cinema tickets' })") == "Cinema tickets for the top 12"
    assert "viisi pisteitä" in said("fi", "t('thanks.capped', { n: 5 })")


def test_a_value_that_ends_in_no_full_stop_gets_the_one_behind_it() -> None:
    assert said("sv", "t('race.over', { day: day('2026-12-31') })").startswith("Tävlingen slutade to 31.12. ")
    assert said("fi", "t('race.over', { day: day('2026-12-31') })").startswith("Kisa päättyi to 31.12. ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            [
                "1.10.2026",
                "to 31.12.",
                "ti 24.11. klo 8.30",
                "klo 8.30",
                "Marraskuu 2026",
                "3\u00a0480",
                "12,50\u00a0€",
            ],
        ),
        (
            "sv",
            ["1.10.2026", "to 31.12", "ti 24.11 kl. 8.30", "kl. 8.30", "November 2026", "3\u00a0480", "12,50\u00a0€"],
        ),
        ("en", ["1 October 2026", "Thu 31 Dec", "Tue 24 Nov, 8:30", "8:30", "November 2026", "3,480", "€12.50"]),
    ],
)
def test_days_times_and_numbers_are_written_as_people_in_finland_write_them(language: str, expected: list[str]) -> None:
    moment = "new Date('2026-11-24T08:30')"
    expressions = [
        "date('2026-10-01T09:00')",
        "day('2026-12-31')",
        f"moment({moment})",
        f"clock({moment})",
        "monthOf('2026-11-01')",
        "number(3480)",
        "euros(1250)",
    ]

    assert said(language, f"[{', '.join(expressions)}]") == expected
