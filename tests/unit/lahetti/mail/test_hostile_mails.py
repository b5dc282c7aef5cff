"""Every mail with hostile texts wherever somebody outside may have written one: they are text, in both parts."""

from dataclasses import replace
from typing import Any

import pytest
from lxml import html as markup

from lahetti.core.texts import Texts
from lahetti.mail import layout, letters
from lahetti.mail.digests.choice import Choice, New
from lahetti.mail.digests.message import DigestPlace, RenderContext, digest
from lahetti.records.model import MailKind
from tests.hostile_texts import LONG, SHORT, WHOLE
from tests.mail_samples import NOW, choice_of, occasion, samples, somebody, surroundings

FREE = {"title", "note", "reward", "name"}
"""Fields of a mail that hold what people or feeds wrote; `reason` is free in a refused claim alone."""


def with_hostile_fields(kind: MailKind, fields: dict[str, Any], text: str) -> dict[str, Any]:
    free = FREE | ({"reason"} if kind is MailKind.CLAIM_REFUSED else set())
    return {name: text if name in free else value for name, value in fields.items()}


def elements(html: str) -> set[tuple[str, frozenset[str]]]:
    """Return the kinds of elements with the names of their attributes."""
    found = markup.document_fromstring(html).iter()
    return {(str(one.tag), frozenset(map(str, one.attrib))) for one in found if isinstance(one.tag, str)}


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", [SHORT, WHOLE, LONG], ids=["short", "whole", "long"])
@pytest.mark.parametrize("name", samples("fi"))
def test_a_single_mail_shows_hostile_texts_as_texts(name: str, text: str) -> None:
    kind, fields, code = samples("fi")[name]
    usual = occasion("fi", fields, code)
    hostile_fields = with_hostile_fields(kind, fields, text)
    names = dict.fromkeys(usual.names, text)
    hostile = replace(usual, fields=hostile_fields, names=names, code=code and text)
    texts = Texts("mails", "fi")

    _, harmless = layout.letter_parts(letters.letter(kind, usual), texts)
    letter = letters.letter(kind, hostile)
    as_text, as_html = layout.letter_parts(letter, texts)

    assert elements(as_html) == elements(harmless)
    assert "\n" not in letter.subject
    shown = plain(markup.document_fromstring(as_html).text_content())
    if hostile_fields != fields:
        assert plain(text) in plain(as_text)
        assert plain(text) in shown


@pytest.mark.parametrize("text", [SHORT, WHOLE, LONG], ids=["short", "whole", "long"])
def test_a_digest_shows_hostile_texts_as_texts(text: str) -> None:
    person, around = somebody("fi"), surroundings("fi")
    usual = choice_of("fi", 2)
    hostile = Choice(tuple(New(replace(new.row, title=text), NOW) for new in usual.contents), usual.more)
    all_hostile = RenderContext(
        around.settings,
        around.zone,
        around.web_origin,
        around.contact,
        dict.fromkeys(around.channels, text),
        dict.fromkeys(around.leads, text),
    )

    harmless = digest(person, usual, DigestPlace(14, 7), around, "TOKEN", NOW)
    message = digest(replace(person, name=text), hostile, DigestPlace(14, 7), all_hostile, "TOKEN", NOW)

    assert elements(message.html) == elements(harmless.html)
    assert "\n" not in message.subject
    assert plain(text) in plain(message.text)
    assert plain(text) in plain(markup.document_fromstring(message.html).text_content())
