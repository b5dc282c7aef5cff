"""Each single mail against its golden file; LAHETTI_WRITE_GOLDEN=1 writes them anew, for people to read.

The text stands in each language. HTML is made from the same parts by one template: one file a kind shows how it looks.
"""

from html import unescape

import pytest

from lahetti.content.feeds.documents import CutShort, NotAFeed
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.mail import layout, letters, messages
from lahetti.mail.layout import LARGEST_HTML
from lahetti.mail.messages import Message
from lahetti.networks import safe_fetch
from lahetti.networks.model import CannotFetch
from lahetti.periods.names import race_name
from lahetti.records.model import MailKind
from tests.golden import GOLDEN, compare_with_golden
from tests.mail_samples import CONTACT, LINKS, WEB, occasion, samples

FIRST_OF_KIND = {kind: name for name, (kind, _, _) in reversed(samples("fi").items())}
CASES = [(language, name) for language in LANGUAGES for name in samples(language)]


def composed(language: str, name: str) -> tuple[str, str, str]:
    kind, fields, code = samples(language)[name]
    letter = letters.letter(kind, occasion(language, fields, code))
    return (letter.subject, *layout.letter_parts(letter, Texts("mails", language)))


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_mail_reads_as_its_golden_file(language: str, name: str) -> None:
    subject, text, _ = composed(language, name)

    compare_with_golden(GOLDEN / language / f"{name}.txt", f"{subject}\n{'=' * len(subject)}\n{text}")


@pytest.mark.parametrize("kind", MailKind)
def test_each_kind_of_mail_looks_as_its_golden_file(kind: MailKind) -> None:
    *_, html = composed("fi", FIRST_OF_KIND[kind])

    compare_with_golden(GOLDEN / "fi" / f"{FIRST_OF_KIND[kind]}.html", html + "\n")


def test_every_kind_of_mail_has_a_sample() -> None:
    assert {kind for kind, _, _ in samples("fi").values()} == set(MailKind)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_html_is_small_loads_nothing_and_says_what_the_text_says(language: str, name: str) -> None:
    kind, fields, code = samples(language)[name]
    letter = letters.letter(kind, occasion(language, fields, code))
    _, text, html = composed(language, name)

    assert len(html.encode()) < LARGEST_HTML
    assert "<img" not in html
    assert "<script" not in html
    assert all(part.startswith((WEB, LINKS, f"mailto:{CONTACT}")) for part in html.split('href="')[1:])
    shown = unescape(html)
    for paragraph in (*letter.paragraphs, letter.reason, *letter.after):
        assert paragraph in text
        assert paragraph in shown
    assert f'<html lang="{language}"' in html
    assert "{" not in text


@pytest.mark.parametrize(("language", "name"), CASES)
def test_every_mail_says_where_its_reader_can_write(language: str, name: str) -> None:
    _, text, html = composed(language, name)

    assert CONTACT in text.partition("-- \n")[2]
    assert html.count(f'<a href="mailto:{CONTACT}"') == 1


def test_a_recall_without_a_reason_or_something_to_share_instead_says_the_rest() -> None:
    _, text, html = recalled(title="Juttu", links="keep")

    assert "perustelee" not in text
    assert "Jaa tilalle" not in html


def test_a_recall_gives_the_editors_reason_and_leads_to_what_can_be_shared_instead() -> None:
    _, text, html = recalled(
        title="Juttu", links="keep", reason="Väärä päivä.", replacement="c2", replacement_title="Uusi"
    )

    assert "Sisältövastaava perustelee päätöstä näin:\n\n    Väärä päivä." in text
    assert f"Jaa tilalle ”Uusi”: {WEB}/share/c2" in text
    assert f'<a href="{WEB}/share/c2"' in html


def recalled(**fields: str) -> tuple[str, str, str]:
    letter = letters.letter(MailKind.CONTENT_RECALLED, occasion("fi", fields, None))
    return (letter.subject, *layout.letter_parts(letter, Texts("mails", "fi")))


def is_reason(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, CannotFetch) and kind is not CannotFetch


OF_FEEDS = [kind.code for kind in vars(safe_fetch).values() if is_reason(kind)] + [NotAFeed.code, CutShort.code]
"""Why a feed cannot be read: what fetching raises, and reading."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", OF_FEEDS)
def test_every_reason_of_a_broken_feed_has_its_words(language: str, reason: str) -> None:
    _, fields, _ = samples(language)["feed_broken_until_tomorrow"]

    letter = letters.letter(MailKind.FEED_BROKEN, occasion(language, {**fields, "reason": reason}, None))

    assert Texts("mails", language)(f"feed_broken.reason.{reason}", answered=503) in letter.paragraphs[0]


def test_what_people_wrote_is_escaped_in_html_and_left_alone_in_text() -> None:
    title = 'Verot & "palautus" <script>alert(1)</script>'
    letter = letters.letter(MailKind.SUGGESTION_REJECTED, occasion("fi", {"title": title, "note": "<b>ei</b>"}, None))

    text, html = layout.letter_parts(letter, Texts("mails", "fi"))

    assert title in text
    assert "<script>" not in html
    assert "<b>ei</b>" not in html


@pytest.mark.parametrize(
    ("race", "name"),
    [
        ("W2026-48", "viikko 48/2026"),
        ("M2026-11", "Marraskuu 2026"),
        ("Q2026-4", "Loka–joulu 2026"),
        ("ALL", "alusta asti"),
        ("Syyshaaste", "Syyshaaste"),
    ],
)
def test_a_race_is_called_as_people_call_it(race: str, name: str) -> None:
    assert race_name(race, Texts("mails", "fi")) == name


def test_the_sender_is_written_for_a_header() -> None:
    built = messages.mime(Message("a@virasto.example", "Ä", "t\n", "<p>h", "https://u.example/x"), "l@virasto.example")

    head, _, _ = built.partition(b"\r\n\r\n")
    assert b"List-Unsubscribe: <https://u.example/x>" in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert b"Auto-Submitted: auto-generated" in head
    assert all(byte < 128 for byte in built)
