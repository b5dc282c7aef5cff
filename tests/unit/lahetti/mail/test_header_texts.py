"""Subjects as readers give them back: Python's parser, and one that keeps to RFC 2047 and RFC 5322 by the letter."""

import re
from base64 import b64decode
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.texts import LANGUAGES
from lahetti.mail import letters
from lahetti.mail.header_texts import header_text
from lahetti.mail.messages import Message, mime
from tests.hostile_texts import LONG, SHORT, WHOLE
from tests.mail_samples import digest_sample, occasion, samples

SENDER = "lahetti@virasto.example"
WORD = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/]+=*)\?=")
TITLES = [
    "Verokortti: kolme asiaa, jotka kannattaa tarkistaa ennen kuin vuosi vaihtuu ja palkka maksetaan",
    "Ääkkösiä, öljyä ja ålänningar: pitkä otsikko, jossa joka toisessa sanassa on ä, ö tai å, ja viiva – loppuun",
    "Abo actualités digitales 20 semaines d’abonnement à 24 heures, Bilan, Tribune de Genève",
    "=?utf-8?q?Palkinto?= odottaa",
    "🙂" * 60,
    "a" * 200,
    "sana " * 39 + "sana",
]
SUBJECTS = [
    *(
        letters.letter(kind, occasion(language, fields, code)).subject
        for language in LANGUAGES
        for kind, fields, code in samples(language).values()
    ),
    *(digest_sample(language, number, 3).subject for language in LANGUAGES for number in (1, 2, 12)),
    *(
        letters.letter(kind, occasion(language, {**fields, "title": title}, code)).subject
        for title in (*TITLES, SHORT, WHOLE, LONG)
        for language in LANGUAGES
        for kind, fields, code in samples(language).values()
        if "title" in fields
    ),
]


def subject_line(raw: bytes) -> str:
    """Return the header Subject as it stands, its lines folded."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    (found,) = re.findall(r"^Subject: ([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", head, re.MULTILINE)
    return str(found)


def strictly_read(folded: str) -> str:
    """Return a header's text by the letter of RFC 2047, sections 2, 5 and 6.2; fail where it allows no such text."""
    lines = folded.split("\r\n")
    assert all(line.strip() for line in lines)
    unfolded = "".join(lines)
    if "=?" not in unfolded:
        return unfolded
    assert all(len(line) <= 76 for line in (f"Subject: {lines[0]}", *lines[1:]))
    words = unfolded.split(" ")
    assert all(len(word) <= 75 for word in words)
    found = [WORD.fullmatch(word) for word in words]
    assert None not in found  # no plain word between encoded ones: what readers do with spaces there differs
    return "".join(b64decode(word[1], validate=True).decode() for word in found if word)


def assert_is_given_back(message: Message) -> None:
    raw = mime(message, SENDER)

    assert message_from_bytes(raw, policy=policy.default)["Subject"] == message.subject
    assert str(make_header(decode_header(message_from_bytes(raw)["Subject"]))).replace("\r\n", "") == message.subject
    assert strictly_read(subject_line(raw)) == message.subject


def about(subject: str) -> Message:
    return Message("aino@virasto.example", subject, "teksti\n", "<p>teksti</p>")


@pytest.mark.parametrize("subject", sorted({about(subject).subject for subject in SUBJECTS}))
def test_a_subject_of_ours_is_given_back(subject: str) -> None:
    assert_is_given_back(about(subject))


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["ja", "ä", "é", "–", "=?utf-8?q?x?=", "?=", "a" * 66, "a" * 67, "\u200b", "e\u0301", "🙂"]
            ),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        ),
        max_size=20,
    )
)
def test_any_subject_is_given_back(words: list[str]) -> None:
    assert_is_given_back(about(" ".join(["Jaa", *words])))


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\r", "\n"])
def test_no_separator_of_lines_reaches_a_header(separator: str) -> None:
    message = about(f"Kortti{separator}Bcc: muut@virasto.example, pitkä ja pidempi otsikko {separator} ä{separator}")

    head = mime(message, SENDER).partition(b"\r\n\r\n")[0].decode("ascii")

    assert message.subject == "Kortti Bcc: muut@virasto.example, pitkä ja pidempi otsikko ä"
    assert [line.partition(":")[0] for line in head.splitlines() if not line.startswith((" ", "\t"))] == [
        "Subject",
        "Auto-Submitted",
        "From",
        "To",
        "MIME-Version",
        "Content-Type",
    ]


def test_a_short_plain_subject_stays_readable_as_it_is() -> None:
    assert header_text("Subject", "Welcome to the programme") == "Subject: Welcome to the programme"


def test_a_long_address_to_unsubscribe_at_is_not_encoded() -> None:
    unsubscribe = f"https://lahetti.virasto.example/unsubscribe/{'t' * 200}"
    message = Message("aino@virasto.example", "Aihe", "t", "<p>t</p>", unsubscribe=unsubscribe)

    assert f"\r\nList-Unsubscribe: <{unsubscribe}>\r\n".encode() in mime(message, SENDER)
