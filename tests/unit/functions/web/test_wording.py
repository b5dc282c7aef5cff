"""What the client says of own words while they are written, and the server's verdict: two modules, one rule."""

import json
import random
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from http_adapter import client_files
from lahetti.sharing import rules

CAPTIONS = (
    "Ilmoita tilinumerosi OmaVerossa ennen veronpalautusta, niin rahat tulevat ajallaan. #verotus #tilinumero",
    "Kontrollera ditt kontonummer i MinSkatt före skatteåterbäringen. https://vero.fi/konto",
    "Käy katsomassa!",
    "",
    " ".join(f"Sana numero {number} on tässä pitkässä saatteessa vain kerran." for number in range(40)),
)
PIECES = (
    *"aäÖåß ,.!?_-#@1349е3оаρΣςıİ",
    "\u200b", "\u00ad", "\u0301", "\ufe0f", "é", "ﬁ", "²", "½", "ⅳ", "👍🏽", "中文", "カタ", "ひら", "한글",
    "שלום", "سلام", "https://vero.fi/a?b=1 ", "#aihe_1 ", "Привет", "Καλημέρα", "vеrо", "раураl", "hahahahaha", "aaaaa",
    "\n", "tilinumero ", "oma ", "kokemukseni ", "viime viikolta ", "soitin ja kysyin ", "Tarkista ", "ИIJſŉ", "_",
    "नि",
)  # fmt: skip


def pairs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Texts of every kind beside captions: made up, and captions of which more and more was changed."""
    chance = random.Random(20261130)
    for _ in range(2500):
        text = "".join(chance.choices(PIECES, k=chance.randint(0, 22)))
        yield text, tuple(chance.sample(CAPTIONS[:4], chance.randint(0, 3)))
    for _ in range(1500):
        caption = chance.choice(CAPTIONS[:3])
        signs = list(caption)
        for _ in range(chance.randint(0, len(signs))):
            place = chance.randrange(len(signs) + 1)
            signs[place : place + chance.randint(0, 4)] = chance.choice(PIECES)
        yield "".join(signs), (caption, chance.choice(CAPTIONS))
    for kept in range(0, len(CAPTIONS[4]) + 1, 40):  # so long that what is frequent begins no match
        yield CAPTIONS[4][:kept] + "Ihan toista asiaa kuin muualla tässä." * (kept % 7), CAPTIONS[4:]


def judged_by_client(cases: list[tuple[str, tuple[str, ...]]]) -> list[dict[str, Any]]:
    node, _ = compute_driver_executable()
    module = re.sub(r"^export ", "", client_files.sources()["share/wording.js"], flags=re.MULTILINE)
    ending = """
    let given = "";
    process.stdin.setEncoding("utf8").on("data", (part) => { given += part; }).on("end", () => {
      console.log(JSON.stringify(JSON.parse(given).map(([text, captions]) => judge(text, captions))));
    });
    """
    done = subprocess.run(
        [node, "-e", module + ending], input=json.dumps(cases), capture_output=True, text=True, check=True, timeout=300
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def is_own(judged: dict[str, Any]) -> bool:
    return not judged["missing"] and not judged["isAlike"] and not judged["isMixed"]


def test_the_client_judges_every_text_as_the_server_does() -> None:
    cases = list(pairs())

    judged = judged_by_client(cases)

    verdicts = [rules.is_own_wording(text, captions) for text, captions in cases]
    missing = [max(0, rules.OWN_WORDING_LEAST - rules.own_characters(text)) for text, _ in cases]
    assert {True, False} == set(verdicts)
    assert all({True, False} == {one[name] for one in judged} for name in ("isAlike", "isMixed"))
    wrong = [
        (text, captions, one)
        for (text, captions), one, own, short in zip(cases, judged, verdicts, missing, strict=True)
        if (is_own(one), one["missing"]) != (own, short)
    ]
    assert not wrong, f"{len(wrong)} of {len(cases)} differ, such as {wrong[:2]}"


@pytest.mark.parametrize("text", ["", "Lyhyt", "Täällä on kolmekymmentä kirjainta tai enemmän kuin se."])
def test_without_captions_words_are_judged_by_their_number_alone(text: str) -> None:
    (judged,) = judged_by_client([(text, ())])

    assert is_own(judged) is (judged["missing"] == 0)
