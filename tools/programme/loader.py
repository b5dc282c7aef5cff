"""Loads the demo programme: plays the simulated events through the use cases, each at its moment.

Clicks are tallied in process in each day's evening, so the consumer of clicks is switched off meanwhile. What its
stream holds for it afterwards finds nothing to do. Standings follow the score cards as always.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from lahetti.analytics.facts import counting
from lahetti.analytics.facts import items as facts_items
from lahetti.analytics.facts.model import Fact, Source
from lahetti.analytics.facts.people import PeopleCounting
from lahetti.analytics.seen import report_seen
from lahetti.content import drafting, publishing, revising
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.model import Draft
from lahetti.content.pictures import copy_pictures
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.names import LocalisedName
from lahetti.dynamodb import transactions
from lahetti.dynamodb.paging import Span
from lahetti.networks.networks import Network
from lahetti.people import changing, inviting
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Invitation, Person, Role, WayIn
from lahetti.points import clicks, confirming
from lahetti.points.model import Programme
from lahetti.races import reconciliation
from lahetti.records import audit
from lahetti.records import items as records_items
from lahetti.records.audit import AuditAction
from lahetti.settings import versions as settings_versions
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, opening
from lahetti.sharing.model import Mark
from tools.cloud.report import Failure, say, step
from tools.programme import illustrations, simulation
from tools.programme.campaign import put_campaign, read_campaign
from tools.programme.cast import Cast
from tools.programme.click_prices import put_click_prices, read_click_prices
from tools.programme.consumers import clicks_consumer_off, wait_for_consumers
from tools.programme.prizes import offer_prizes, read_prizes
from tools.programme.report import put_report, read_report
from tools.programme.simulation import Accepted, Drafted, Event, Invited, Published, Seen, Shared, Visited, simulate
from tools.programme.surveys import put_surveys, read_surveys

BY = "deployment"
SUBJECT = "PROGRAMME"
BEGUN, LOADED = AuditAction.DEMO_PROGRAMME_BEGUN, AuditAction.DEMO_PROGRAMME_LOADED
ORGANISATION = {"fi": "Verohallinto", "sv": "Skatteförvaltningen", "en": "Tax Administration"}
BLOCKED_WORDS = ("veroparatiisi",)
_HANDS = 4
"""Threads: the local cloud answers one request at a time, but the next one waits at its door."""

T = TypeVar("T")


def invite_first_admin(cast: Cast, now: datetime) -> Person:
    """Invite the admin whom the deployment names; nothing happens where they are known."""
    email = os.environ["LAHETTI_FIRST_ADMIN"]
    name = cast.admin.name if email == cast.admin.email else email.partition("@")[0]
    invitation = Invitation(
        email, name, Role.ADMIN, cast.admin.language, (cast.admin.team,), came_by=WayIn.INSTALLATION
    )
    return inviting.invite(invitation, BY, now)[0]


def load(cast: Cast, now: datetime) -> None:
    """Load the programme as if its eight weeks ended now; nothing happens where that is done.

    Raise Failure where an earlier loading was broken off: a programme is loaded whole or not at all.
    """
    done = [entry.what for entry in records_items.audit_about(SUBJECT, Span())[0]]
    if LOADED in done:
        say("The demo programme is loaded already.")
        return
    if BEGUN in done:
        raise Failure("An earlier loading of the demo programme was broken off: make reset, then start again.")
    transactions.transact(audit.entry(BY, BEGUN, SUBJECT, now))
    zone = ZoneInfo(configuration().time_zone)
    story = simulate(cast, now, zone)
    with ThreadPoolExecutor(_HANDS) as hands, clicks_consumer_off():
        stage = _Stage(cast, zone, now, hands)
        with step("demo programme: inviting people"):
            stage.set_up(story)
        with step("demo programme: eight weeks of contents, shares and clicks"):
            stage.play(story)
        stage.leave_views(story)
        stage.leave_last_visit(story)
    put_campaign(read_campaign(), stage.people[cast.admin.email].id, now, zone)
    put_surveys(read_surveys(), cast, story[0].at, now, zone)
    offer_prizes(read_prizes(), stage.people[cast.admin.email].id, now, zone)
    with step("demo programme: waiting for the consumers"):
        wait_for_consumers(stage.last, [person.id for person in stage.people.values()])
    with step("demo programme: holding cards and standings against the ledgers"):
        differences = reconciliation.reconcile(now, zone, counts=partial(PeopleCounting, zone=zone))
    # Shares keep all the days of their visits here, so one count finds whatever an hourly one would have written.
    counting.count_contents(now, zone)
    put_click_prices(*read_click_prices(), stage.people[cast.admin.email].id, now, zone)
    put_report(read_report(), stage.people[cast.admin.email].id, now, zone)
    if differences:
        names = ", ".join(f"{found.person} {found.what}" for found in differences[:5])
        raise Failure(f"The demo programme does not add up ({len(differences)} differences): {names}.")
    transactions.transact(audit.entry(BY, LOADED, SUBJECT, now))


@dataclass
class _Stage:
    """The programme while it is played: who and what the events' names stand for."""

    cast: Cast
    zone: ZoneInfo
    now: datetime
    hands: ThreadPoolExecutor
    people: dict[str, Person] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    codes: dict[tuple[str, str, Network], str] = field(default_factory=dict)
    unconfirmed: set[str] = field(default_factory=set)
    judged: Programme = field(init=False)
    last: str = ""

    def set_up(self, story: Sequence[Event]) -> None:
        """Publish settings, guidelines and channels; invite everybody."""
        start = story[0].at
        admin = invite_first_admin(self.cast, start)
        changes: dict[str, Any] = {
            "organisation": LocalisedName.of(ORGANISATION),
            "front_page": "https://verona.virasto.example/",
            "blocked_words": BLOCKED_WORDS,
            "clicks_an_ip": 1000,  # on one machine all visitors have one address
            "strong_sign_in": False,  # whoever looks at the demo has its inbox, and need not make a passkey
            "topics": self.cast.topics,
            "teams": tuple((team.id, team.name) for team in self.cast.teams),
        }
        settings_versions.change_settings(changes, admin.id, start)
        texts = {str(language): text for language, text in self.cast.guidelines.texts.items()}
        guidelines_publishing.publish(texts, admin.id, start)
        self.judged = Programme(settings_versions.read_settings(), self.zone)
        for channel in self.cast.channels:
            wanted = Channel(channel.id, channel.name, channel.kind, channel.language, channel.address)
            catalogue.add_channel(wanted, admin.id, start)
        invited = [event for event in story if isinstance(event, Invited)]
        found = self._all(lambda event: self._invite(event, admin), invited)
        self.people = dict(zip((event.email for event in invited), found, strict=True))

    def play(self, story: Sequence[Event]) -> None:
        """Play day after day, tallying each day's clicks in its evening."""
        of_day: dict[str, list[Event]] = defaultdict(list)
        for event in story:
            of_day[day_of(event.at, self.zone)].append(event)
        for day, todays in of_day.items():
            self._play_day(day, todays)

    def leave_last_visit(self, story: Sequence[Event]) -> None:
        """Let somebody look at their own link: it is not counted, and tells when the consumer has seen all before."""
        shared = next(d for d in reversed(story) if isinstance(d, Shared) and d.confirmed and d.confirmed <= self.now)
        self.last = self.codes[shared.share]
        day, second = day_of(self.now, self.zone), int(self.now.timestamp())
        visitor = links.visitor_of(self._visitor_key(day), "own", "")
        person = self.people[shared.email].id
        sharing_items.add_own_device(person, day, visitor, second, self.now + links.MARK_KEPT)
        self._put_marks([(self.last, day, Mark(visitor, 1, second, visitor))])

    def leave_views(self, story: Sequence[Event]) -> None:
        """Leave what was seen: of days that are over as the nights' job counts it, of today as devices report it."""
        today = day_of(self.now, self.zone)
        views = [(day_of(event.at, self.zone), event) for event in story if isinstance(event, Seen)]
        counted = Counter((day, self.contents[event.content]) for day, event in views if day < today)
        facts = [Fact(day, content, seen=number) for (day, content), number in sorted(counted.items())]
        facts_items.save_days(facts, Source.SEEN)
        of_today = _grouped((event for day, event in views if day == today), attrgetter("email"))
        self._all(self._report_seen, of_today)

    def _report_seen(self, own: Sequence[Seen]) -> None:
        contents = {self.contents[event.content] for event in own}
        report_seen(self.people[own[0].email], contents, self.now, self.zone)

    def _play_day(self, day: str, todays: Sequence[Event]) -> None:
        evening = simulation.evening_of(day, self.now, self.zone)
        self._all(
            self._edit, _grouped((d for d in todays if isinstance(d, Drafted | Published)), attrgetter("content"))
        )
        self._all(self._accept, [event for event in todays if isinstance(event, Accepted)])
        shares = _grouped((event for event in todays if isinstance(event, Shared)), attrgetter("email"))
        self._all(self._share, shares)
        visits = [event for event in todays if isinstance(event, Visited)]
        self._leave_marks(day, visits)
        touched = _grouped(visits, lambda event: event.share[0])
        self._all(lambda own: self._tally(own, day, evening), touched)
        publishing.publish_and_archive_due(self.judged.settings, evening)
        copy_pictures(illustrations.illustrator(self.cast), evening)

    def _invite(self, event: Invited, admin: Person) -> Person:
        person = next(person for person in self.cast.people if person.email == event.email)
        if person is self.cast.admin:
            return admin
        invitation = Invitation(
            person.email,
            person.name,
            Role(person.role),
            person.language,
            (person.team,),
            person.channels,
            left_out=person.left_out,
        )
        invited, _ = inviting.invite(invitation, admin.id, event.at)
        return changing.change_oneself(invited, {"anonymous": True}, event.at) if person.anonymous else invited

    def _accept(self, event: Accepted) -> None:
        person = self.people[event.email]
        self.people[event.email] = guidelines_accepting.accept(person.id, self.judged.settings.guidelines, event.at)

    def _edit(self, of_content: Sequence[Drafted | Published]) -> None:
        for event in of_content:
            written = next(
                written for written in (*self.cast.contents, *self.cast.coming) if written.id == event.content
            )
            editor = self.people[written.chosen_by]
            if isinstance(event, Published):
                known = self.contents[written.id]
                publishing.publish(known, editor, self.judged.settings, event.at, event.planned)
                continue
            draft = Draft(
                channel=written.channel,
                url=written.address,
                title=written.title,
                language=written.language,
                summary=written.summary,
                why=written.why,
                disclosure=written.disclosure or "",
                topics=written.topics,
                audience=written.audience,
                picture=illustrations.address_of(written.id),
                minutes=written.minutes,
                wished_until=self._sunday() if written.wished else None,
            )
            made = drafting.create_draft(draft, editor, self.judged.settings, event.at).row.content
            self.contents[written.id] = made
            for network in simulation.NETWORKS:
                texts = (network is Network.LINKEDIN and written.linkedin) or written.captions
                revising.set_captions(made, network, written.language, texts, editor, self.judged.settings, event.at)

    def _sunday(self) -> date:
        """Return the last day of the week in which the programme's weeks end."""
        today = self.now.astimezone(self.zone).date()
        return today + timedelta(days=7 - today.isoweekday())

    def _share(self, own: Sequence[Shared]) -> None:
        for event in own:
            person = self.people[event.email]
            opened, _ = opening.open_share(
                person,
                self.contents[event.content],
                event.network,
                self.judged.settings,
                event.at,
                words=event.words,
            )
            self.codes[event.share] = opened.code
            if event.confirmed is not None and event.confirmed <= self.now:
                confirming.confirm_share(person.id, opened.code, self.judged, event.confirmed)
            else:
                self.unconfirmed.add(opened.code)

    def _leave_marks(self, day: str, visits: Sequence[Visited]) -> None:
        """Leave the marks that the redirect would have left; a past day's key is deleted as the job does."""
        moments: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for visit in visits:
            moments[self.codes[visit.share], visit.visitor].append(visit.at)
        key = self._visitor_key(day) if visits else b""
        self._put_marks(
            (code, day, Mark(links.visitor_of(key, visitor, ""), len(times), int(times[0].timestamp()), visitor))
            for (code, visitor), times in moments.items()
        )
        if day != day_of(self.now, self.zone):
            sharing_items.delete_visitor_key(day)

    def _put_marks(self, marks: Iterable[tuple[str, str, Mark]]) -> None:
        sharing_items.put_marks(marks, self.now + links.MARK_KEPT)

    def _visitor_key(self, day: str) -> bytes:
        fresh = os.urandom(links.VISITOR_KEY_BYTES)
        return sharing_items.visitor_key(day, fresh, links.visitor_key_expires(day, self.zone))

    def _tally(self, visits: Sequence[Visited], day: str, evening: datetime) -> None:
        for visit in visits:
            code = self.codes[visit.share]
            if code in self.unconfirmed:  # its first click confirms it, at that hour and not in the evening
                self.unconfirmed.discard(code)
                clicks.tally_clicks({(code, day)}, self.judged, visit.at)
        clicks.tally_clicks({(self.codes[visit.share], day) for visit in visits}, self.judged, evening)

    def _all(self, do: Callable[[T], Any], with_each: Iterable[T]) -> list[Any]:
        """Do something with each of several things that do not touch one another; a failure is raised here."""
        return list(self.hands.map(do, with_each))


def _grouped(found: Iterable[T], by: Callable[[T], str]) -> list[list[T]]:
    return [list(group) for _, group in groupby(sorted(found, key=by), by)]
