"""The digest against its golden files; LAHETTI_WRITE_GOLDEN=1 writes them anew, for people to read."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from lahetti.core.texts import LANGUAGES
from lahetti.mail import messages as mail_messages
from lahetti.mail.digests.choice import New
from lahetti.mail.digests.message import DigestPlace, digest
from lahetti.mail.layout import LARGEST_HTML
from lahetti.mail.ses import LARGEST_CALL, MOST_RECIPIENTS, size_of
from lahetti.people.model import DigestMode, Notifications
from tests.golden import GOLDEN, compare_with_golden
from tests.mail_samples import CONTACT, NOW, WEB, choice_of, digest_sample, somebody, surroundings

LENGTHS = {"digest_of_one": (1, 0), "digest": (2, 0), "digest_of_many": (10, 7)}
CASES = [(language, name) for language in LANGUAGES for name in LENGTHS]


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_digest_reads_as_its_golden_file(language: str, name: str) -> None:
    message = digest_sample(language, *LENGTHS[name])

    written = f"{message.subject}\n{'=' * len(message.subject)}\n{message.text}"
    compare_with_golden(GOLDEN / language / f"{name}.txt", written)


@pytest.mark.parametrize("name", LENGTHS)
def test_a_digest_looks_as_its_golden_file(name: str) -> None:
    compare_with_golden(GOLDEN / "fi" / f"{name}.html", digest_sample("fi", *LENGTHS[name]).html + "\n")


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_digest_is_small_and_loads_from_our_own_address_alone(language: str, name: str) -> None:
    message = digest_sample(language, *LENGTHS[name])

    assert len(message.html.encode()) < LARGEST_HTML
    ours = (f"{WEB}/", f"mailto:{CONTACT}")
    assert all(part.startswith(ours) for part in message.html.split('href="')[1:])
    assert f'<a href="mailto:{CONTACT}"' in message.html
    assert CONTACT in message.text.partition("-- \n")[2]
    assert all(part.startswith(f"{WEB}/picture/") for part in message.html.split('src="')[1:])
    assert message.unsubscribe == f"{WEB}/unsubscribe/TOKEN"
    assert (
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail_messages.mime(message, "a@virasto.example").decode()
    )


@pytest.mark.parametrize(("language", "name"), CASES)
def test_html_says_and_links_to_what_the_text_does(language: str, name: str) -> None:
    message = digest_sample(language, *LENGTHS[name])

    shown = unescape(re.sub("<[^>]+>", "", message.html))
    for line in message.text.replace("-- \n", "").splitlines():
        words, _, link = line.partition(": https://")
        assert all(sentence in shown for sentence in words.split(". "))
        assert f'href="https://{link}"' in message.html or not link


def test_a_picture_says_what_it_shows_to_whoever_does_not_see_it() -> None:
    choice = choice_of("fi", 2)
    rows = [replace(new.row, picture_text=f"Kuva {new.row.content}") for new in choice.contents]
    told = replace(choice, contents=tuple(map(New, rows, [NOW, NOW])))

    html = digest(somebody("fi"), told, DigestPlace(14, 7), surroundings("fi"), "TOKEN", NOW).html

    assert re.findall('alt="(Kuva [^"]+)"', html) == ["Kuva c1", "Kuva c2"]
    assert not re.search('aria-hidden="true"[^>]*><img', html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_links_and_no_two_links_to_share_have_the_same_name(language: str) -> None:
    html = digest_sample(language, 10, 7).html

    links = re.findall(r'<a href="([^"]+/share/[^"]+)"([^>]*)>(.*?)</a>', html, re.DOTALL)
    read = [(link, attributes, text) for link, attributes, text in links if "aria-hidden" not in attributes]
    names = [named[1] if (named := re.search('aria-label="([^"]+)"', more)) else text for _, more, text in read]
    titles = {unescape(text) for _, more, text in read if "aria-label" not in more}
    assert titles == {new.row.title for new in choice_of(language, 10).contents}
    assert len(names) == len(set(names)) == 20
    assert all("<" not in name for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_fifty_of_the_longest_digests_fit_into_one_call(language: str) -> None:
    assert MOST_RECIPIENTS * size_of(digest_sample(language, 10, 7)) < LARGEST_CALL


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_mails_size_in_a_call_is_never_underrated(language: str, name: str) -> None:
    message = digest_sample(language, *LENGTHS[name])

    body = json.dumps({"subject": message.subject, "text": message.text, "html": message.html})
    assert len(json.dumps(body)) <= size_of(message) < 1.3 * len(json.dumps(body)) + 600


def test_readers_of_one_run_read_what_is_theirs() -> None:
    around, choice = surroundings(), choice_of("fi", 2)
    readers = [("Riikka Salminen", DigestPlace(14, 7)), ("<b>Bo", None), ("Aino Mäkelä", DigestPlace(1, None))]

    messages = [
        digest(somebody(name=name), choice, standing, around, f"T{number}", NOW)
        for number, (name, standing) in enumerate(readers)
    ]

    alone = [
        digest(somebody(name=name), choice, standing, surroundings(), f"T{number}", NOW)
        for number, (name, standing) in enumerate(readers)
    ]
    assert messages == alone
    assert len(around.frames) == 3
    assert "&lt;b&gt;Bo!" in messages[1].html
    assert "<b>Bo!" in messages[1].text
    assert all(f"/unsubscribe/T{number}" in message.html for number, message in enumerate(messages))
    assert not any("\ue000" in message.html + message.text for message in messages)


def test_the_footer_says_when_one_gets_it() -> None:
    def footer(**wishes: object) -> str:
        wished = Notifications(**wishes)  # type: ignore[arg-type]
        return digest_sample("fi", notifications=wished).text.partition("-- \n")[2].partition("\n")[0]

    assert footer() == "Saat koosteen tiistaisin ja torstaisin, koska olet Lähetin lähettiläs."
    assert "maanantaisin, keskiviikkoisin ja perjantaisin" in footer(days=(5, 1, 3))
    assert "joka arkipäivä" in footer(digest=DigestMode.DAILY)
    assert "heti, kun uutta on tarjolla" in footer(digest=DigestMode.INSTANT)
