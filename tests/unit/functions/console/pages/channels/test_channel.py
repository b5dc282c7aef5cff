from dataclasses import replace
from datetime import timedelta

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.channels import channel, channels
from console.pages.contents import new_content
from lahetti.content.channels import catalogue
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed, FeedOverview
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.feeds import trying
from lahetti.content.feeds.choice import Skipped
from lahetti.content.feeds.documents import NotAFeed
from lahetti.content.feeds.trying import TriedFeed
from lahetti.core import invocations
from lahetti.core.errors import Invalid
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import Texts
from lahetti.dynamodb.transactions import transact
from lahetti.networks.model import CannotFetch
from lahetti.networks.page_metadata import FeedLink
from lahetti.people.model import Person, PersonState, Role
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/channels/blogi"
BLOG = Channel("blogi", "Blogi", "blog", "fi", "https://blogi.example/", Feed("https://blogi.example/feed"))


@pytest.fixture(autouse=True)
def stored(database: MemoryDynamoDb) -> None:
    transact(channels_items.put_channel(BLOG))


def context(**typed: str) -> PageContext:
    form = Form({name: (value,) for name, value in typed.items()})
    return PageContext(ADMIN, PATH, PATH, {}, NOW, form=form)


def do(action: str, **typed: str) -> Redirect | Confirm:
    answer = channel.one_channel.actions[action][0](context(**typed), "blogi")
    assert isinstance(answer, Redirect | Confirm)
    return answer


def shown(language: str) -> str:
    frame = {"context": context(), "person": ADMIN, "menu": (), "badges": {}}
    page = channel.one_channel.view(context(), "blogi")
    listed = channels.channels.view(context())
    return rendered("channels/channel.html", language, {**frame, **page}) + rendered(
        "channels/channels.html", language, {**frame, **listed}
    )


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_of_an_archived_channel_offers_to_bring_it_back_and_nothing_else(language: str) -> None:
    before = shown(language)
    catalogue.archive_channel("blogi", "admin", NOW)

    after = shown(language)

    for action, offered in {"archive": True, "set_feed": True, "fetch": True, "restore": False}.items():
        assert (f'value="{action}"' in before) is offered, action
        assert (f'value="{action}"' in after) is not offered, action


def test_archiving_says_what_follows_and_asks_and_bringing_back_does_not() -> None:
    asked = do("archive")

    assert isinstance(asked, Confirm)
    assert len(asked.consequences) == 4
    assert not catalogue.find_channel("blogi").archived
    assert do("archive", confirmed="yes") == Redirect("done.channel_archived")
    assert new_content.new_content.view(context())["channels"] == []
    assert do("restore") == Redirect("done.channel_restored")
    assert catalogue.find_channel("blogi") == replace(BLOG, archived=False)


NEW = "https://blogi.example/uusi"
OVERVIEW = FeedOverview("Verona", 12, NOW, "fi")
ADDED = {"channel": "uutiset", "name": "Uutiset", "medium": "site", "lang": "fi", "address": "https://uutiset.example/"}


def answering(monkeypatch: pytest.MonkeyPatch, answers: dict[str, TriedFeed]) -> None:
    monkeypatch.setattr(trying, "try_feed", lambda url, _: answers[url])


def stored_feed(channel_id: str = "blogi") -> Feed | None:
    return catalogue.find_channel(channel_id).feed


def test_a_feed_is_tried_when_it_is_saved_and_its_page_says_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, {NEW: TriedFeed(NEW, OVERVIEW)})

    done = do("set_feed", feed=NEW, publishes="yes")

    assert done == Redirect("done.feed_set")
    assert stored_feed() == Feed(NEW, publishes=True, overview=OVERVIEW)
    page = shown("fi")
    for words in ("Verona", "<dd>12</dd>", "ke 25.11.", "suomi"):
        assert words in page


def test_a_feed_that_is_known_is_not_tried_for_another_setting() -> None:
    assert do("set_feed", feed="https://blogi.example/feed", publishes="yes") == Redirect("done.feed_set")
    assert stored_feed() == Feed("https://blogi.example/feed", publishes=True)


def test_the_feed_of_a_page_is_saved_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, {NEW: TriedFeed(f"{NEW}/feed", OVERVIEW)})

    assert do("set_feed", feed=NEW) == Redirect("done.feed_found")
    assert stored_feed() == Feed(f"{NEW}/feed", overview=OVERVIEW)


@pytest.mark.parametrize("is_new", [True, False])
def test_a_feed_that_fails_is_saved_after_its_reason_was_read(monkeypatch: pytest.MonkeyPatch, is_new: bool) -> None:
    answering(monkeypatch, {NEW: TriedFeed(NEW, error=NotAFeed("No feed."))})

    def send(**typed: str) -> Redirect | Confirm:
        if not is_new:
            return do("set_feed", feed=NEW, **typed)
        answer = channels.channels.actions["add"][0](context(**ADDED, feed=NEW, **typed))
        assert isinstance(answer, Redirect | Confirm)
        return answer

    asked = send()
    assert isinstance(asked, Confirm)
    assert asked.consequences[0] == "Vastaus ei ole kelvollinen syöte."
    frame = {"context": context(feed=NEW), "person": ADMIN, "menu": (), "badges": {}, "confirm": asked}
    assert f'name="failed_feed" value="{NEW}"' in rendered(asked.template, "fi", {**frame, **(asked.values or {})})
    assert "uutiset" not in {found.channel for found in catalogue.channels()}
    assert stored_feed() == BLOG.feed
    assert isinstance(send(confirmed="yes"), Confirm)  # a question was passed, but not this one
    assert isinstance(send(confirmed="yes", failed_feed=NEW), Redirect)
    assert stored_feed("uutiset" if is_new else "blogi") == Feed(NEW)


def test_of_several_feeds_of_a_page_one_is_picked_and_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    links = (FeedLink(f"{NEW}/a", "A"), FeedLink(f"{NEW}/b", ""))
    answering(monkeypatch, {NEW: TriedFeed(NEW, links=links), f"{NEW}/b": TriedFeed(f"{NEW}/b", OVERVIEW)})

    asked = do("set_feed", feed=NEW)

    assert isinstance(asked, Confirm)
    frame = {"context": context(feed=NEW), "person": ADMIN, "menu": (), "badges": {}, "confirm": asked}
    page = rendered(asked.template, "fi", {**frame, **(asked.values or {})})
    assert page.count('name="picked_feed"') == 2
    assert stored_feed() == BLOG.feed
    assert do("set_feed", feed=NEW, picked_feed=f"{NEW}/b", confirmed="yes") == Redirect("done.feed_found")
    assert stored_feed() == Feed(f"{NEW}/b", overview=OVERVIEW)


def test_a_feed_whose_channel_cannot_be_is_not_tried() -> None:
    with pytest.raises(Invalid):
        channels.channels.actions["add"][0](context(**{**ADDED, "name": ""}, feed=NEW))


@pytest.mark.parametrize(
    ("takes", "notice", "is_awaited"), [(0.6, "done.feed_fetched", False), (60, "done.feed_asked", True)]
)
def test_fetch_now_answers_when_the_feed_is_fetched_or_lets_the_page_wait(
    monkeypatch: pytest.MonkeyPatch, takes: float, notice: str, is_awaited: bool
) -> None:
    clock = [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds
        found = catalogue.find_channel("blogi")
        if clock[0] >= takes and found.feed is not None:
            channels_items.save_channel(replace(found, feed=replace(found.feed, due=NOW + timedelta(minutes=30))))

    monkeypatch.setattr(invocations, "import_feeds", lambda: None)
    monkeypatch.setattr(feed_settings.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(feed_settings.time, "sleep", sleep)

    assert do("fetch") == Redirect(notice)
    assert clock[0] <= 11
    assert ("data-awaited" in shown("fi")) is is_awaited


@pytest.mark.parametrize("language", INTERFACE)
def test_what_was_skipped_is_told_reason_by_reason_and_a_feed_that_breaks_off_does_not_work(language: str) -> None:
    counts = {reason.value: number for number, reason in enumerate(Skipped, 11)}
    feed = Feed("https://blogi.example/feed", fetched=NOW, reason="cut_short", skipped=counts)
    found = catalogue.find_channel("blogi")
    channels_items.save_channel(replace(found, feed=feed))

    page = shown(language)

    assert all(f"<dd>{number}</dd>" in page for number in counts.values())
    words = Texts("console", language)
    assert words("channel.works") not in page
    assert words("channel.cut") in page


def test_a_page_of_youtube_that_asks_for_consent_is_told_with_the_address_that_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = "https://www.youtube.com/@vero"
    monkeypatch.setattr(trying, "try_feed", lambda url, _: TriedFeed(url, error=CannotFetch("Consent.")))

    asked = do("set_feed", feed=page)

    assert isinstance(asked, Confirm)
    assert any("youtube.com/channel/UC" in line for line in asked.consequences)
    other = do("set_feed", feed=NEW)
    assert isinstance(other, Confirm)
    assert not any("youtube" in line.lower() for line in other.consequences)
