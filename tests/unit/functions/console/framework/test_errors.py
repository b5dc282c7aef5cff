import pytest

from console.framework.errors import in_words
from lahetti.core.errors import Busy, Invalid, LahettiError
from lahetti.core.texts import Texts


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            Invalid("Out.", field="share_points", value=1001, limit=[0, 1000]),
            "Anna luku väliltä 0–1\u00a0000.",
        ),
        (
            Invalid("None.", field="share_points", reason="no_number", limit=(0, 1000)),
            "Anna luku väliltä 0–1\u00a0000.",
        ),
        (Invalid("None.", field="unheard_of", reason="no_number"), "Kirjoita kokonaisluku."),
        (
            Invalid("Late.", field="by", reason="out_of_reach", limit=["2025-11-22", "2036-11-30"]),
            "Valitse aika väliltä 22.11.2025 – 30.11.2036.",
        ),
        (Invalid("Long.", field="note", value=501, limit=1500), "Viestissä voi olla enintään 1\u00a0500 merkkiä."),
        (Invalid("Long.", field="unheard_of", value=9, limit=8), "Tämä tieto ei kelpaa. Raja on 8."),
        (Invalid("One of.", field="unheard_of", limit=["fi", "sv"]), "Tämä tieto ei kelpaa."),
        (
            Invalid("Missing.", field="file", value="email", reason="column_missing"),
            "Otsikkoriviltä puuttuu sarake sähköposti.",
        ),
        (Busy("Busy."), "Moni muuttaa samaa juuri nyt. Yritä hetken päästä uudelleen."),
    ],
)
def test_a_refusal_is_told_by_what_is_nearest_to_it(error: LahettiError, words: str) -> None:
    (refusal,) = in_words([error], Texts("console", "fi"))

    assert (refusal.field, refusal.text) == (error.field, words)
