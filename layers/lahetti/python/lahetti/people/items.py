"""People: profile, e-mail address (unique), score card."""

from collections.abc import Iterable, Iterator
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.paging import Span, page_of_index


class Profile(ProgrammeItem, discriminator="person"):
    """Who somebody is in the programme; under 1 KB, as every request reads it.

    `view2` holds the role, and of the mail settings what tells whose turn a digest is, where it is not the default.
    """

    person = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    state = UnicodeAttribute()
    language = UnicodeAttribute()
    teams: ListAttribute[str] = ListAttribute(default=list)
    channels: ListAttribute[str] = ListAttribute(default=list)
    anonymous = BooleanAttribute(default=False)
    left_out = BooleanAttribute(default=False)
    mastodon_server = UnicodeAttribute(null=True)
    guidelines = NumberAttribute(default=0)
    digest = UnicodeAttribute(null=True)
    digest_days: ListAttribute[int] = ListAttribute(default=list)
    quiet = UnicodeAttribute(null=True)
    topics: ListAttribute[str] = ListAttribute(default=list)
    mail_state = UnicodeAttribute(null=True)
    paused_by = UnicodeAttribute(null=True)
    joined = UTCDateTimeAttribute()
    version = VersionAttribute()


class EmailAddress(ProgrammeItem, discriminator="email"):
    """Makes an address belong to one person."""

    person = UnicodeAttribute()


class ScoreCard(ProgrammeItem, discriminator="card"):
    """Running totals of one person, a fold of their ledger; its stream image feeds the standings.

    `days` is {day: [shares, points]}, `races` {race: [points, shares, clicks, second of the last entry above 0]}.
    `view1` repeats name and races for the table of the home team.
    """

    person = UnicodeAttribute()
    name = UnicodeAttribute()
    team = UnicodeAttribute(null=True)
    anonymous = BooleanAttribute(default=False)
    left_out = BooleanAttribute(default=False)
    spendable = NumberAttribute(default=0)
    lifetime = NumberAttribute(default=0)
    claims_approved = BooleanAttribute(default=False)
    days: MapAttribute[str, Any] = MapAttribute(default=dict)
    races: MapAttribute[str, Any] = MapAttribute(default=dict)
    version = VersionAttribute()


def find_profile(person: str, *, consistent: bool = False) -> Profile | None:
    """Return a person's profile, or None."""
    try:
        return Profile.get(keys.person(person), keys.PROFILE, consistent_read=consistent)
    except Profile.DoesNotExist:
        return None


def find_person_by_email(address: str) -> str | None:
    """Return the id of the person who has this address, or None."""
    try:
        return EmailAddress.get(keys.email(address), "EMAIL", consistent_read=True).person
    except EmailAddress.DoesNotExist:
        return None


def find_card(person: str, *, consistent: bool = False) -> ScoreCard | None:
    """Return a person's score card, or None."""
    try:
        return ScoreCard.get(keys.person(person), keys.CARD, consistent_read=consistent)
    except ScoreCard.DoesNotExist:
        return None


def find_cards(people: Iterable[str]) -> list[ScoreCard]:
    """Return the score cards of some people, in any order; those who have none are left out."""
    return batch_get(ScoreCard, ((keys.person(person), keys.CARD) for person in people))


def find_profiles(people: Iterable[str]) -> list[Profile]:
    """Return the profiles of some people, in any order; those who have none are left out."""
    return batch_get(Profile, ((keys.person(person), keys.PROFILE) for person in people))


def people_in(state: str) -> Iterator[str]:
    """Walk the ids of the people in a state, by the time they joined."""
    for item in ProgrammeItem.gsi2.query(keys.people(state)):
        yield item.pk.removeprefix("PERSON#")


def first_people(state: str, number: int) -> list[str]:
    """Return the ids of those who joined first, of the people in a state."""
    found = ProgrammeItem.gsi2.query(keys.people(state), limit=number)
    return [item.pk.removeprefix("PERSON#") for item in found]


def rows_in(state: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk (person, what the profile shows) of the people in a state, by the time they joined."""
    for item in ProgrammeItem.gsi2.query(keys.people(state)):
        yield item.pk.removeprefix("PERSON#"), item.view2.as_dict()


def page_in(state: str, span: Span) -> tuple[list[Profile], str | None]:
    """Return the profiles of a page of the people in a state, who joined last first, and the next page's cursor."""
    items, following = page_of_index(ProgrammeItem.gsi2, keys.people(state), span)
    order = {item.pk: place for place, item in enumerate(items)}
    profiles = batch_get(Profile, ((item.pk, item.sk) for item in items))
    return sorted(profiles, key=lambda profile: order[profile.pk]), following


def count_in(state: str) -> int:
    """Count the people in a state."""
    return ProgrammeItem.gsi2.count(keys.people(state))


def known_addresses(addresses: Iterable[str]) -> dict[str, str]:
    """Return {address in lower case: person} of those addresses that somebody has."""
    wanted = ((keys.email(address), "EMAIL") for address in addresses)
    found = batch_get(EmailAddress, wanted, consistent=True)
    return {item.pk.removeprefix("EMAIL#"): item.person for item in found}


def team_cards(team: str) -> list[tuple[str, dict[str, Any]]]:
    """Return (person, what the card shows) of everybody whose home team it is."""
    return [
        (item.pk.removeprefix("PERSON#"), item.view1.as_dict()) for item in ProgrammeItem.gsi1.query(keys.team(team))
    ]
