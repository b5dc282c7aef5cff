"""A challenge under another name: at any time, since nothing that it promises or freezes holds the name.

Its id stays, and with it everything that points at it. Standing races are called by their days and are not renamed.
"""

from dataclasses import replace
from datetime import datetime

from lahetti.core.errors import NotFound
from lahetti.core.names import LocalisedName, require_name
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.periods import calendar, challenges, items
from lahetti.periods.model import Challenge
from lahetti.records import audit
from lahetti.records.audit import AuditAction


def rename(race: str, name: LocalisedName, admin: str, now: datetime) -> Challenge:
    """Call a challenge by another name, in all languages; lists show it within a minute.

    The same name again changes nothing. Raise Invalid, NotFound, or Busy.
    """
    require_name("name_texts", name, challenges.LONGEST_NAME)

    def attempt(_: bool) -> Challenge | None:
        head = items.find_head(race, consistent=True) if calendar.is_challenge(race) else None
        if head is None:
            raise NotFound(f"There is no challenge {race[:40]}.", field="race", value=race[:40])
        after = replace(head, name=name)
        if after.name == head.name:
            return challenges.challenge_of(head)
        before, called = {"name": head.name}, {"name": name}
        log = audit.entry(admin, AuditAction.CHALLENGE_RENAMED, keys.race(race), now, before=before, after=called)
        return challenges.challenge_of(after) if try_transact(items.put_head(after), log) else None

    renamed = retry_on_conflict(attempt)
    challenges.forget_lists()
    return renamed
