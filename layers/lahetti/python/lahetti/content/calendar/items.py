"""Addresses of calendars as they are stored: one a person, and the hash of its token, which leads back to them."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.content.calendar.model import CalendarAddress
from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put


class CalendarAddressItem(ProgrammeItem, discriminator="calendar_address"):
    """pk = "PERSON#<id>", sk = "CALENDAR": that somebody has an address, and since when. The token is not stored."""

    made = UTCDateTimeAttribute()
    version = VersionAttribute()


class CalendarTokenItem(ProgrammeItem, discriminator="calendar_token"):
    """pk = "CALENDAR#<hash of the token>", sk = "CALENDAR"; gsi2: PERSON#<id> / CALENDAR."""

    person = UnicodeAttribute()
    made = UTCDateTimeAttribute()


def find_address(person: str) -> tuple[CalendarAddress | None, int]:
    """Return the address that a person has at this moment, or None, with the version that was read."""
    item = CalendarAddressItem.find(keys.person(person), keys.CALENDAR, consistent=True)
    return (None, 0) if item is None else (CalendarAddress(person, item.made), int(item.version))


def put_address(address: CalendarAddress, version: int) -> Put:
    """Return the write of a person's address over the version that was read; a first one must not be there."""
    return Put(_address(address, version))


def delete_address(address: CalendarAddress, version: int) -> Delete:
    """Return the write that takes a person's address away in the version that was read."""
    return Delete(_address(address, version))


def put_token(digest: str, address: CalendarAddress) -> Put:
    """Return the write that lets a token, by its hash, lead to an address."""
    return Put(_token(digest, address.person, address.made))


def delete_token(digest: str, address: CalendarAddress) -> Delete:
    """Return the write that lets a token, by its hash, lead nowhere."""
    return Delete(_token(digest, address.person, address.made))


def find_token(digest: str) -> CalendarAddress | None:
    """Return the address that a token leads to at this moment, by its hash, or None."""
    item = CalendarTokenItem.find(keys.calendar(digest), keys.CALENDAR, consistent=True)
    return None if item is None else CalendarAddress(item.person, item.made)


def _address(address: CalendarAddress, version: int) -> CalendarAddressItem:
    return CalendarAddressItem(keys.person(address.person), keys.CALENDAR, made=address.made, version=version or None)


def _token(digest: str, person: str, made: datetime) -> CalendarTokenItem:
    return CalendarTokenItem(
        keys.calendar(digest),
        keys.CALENDAR,
        gsi2pk=keys.person(person),
        gsi2sk=keys.CALENDAR,
        person=person,
        made=made,
    )
