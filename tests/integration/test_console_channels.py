"""Channels with their feeds, and suggestions, in the deployed console."""

import os
import uuid
from collections.abc import Iterator

import pytest

from lahetti.content import reading
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.model import ContentState
from lahetti.core import clock
from lahetti.people.model import Person
from lahetti.settings.versions import read_settings
from lahetti.suggestions import suggesting
from lahetti.suggestions.model import SuggestionState
from tests.feeds import Entry, rss
from tests.integration.console_client import ConsoleVisitor
from tests.integration.people_fixtures import BLOG, Cast, content_draft
from tests.integration.waiting import until
from tools.web_host import WebHost, web_host


@pytest.fixture(scope="module")
def host() -> Iterator[WebHost]:
    """The host that the deployment takes for the organisation's web."""
    with web_host(int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])) as running:
        yield running


@pytest.fixture(scope="module")
def editor_visitor(cast: Cast, editor_person: Person) -> ConsoleVisitor:
    return ConsoleVisitor(cast.site, editor_person)


def test_a_channel_is_added_with_its_feed_and_fetched_at_once(
    admin_visitor: ConsoleVisitor, admin_person: Person, host: WebHost
) -> None:
    channel = f"c-{uuid.uuid4().hex[:12]}"
    item = Entry(host.address(f"/{channel}/juttu"), "Verokortti 2027", clock.now())
    host.serve(f"/{channel}/feed.xml", rss([item]))

    added = admin_visitor.send(
        "/console/channels",
        "add",
        channel=channel,
        name="Testiblogi",
        medium="blog",
        lang="fi",
        address=host.address(f"/{channel}/"),
        feed=host.address(f"/{channel}/feed.xml"),
    )
    asked = admin_visitor.send(f"/console/channels/{channel}", "fetch")

    assert added.headers["Location"] == f"/console/channels/{channel}", added.text
    assert asked.status_code == 303, asked.text
    until(lambda: feed_settings.feeds_of(admin_person)[channel].fetched is not None, bool)
    assert "Verokortti 2027" in admin_visitor.get(f"/console/contents?channel={channel}").text
    page = admin_visitor.get(f"/console/channels/{channel}").text
    assert "Toimii" in page
    assert "<dt>Juttuja syötteessä</dt><dd>1</dd>" in page


def test_a_page_leads_to_its_feed_and_of_several_one_is_picked(
    admin_visitor: ConsoleVisitor, admin_person: Person, host: WebHost
) -> None:
    channel = f"s-{uuid.uuid4().hex[:12]}"
    catalogue.add_channel(Channel(channel, "Sivu", "blog", "fi", "https://sivu.virasto.example/"), "tests", clock.now())
    item = Entry(host.address(f"/{channel}/juttu"), "Verokortti 2027", clock.now())
    link = "<link rel='alternate' type='application/rss+xml' title='{}' href='/{}/{}'>"
    feed = host.serve(f"/{channel}/feed.xml", rss([item]))
    host.serve(f"/{channel}/cut.xml", rss([item, item])[:-40])
    links = link.format("Kaikki", channel, "feed.xml") + link.format("Katkennut", channel, "cut.xml")
    page = host.serve(f"/{channel}/", f"<html><head>{links}</head></html>".encode(), "text/html")

    asked = admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed=page)
    cut = host.address(f"/{channel}/cut.xml")
    refused = admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed=page, picked_feed=cut)
    done = admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed=page, picked_feed=feed)

    assert "Sivulla on useita syötteitä." in asked.text
    assert "Syöte katkeaa kesken." in refused.text
    assert done.status_code == 303, done.text
    assert feed_settings.feeds_of(admin_person)[channel].url == feed
    admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed="", confirmed="yes")


def test_a_broken_feed_is_told_on_its_page_and_on_the_first_one(
    admin_visitor: ConsoleVisitor, admin_person: Person, host: WebHost
) -> None:
    channel = f"b-{uuid.uuid4().hex[:12]}"
    catalogue.add_channel(
        Channel(channel, "Rikki", "blog", "fi", "https://rikki.virasto.example/"), "tests", clock.now()
    )
    host.serve(f"/{channel}/feed.xml", b"<html>no feed</html>")
    broken = host.address(f"/{channel}/feed.xml")
    tried = admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed=broken)
    assert "Vastaus ei ole kelvollinen syöte." in tried.text
    admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed=broken, failed_feed=broken, confirmed="yes")

    admin_visitor.send(f"/console/channels/{channel}", "fetch")

    until(lambda: feed_settings.feeds_of(admin_person)[channel].reason is not None, bool)
    assert "Kanavan Rikki syöte ei toimi" in admin_visitor.get("/console").text
    assert "Kanavan Rikki syöte ei toimi" in admin_visitor.get(f"/console/channels/{channel}").text
    asked = admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed="")
    assert "Poistetaanko kanavan Rikki syöte?" in asked.text
    assert admin_visitor.send(f"/console/channels/{channel}", "set_feed", feed="", confirmed="yes").status_code == 303
    assert channel not in feed_settings.feeds_of(admin_person)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"channel": "Väärä tunnus"}, "Tunnuksessa on 1–40 merkkiä"),
        ({"name": ""}, "Nimessä on 1–60 merkkiä."),
        ({"address": "http://a.example/"}, "Kirjoita koko osoite, esimerkiksi https://www.virasto.example/juttu."),
        (
            {"feed": "ftp://a.example/"},
            "Kirjoita syötteen koko osoite, esimerkiksi https://www.virasto.example/feed.xml.",
        ),
    ],
)
def test_a_channel_that_cannot_be_is_refused_in_words(
    admin_visitor: ConsoleVisitor, fields: dict[str, str], words: str
) -> None:
    good = {
        "channel": f"c-{uuid.uuid4().hex[:12]}",
        "name": "Testi",
        "medium": "blog",
        "lang": "fi",
        "address": "https://a.example/",
        "feed": "",
    }

    answer = admin_visitor.send("/console/channels", "add", **good | fields)

    assert answer.status_code == 422
    assert words in answer.text


def suggested(cast: Cast) -> tuple[str, Person]:
    """Let a new ambassador suggest something for BLOG."""
    person = cast.invite("Tuomas Ehdottaja")
    made = suggesting.suggest(content_draft(title="Perintövero puhuttaa"), person, read_settings(), clock.now())
    return made.row.content, person


@pytest.mark.parametrize(
    ("how", "fields", "state"),
    [
        ("now", {}, ContentState.PUBLISHED),
        ("later", {"at": "2035-01-01T08:30"}, ContentState.SCHEDULED),
        ("draft", {}, ContentState.DRAFT),
    ],
)
def test_a_suggestion_is_accepted_in_three_ways(
    editor_visitor: ConsoleVisitor,
    editor_person: Person,
    cast: Cast,
    how: str,
    fields: dict[str, str],
    state: ContentState,
) -> None:
    made, person = suggested(cast)
    assert "Tuomas Ehdottaja" in editor_visitor.get("/console/suggestions").text

    sent = {f"{name}.{made}": value for name, value in fields.items()}
    asked = editor_visitor.send("/console/suggestions", "accept", content=made, how=how, **sent)
    # What goes out without a caption asks first.
    answer = (
        asked
        if how == "draft"
        else editor_visitor.send("/console/suggestions", "accept", content=made, how=how, confirmed="yes", **sent)
    )

    assert ("Location" in asked.headers) == (how == "draft")
    assert answer.headers["Location"] == f"/console/contents/{made}", answer.text
    assert reading.content_of_editor(made, editor_person).state is state
    assert suggesting.own_suggestions(person.id)[0].state is SuggestionState.ACCEPTED


def test_a_suggestion_is_rejected_with_a_note_and_not_without(editor_visitor: ConsoleVisitor, cast: Cast) -> None:
    made, person = suggested(cast)

    without = editor_visitor.send("/console/suggestions", "reject", content=made, **{f"note.{made}": " "})
    with_note = editor_visitor.send(
        "/console/suggestions", "reject", content=made, **{f"note.{made}": "Kiitos, ei nyt."}
    )

    assert without.status_code == 422
    assert "Kirjoita viesti ehdottajalle." in without.text
    assert with_note.status_code == 303
    line = suggesting.own_suggestions(person.id)[0]
    assert (line.state, line.note) == (SuggestionState.REJECTED, "Kiitos, ei nyt.")
    assert line.channel == BLOG
