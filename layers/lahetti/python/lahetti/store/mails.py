"""The outbox: one item a mail, written in the transaction of the deed that it tells of."""

from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.store.base import ProgrammeItem


class Mail(ProgrammeItem, discriminator="mail"):
    """A mail to one person; its natural key lets it exist once.

    gsi1: MAILS#DUE / <due>#<key> while waiting or claimed, then MAILS#<yyyy-mm> / <time>#<key>.
    gsi2: PERSON#<id> / MAIL#<time>.
    """

    key = UnicodeAttribute()
    mail = UnicodeAttribute()
    person = UnicodeAttribute()
    state = UnicodeAttribute()
    due = UTCDateTimeAttribute()
    fields: MapAttribute[str, Any] = MapAttribute(default=dict)
    claimed = UTCDateTimeAttribute(null=True)
    sent = UTCDateTimeAttribute(null=True)
    message = UnicodeAttribute(null=True)
    expires = NumberAttribute()
    version = VersionAttribute()


def new_mail(key: str, mail: str, person: str, due: datetime, expires: datetime, fields: dict[str, Any]) -> Mail:
    """Build a waiting mail that is not stored yet."""
    return Mail(
        f"MAIL#{key}",
        "MAIL",
        gsi1pk="MAILS#DUE",
        gsi1sk=f"{due.isoformat()}#{key}",
        shown1={"mail": mail, "person": person},
        gsi2pk=f"PERSON#{person}",
        gsi2sk=f"MAIL#{due.isoformat()}#{key}",
        shown2={"mail": mail},
        key=key,
        mail=mail,
        person=person,
        state="waiting",
        due=due,
        expires=int(expires.timestamp()),
        fields=fields,
    )
