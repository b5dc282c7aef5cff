"""A draft from a URL: the page behind a short link is the content, and permission comes before any fetch."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lahetti.content import from_url
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.model import Draft
from lahetti.core.errors import NotAllowed
from lahetti.dynamodb.transactions import transact
from lahetti.networks.model import Unreachable
from lahetti.networks.page_metadata import Page
from lahetti.people.model import Role
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EDITOR = replace(AINO, id="editor", role=Role.EDITOR, channels=("blogi", "uutiset"))
SHORT, WHOLE = "https://bit.ly/abc", "https://uutiset.example/juttu"


@pytest.fixture(autouse=True)
def channels(database: MemoryDynamoDb) -> None:
    transact(
        channels_items.put_channel(Channel("blogi", "Blogi", "blog", "fi", "https://blogi.example/")),
        channels_items.put_channel(Channel("uutiset", "Uutiset", "site", "fi", "https://uutiset.example/")),
    )


def page(url: str) -> Page:
    return Page(WHOLE if url == SHORT else url, "Otsikko", language="sv")


@pytest.mark.parametrize(("title", "language"), [("", ""), ("Oma", "fi")])
def test_a_short_link_becomes_the_page_that_it_leads_to(title: str, language: str) -> None:
    made = from_url.completed(Draft("", SHORT, title, language), EDITOR, page)

    assert (made.url, made.channel) == (WHOLE, "uutiset")
    assert (made.title, made.language) == (title or "Otsikko", language or "sv")


def test_any_other_url_stays_as_it_was_given() -> None:
    def elsewhere(_: str) -> Page:
        return Page(WHOLE, "Otsikko", language="fi")

    assert from_url.completed(Draft("blogi", "https://blogi.example/a", "", ""), EDITOR, elsewhere).url.endswith("/a")


def test_a_suggestion_of_a_short_link_is_the_page_or_what_was_given_where_nothing_answers() -> None:
    def dead(_: str) -> Page:
        raise Unreachable("The URL does not answer.")

    assert from_url.suggested(Draft("blogi", SHORT, "Oma", "fi"), page).url == WHOLE
    assert from_url.suggested(Draft("blogi", SHORT, "Oma", "fi"), dead).url == SHORT


def test_an_editor_of_another_channel_makes_us_fetch_nothing() -> None:
    with pytest.raises(NotAllowed):
        from_url.completed(
            Draft("blogi", SHORT, "", ""), replace(EDITOR, channels=("uutiset",)), lambda _: pytest.fail("fetched")
        )
