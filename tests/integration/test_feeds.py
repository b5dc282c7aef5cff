"""Feeds from the schedule's event to the list of drafts, on the deployed functions; the feed's host is on loopback."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest

from lahetti.content import drafting
from lahetti.content.channels import catalogue
from lahetti.content.channels import items as channels_items
from lahetti.content.channels import model as channels_model
from lahetti.content.channels.model import Channel
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.feeds.importing import FeedOutcome, ImportRun, import_feed, import_feeds
from lahetti.content.model import Draft
from lahetti.core import clock
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.people.model import Person, Role
from lahetti.settings.model import Settings
from tests.feeds import Entry, atom, json_feed, rss
from tests.integration.api_client import Api
from tests.integration.functions import APPLICATION, invoke
from tests.integration.people_fixtures import Cast
from tests.integration.waiting import until
from tools.web_host import WebHost, answering, web_host

NOW = clock.now()


@pytest.fixture(scope="module")
def host() -> Iterator[WebHost]:
    """The host that the deployment takes for the organisation's web."""
    port = int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])
    with web_host(port) as running:
        yield running


@dataclass
class Source:
    """A channel with a feed of its own."""

    channel: str
    host: WebHost
    admin: Person
    now: datetime = NOW
    entries: list[Entry] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/{self.channel}/feed.xml"

    def add(self, count: int, **more: Any) -> list[Entry]:
        """Write so many new items into the feed, the newest first."""
        for _ in range(count):
            address = self.host.address(f"/{self.channel}/{uuid.uuid4().hex}")
            self.entries.insert(0, Entry(address, f"Otsikko {len(self.entries)}", self.now, **more))
        return self.entries

    def serve(self, body: bytes | None = None, **headers: str) -> None:
        self.host.serve(self.path, rss(self.entries) if body is None else body, **headers)

    def run(self, after: timedelta = timedelta()) -> FeedOutcome | None:
        """Import the feed as the job does, so long after now."""
        return import_feed(self.channel, ImportRun(Settings(), ZoneInfo("Europe/Helsinki"), self.now + after))

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Return (state, title) of the channel's contents, newest first."""
        rows = ProgrammeItem.gsi2.query(f"CHANNEL#{self.channel}", scan_index_forward=False)
        return [(row.gsi2sk.partition("#")[0], row.view2.as_dict()["title"]) for row in rows]

    @property
    def feed(self) -> channels_model.Feed:
        channel = channels_items.find_channel(self.channel, consistent=True)
        assert channel is not None
        assert channel.feed is not None
        return channel.feed


@pytest.fixture
def source(host: WebHost, admin_person: Person, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A new channel whose feed is set and not yet fetched; it has none any more when the test is over."""
    channel = f"f{uuid.uuid4().hex[:12]}"
    catalogue.add_channel(
        Channel(channel, channel, "blog", "fi", "https://verona.virasto.example/"), admin_person.id, NOW
    )
    made = Source(channel, host, admin_person)
    feed_settings.set_feed(channel, host.address(made.path), admin_person.id, NOW)
    yield made
    feed_settings.set_feed(channel, None, admin_person.id, NOW)


def test_the_job_turns_a_feeds_items_into_drafts_that_the_channels_editor_sees(
    source: Source, cast: Cast, admin: Api
) -> None:
    editor = cast.api(cast.invite("Erja Toimittaja", Role.EDITOR, channels=(source.channel,)))
    source.add(2, summary="<p>Yksi</p><p><b>minuutti</b>.</p>")
    source.serve()

    said = invoke("ImportFeedsFunction", {"time": clock.now().isoformat()})
    drafts = list(editor.get("/contents?state=draft").json()["items"])
    shown = editor.get(f"/contents/{drafts[0]['content']}").json()
    (health,) = [c["feed"] for c in editor.get("/channels").json()["items"] if c["channel"] == source.channel]

    assert {"channel": source.channel, "contents": 2, "reason": None} in said["feeds"]
    assert [row["title"] for row in drafts] == ["Otsikko 1", "Otsikko 0"]
    assert (shown["url"], shown["summary"], shown["language"]) == (
        source.entries[0].address,
        "Yksi minuutti.",
        "fi",
    )
    assert (health["reason"], health["publishes"], health["waiting"]) == (None, False, 0)
    assert health["fetched_at"] is not None
    captions = {"texts": ["Lue tämä."]}
    assert editor.put(f"/contents/{drafts[0]['content']}/captions/x/fi", captions).status_code == 200
    assert editor.post(f"/contents/{drafts[0]['content']}/publish", {}).json()["state"] == "published"
    assert editor.get(f"/contents/{drafts[0]['content']}").json()["chosen_by"] == "Erja Toimittaja"


def test_the_schedule_may_call_the_job(source: Source) -> None:
    source.add(1)
    source.serve()
    scheduler = boto3.client("scheduler")
    target = scheduler.get_schedule(Name=f"{APPLICATION}-import-feeds")["Target"]

    scheduler.create_schedule(
        Name=source.channel,
        ScheduleExpression=f"at({clock.now():%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target=target,
    )

    until(lambda: source.contents, bool)  # the local cloud looks every ten seconds


def test_a_channel_may_publish_its_feed_at_once(source: Source, admin: Api, ambassador: Api) -> None:
    source.add(1)
    source.serve(atom(source.entries))
    path = f"/channels/{source.channel}/feed"
    answer = admin.put(path, {"url": source.host.address(source.path), "publishes": True})

    invoke("ImportFeedsFunction", {"time": clock.now().isoformat()})

    assert answer.json()["feed"]["publishes"] is True
    assert source.contents == [("published", "Otsikko 0")]
    assert source.entries[0].title in [r["title"] for r in ambassador.get("/contents?limit=40").json()["items"]]


def test_three_a_day_are_taken_newest_first_and_the_rest_on_later_days(source: Source) -> None:
    source.add(7)
    source.serve(ETag='"one"')

    noon = NOW.replace(hour=10, minute=0) + timedelta(days=1) - NOW  # an hour later it is the same day

    first = source.run(noon)
    same_day = [source.run(noon + timedelta(minutes=minutes)) for minutes in (1, 30, 60)]
    titles = [title for _, title in source.contents]
    next_day = source.run(noon + timedelta(days=1))
    day_after = source.run(noon + timedelta(days=2))
    week_after = source.run(noon + timedelta(days=8))

    assert first is not None
    assert (len(first.contents), first.waiting, titles) == (3, 4, ["Otsikko 6", "Otsikko 5", "Otsikko 4"])
    assert same_day[0] is None
    assert all(outcome is not None and outcome.contents == () for outcome in same_day[1:])
    assert next_day is not None
    assert (len(next_day.contents), next_day.waiting) == (3, 1)
    assert day_after is not None
    assert (len(day_after.contents), day_after.waiting) == (1, 0)
    assert week_after is not None
    assert week_after.contents == ()
    assert len(source.contents) == 7


def test_a_feed_that_has_not_changed_is_not_read_again(source: Source) -> None:
    source.add(1)
    source.serve(ETag='W/"one"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT")
    source.run()
    source.host.answers[source.path] = answering(304)

    outcome = source.run(timedelta(minutes=30))

    _, asked = source.host.requests[-1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('W/"one"', "Tue, 24 Nov 2026 10:00:00 GMT")
    assert outcome is not None
    assert (outcome.reason, outcome.contents) == (None, ())


def test_an_address_is_never_taken_twice_whatever_a_feed_does_with_it(source: Source) -> None:
    source.add(3)
    source.serve()
    source.run()
    again = [
        Entry(f"{e.address}?utm_source=rss#{n}", f"Uusi {n}", NOW + timedelta(days=n))
        for n, e in enumerate(source.entries)
    ]
    for day, body in enumerate((rss(again[::-1]), atom(again), json_feed(again * 2)), start=1):
        source.serve(body)

        outcome = source.run(timedelta(days=day))

        assert outcome is not None
        assert (outcome.contents, outcome.waiting) == ((), 0)
    assert len(source.contents) == 3


def test_what_an_editor_added_by_hand_does_not_come_again(source: Source, admin_person: Person) -> None:
    source.add(2)
    source.serve()
    draft = Draft(source.channel, source.entries[0].address, "Käsin", "fi")
    drafting.create_draft(draft, admin_person, Settings(), NOW)

    source.run()

    assert sorted(source.contents) == [("draft", "Käsin"), ("draft", "Otsikko 0")]


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"%PDF-1.7", "application/pdf", "not_a_feed"),
        (b"%PDF-1.7", "text/xml", "not_a_feed"),
        (b"", "text/xml", "not_a_feed"),
        (b"<html><title>Kirjaudu</title></html>", "text/html", "not_a_feed"),
        (b" " * (7 * 2**20), "text/xml", "answer_too_large"),
    ],
)
def test_a_broken_feed_says_on_its_channel_what_is_wrong_and_since_when(
    source: Source, body: bytes, kind: str, reason: str
) -> None:
    source.host.serve(source.path, body, kind)

    outcomes = [source.run(), source.run(timedelta(minutes=30)), source.run(timedelta(minutes=60))]
    third = source.run(timedelta(minutes=90))

    assert [outcome and outcome.reason for outcome in outcomes] == [reason, reason, None]
    assert third is not None
    health = feed_settings.feeds_of(source.admin)[source.channel]
    assert (health.reason, health.broken_since) == (reason, NOW)
    assert health.detail
    assert health.due == NOW + timedelta(minutes=90 + 120)
    assert source.contents == []


def test_a_feed_that_is_well_again_forgets_its_trouble(source: Source) -> None:
    source.host.answers[source.path] = answering(503, headers={"Retry-After": "7200"})
    source.run()
    assert source.feed.due == NOW + timedelta(hours=2)
    source.add(1)
    source.serve()

    source.run(timedelta(hours=2))

    health = feed_settings.feeds_of(source.admin)[source.channel]
    assert (health.reason, health.detail, health.broken_since) == (None, None, None)
    assert len(source.contents) == 1


def test_a_redirect_loop_is_told_as_one(source: Source) -> None:
    source.host.answers[source.path] = answering(302, headers={"Location": source.path})

    outcome = source.run()

    assert outcome is not None
    assert outcome.reason == "too_many_redirects"


def test_what_cannot_be_used_is_counted_by_the_reason(source: Source) -> None:
    source.add(1)
    source.entries += [Entry("http://plain.example/", published=NOW), Entry("mailto:a@b.example", published=NOW)]
    source.serve()

    source.run()

    assert feed_settings.feeds_of(source.admin)[source.channel].skipped == {"not_https": 1, "bad_url": 1}
    assert len(source.contents) == 1


def test_two_runs_at_once_and_a_killed_one_take_nothing_twice(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    source.add(5)
    source.serve()
    genuine = channels_items.save_channel
    monkeypatch.setattr(channels_items, "save_channel", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        source.run()  # all three are stored, the feed's own state is not
    monkeypatch.setattr(channels_items, "save_channel", genuine)

    again = source.run()

    assert again is not None
    assert (again.contents, again.waiting, len(source.contents)) == ((), 2, 3)


def test_a_broken_and_a_slow_feed_hold_no_other_up(source: Source, host: WebHost, admin_person: Person) -> None:
    import time

    others = {}
    for name in ("slow", "broken"):
        other = f"{name}-{uuid.uuid4().hex[:8]}"
        catalogue.add_channel(
            Channel(other, other, "blog", "fi", "https://verona.virasto.example/"), admin_person.id, NOW
        )
        feed_settings.set_feed(other, host.address(f"/{other}"), admin_person.id, NOW)
        others[name] = other
    host.answers[f"/{others['slow']}"] = lambda _: time.sleep(2)
    source.add(1)
    source.serve()
    run = ImportRun(Settings(), ZoneInfo("Europe/Helsinki"), NOW)
    begun = time.monotonic()

    outcomes = {outcome.channel: outcome for outcome in import_feeds(run)}

    for other in others.values():
        feed_settings.set_feed(other, None, admin_person.id, NOW)
    assert len(outcomes[source.channel].contents) == 1
    assert outcomes[others["broken"]].reason == "refused"
    assert outcomes[others["slow"]].reason == "unreachable"
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"url": "http://verona.virasto.example/feed"}, 422),
        ({"url": "https://user@verona.virasto.example/feed"}, 422),
        ({"url": "ei osoite"}, 422),
        ({}, 422),
        ({"url": None}, 422),
    ],
)
def test_only_a_plain_https_address_becomes_a_feed(source: Source, admin: Api, body: Any, status: int) -> None:
    assert admin.put(f"/channels/{source.channel}/feed", body).status_code == status


def test_a_feed_is_taken_away_once(source: Source, admin: Api) -> None:
    answers = [admin.send("DELETE", f"/channels/{source.channel}/feed") for _ in range(2)]

    assert [(answer.status_code, answer.json()["feed"]) for answer in answers] == [(200, None)] * 2


def test_a_body_of_another_kind_is_refused(source: Source, admin: Api) -> None:
    path = f"/channels/{source.channel}/feed"

    assert admin.send("PUT", path, b"url=x", {"Content-Type": "text/plain"}).status_code == 415


def test_ambassadors_and_editors_of_other_channels_see_no_feed(
    source: Source, ambassador: Api, other_editor: Api
) -> None:
    for somebody in (ambassador, other_editor):
        shown = {c["channel"]: c["feed"] for c in somebody.get("/channels").json()["items"]}

        assert shown[source.channel] is None
