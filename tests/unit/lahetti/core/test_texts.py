"""Reads every catalogue: what one language says, all say, and nothing is asked for that none says."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.core import texts as core_texts
from lahetti.core.texts import LANGUAGES, PARTS, Message, Part, Texts, catalogue
from lahetti.networks.networks import NETWORKS
from lahetti.periods import names
from lahetti.records.audit import AuditAction

FUNCTIONS = Path(__file__).resolve().parents[4] / "functions"
CASES = [(part, language) for part in PARTS for language in LANGUAGES]
CLIENT = "\n".join(path.read_text() for path in sorted((FUNCTIONS / "web" / "client").rglob("*.js")))
CONSOLE = "\n".join(
    path.read_text() for suffix in ("*.html", "*.py") for path in sorted((FUNCTIONS / "console").rglob(suffix))
)
CONSOLE += (Path(names.__file__)).read_text()  # races are named for the console and for mails in one place


BADLY_READ = {
    "fi": (
        r"[Pp]isteytet",  # pisteitä tuova
        r"vedetty takaisin",  # vedetty pois
        r"Jaossa asti",  # jaettavana asti
        r"alkaa https|sellainen kuin|\bkuten (https|\d|\w+\.\w+@)",  # say what to do, with an example
        r"Yhtään \w+ ei",  # Odottavia ehdotuksia ei ole.
        r"[Pp]alkintoluettelo",  # palkintorekisteri
        r"[Pp]erumista ei voi|Peru tapahtuma",  # mitätöidä
        r"koodit? on (jo )?ladattu|[Ll]ataa koodit",  # lisätä
        r"datakeskus",  # konesali
        r"toimitat tai ylläpidät",  # sisältövastaava tai pääkäyttäjä
    ),
    "sv": (
        r"[Aa]dministratör|[Rr]edaktör",  # huvudanvändare, innehållsansvarig
        r"[Ff]eedback",  # respons
        r"[Ff]öljetext",  # inläggstext
        r"[Ii]nlösen\b",  # inlösning
        r"datacentral",  # datacenter
        r"schemalag",  # tidsinställt
        r"[Jj]obbadress",  # jobbmejl
        r"förstasida",  # startsida
        r"[Åå]tertag",  # annullering
        r"(\d|\{n\}|\{limit\}|[Ee]tt|[Ii]nga|[Ff]lera|[Nn]ya|[Aa]lla|[Vv]alda) innehåll\b",  # artikel, artiklar
        r"Också veckoslut|har paus|klaga dit|på tok|Kommunikationen berättar|Vad som följer|^Släpp$",
    ),
    "en": (
        r"\bqueue\b",  # waiting list
        r"\bscored\b",  # scoring
        r"^To spend$|^In all$|^Waits |^Races that are over$|points? missing",
        r"looks like|begins with https",
    ),
}
"""What reading the texts aloud brought up, by language, with what is said instead."""
GLUED = (r"\}[:\-’']?[^\W\d_]", r"[^\W\d_][:\-]\{")
"""A name or number that is glued to letters: no language of ours inflects like that."""
OF_MACHINES = (r"\b(None|null|True|False|UTC)\b", r"\b(?!utm_)[a-z]+_[a-z_]+\b(?![^{]*\})", r"[A-Z]{3,}#")
"""Words of the program. The parameters of addresses, utm_source and its like, are called as they are."""


def forms(message: Message) -> dict[str, str]:
    return message if isinstance(message, dict) else {"other": message}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_there_is_a_file_for_every_part_and_language_and_no_other() -> None:
    found = {path.name for path in (Path(core_texts.__file__).parent / "translations").glob("*.json")}

    assert found == {f"{part}.{language}.json" for part, language in CASES}


@pytest.mark.parametrize(
    "file", sorted(Path(core_texts.__file__).parent.glob("translations/*.json")), ids=lambda f: f.name
)
def test_a_key_stands_once_in_its_file(file: Path) -> None:
    """Of two the last would be read, and a change of the first one shown nowhere."""

    def keys_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert [key for key in keys if keys.count(key) > 1] == []
        return dict(pairs)

    json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=keys_of)


@pytest.mark.parametrize(("part", "language"), CASES)
def test_every_language_says_the_same(part: Part, language: str) -> None:
    assert sorted(catalogue(part, language)) == sorted(catalogue(part, LANGUAGES[0]))


@pytest.mark.parametrize(("part", "language"), CASES)
def test_no_text_is_empty_or_has_blanks_at_its_ends(part: Part, language: str) -> None:
    for key, message in catalogue(part, language).items():
        for text in forms(message).values():
            assert text, key
            assert text == text.strip(), key


@pytest.mark.parametrize(("part", "language"), CASES)
def test_every_language_and_form_fills_in_the_same(part: Part, language: str) -> None:
    for key, message in catalogue(part, language).items():
        expected = placeholders(forms(catalogue(part, LANGUAGES[0])[key])["other"])
        for form, text in forms(message).items():
            number = {"n", "count"} if form == "one" else set()  # "the only one" needs no number
            assert placeholders(text) | number == expected | number, key


@pytest.mark.parametrize(("part", "language"), CASES)
def test_no_text_gets_two_full_stops_from_a_value_that_ends_in_one(part: Part, language: str) -> None:
    texts = Texts(part, language)
    for key, message in catalogue(part, language).items():
        names = placeholders(forms(message)["other"])
        said = texts(key, **dict.fromkeys(names, "to 31.12.") | {"n": 3})
        assert ".." not in said, key


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Miksi", "Voit jakaa sen: Miksi. Kiitos"),
        ("Miksi?", "Voit jakaa sen: Miksi? Kiitos"),
        ("Miksi…", "Voit jakaa sen: Miksi… Kiitos"),
        ("to 31.12.", "Voit jakaa sen: to 31.12. Kiitos"),
        ("", "Voit jakaa sen: . Kiitos"),
    ],
)
def test_a_value_that_ends_a_sentence_takes_the_place_of_the_full_stop(
    title: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_texts, "catalogue", lambda *_: {"sample": "Voit jakaa sen: {title}. Kiitos"})

    assert Texts("mails", "fi")("sample", title=title) == said


@pytest.mark.parametrize(("part", "language"), CASES)
def test_forms_are_those_of_the_language(part: Part, language: str) -> None:
    places = {"format.place", "format.place_alone"}
    for key, message in catalogue(part, language).items():
        if key in places:
            assert set(forms(message)) == ({"one", "two", "few", "other"} if language == "en" else {"other"}), key
        elif isinstance(message, dict):
            assert set(message) == {"one", "other"}, key


def test_no_key_stands_in_two_parts_of_one_reader() -> None:
    for part in ("client", "console"):
        assert not set(catalogue("formats", "fi")) & set(catalogue(part, "fi"))


def asked(source: str) -> tuple[set[str], set[str]]:
    """Return the texts in a source that look like keys, and the beginnings of those that it puts together."""
    exact = set(re.findall(r"\"([a-z_]+(?:\.[a-z_]+)+)\"", source))
    exact = {key for key in exact if not key.endswith((".html", ".js", ".css"))}
    begun = set(re.findall(r"`([a-z_.]+\.)\$\{", source)) | set(re.findall(r"\"([a-z_.]+\.)\" ~", source))
    return exact, begun | set(re.findall(r"\"([a-z_.]+\.)\{", source))


@pytest.mark.parametrize(("part", "source"), [("client", CLIENT), ("console", CONSOLE)])
def test_texts_that_are_asked_for_are_there_and_those_there_are_asked_for(part: Part, source: str) -> None:
    exact, begun = asked(source)
    texts = set(catalogue(part, "fi"))

    subjects = {key.split(".")[0] for key in texts}
    assert not {key for key in exact if key.split(".")[0] in subjects} - texts
    assert not {key for key in texts - exact if not key.startswith(tuple(begun))}
    assert begun


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_network_has_its_words(language: str) -> None:
    wanted: dict[Part, set[str]] = {"client": set(), "console": set()}
    for network, facts in NETWORKS.items():
        kinds = ["question"]
        if facts.is_listed:
            kinds += ["network", "share.button", "share.hint", "question.again", "question.open", "shared_already"]
            wanted["console"].add(f"network.{network.value}")
        if facts.own_server:
            kinds += ["server.label", "server.hint", "server.example", "server.error"]
        if facts.follows_posts:
            kinds += ["thanks.post_error"]
        wanted["client"] |= {f"{kind}.{network.value}" for kind in kinds}

    missing = {
        f"{part}.{language}.json": sorted(keys - set(catalogue(part, language))) for part, keys in wanted.items()
    }

    assert not any(missing.values()), f"words of a network of networks.py are missing: {missing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_logged_has_its_words(language: str) -> None:
    texts = {key for key in catalogue("console", language) if key.startswith("change.what.")}
    actions = {f"change.what.{action.value.replace(' ', '_')}" for action in AuditAction}

    assert not actions - texts, f"console.{language}.json lacks {sorted(actions - texts)} of AuditAction"
    assert not texts - actions, f"console.{language}.json has {sorted(texts - actions)}, which AuditAction has not"


@pytest.mark.parametrize(("part", "language"), CASES)
def test_no_text_says_what_was_found_to_read_badly(part: Part, language: str) -> None:
    found = [
        f"{key}: {pattern}"
        for key, message in catalogue(part, language).items()
        for text in forms(message).values()
        for pattern in BADLY_READ[language] + GLUED * (part != "formats") + OF_MACHINES
        if re.search(pattern, text)
    ]

    assert not found, (
        "one word for one thing, whole sentences, nothing glued to a name: see the tables in test_texts.py"
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "3 pisteytettyä jakoa"),
        ("fi", "Palkinto kuuluu {name}:lle"),
        ("sv", "2 innehåll"),
        ("sv", "{name}s fönster"),
        ("en", "You are in the queue."),
        ("en", "Nobody may read daily_shares."),
    ],
)
def test_what_reads_badly_is_recognised(language: str, text: str) -> None:
    assert any(re.search(pattern, text) for pattern in BADLY_READ[language] + GLUED + OF_MACHINES)


@pytest.mark.parametrize(("language", "text"), [("fi", "to 31.12."), ("sv", "to 31.12."), ("en", "Thu 31 Dec.")])
def test_a_sentence_that_ends_in_a_day_has_one_full_stop(language: str, text: str) -> None:
    texts = Texts("console", language)

    day = texts.day(date(2026, 12, 31))

    assert texts("campaign.deleted", day=day).count(text) == 1
    assert ".." not in texts("campaign.deleted", day=day)


def test_small_numbers_are_written_out_and_large_ones_are_not() -> None:
    texts = Texts("console", "fi")

    for n, best in ((3, "Kolmelle parhaalle"), (12, "12 parhaalle")):
        shown = texts("draw.terms.top", n=n, name="Lippu", value="14 €")
        assert shown == f"{best}: Lippu, arvo 14 € kappaleelta"


def test_finnish_inflects_the_networks() -> None:
    texts = catalogue("client", "fi")

    assert texts["share.button.linkedin"] == "Jaa LinkedInissä"
    assert texts["share.button.x"] == "Jaa X:ssä"
    assert texts["share.button.email"] == "Lähetä sähköpostilla"


@pytest.mark.parametrize(("language", "send"), [("fi", "lähet"), ("sv", "skick"), ("en", "sen")])
def test_what_goes_to_chosen_people_is_sent_and_not_posted(language: str, send: str) -> None:
    texts = catalogue("client", language)
    private = [network for network, facts in NETWORKS.items() if facts.is_private]
    said = [texts[f"{key}.{network}"] for network in private for key in ("share.button", "question", "shared_already")]
    said += [texts[f"question.{answer}.sent"] for answer in ("yes", "no", "later", "points")]

    assert private
    assert not [text for text in said if send not in text.lower()]


@pytest.mark.parametrize(
    ("language", "text"),
    [("fi", "ti 24.11. klo 8.30"), ("sv", "ti 24.11 kl. 8.30"), ("en", "Tue 24 Nov, 8:30")],
)
def test_a_moment_is_written_as_the_language_writes_it(language: str, text: str) -> None:
    moment = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)

    assert Texts("console", language).moment(moment, ZoneInfo("Europe/Helsinki")) == text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "fi"),
        ("", "fi"),
        ("sv", "sv"),
        ("sv-FI,sv;q=0.9,en;q=0.8", "sv"),
        ("de-DE,de;q=0.9,en;q=0.8", "en"),
        ("de, *", "fi"),
        ("EN-gb", "en"),
    ],
)
def test_the_browsers_first_language_of_ours_is_spoken(header: str | None, language: str) -> None:
    assert core_texts.preferred(header) == language


def test_a_person_with_an_unknown_language_is_spoken_to_in_finnish() -> None:
    assert Texts("console", "de").language == "fi"
