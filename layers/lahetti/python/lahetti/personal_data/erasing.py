"""Erasing somebody who has left: everything that `items.everything_of` finds, then files, then the sign-in.

Each step can be repeated, and begins with what is there: killed between any two of them and started again, it ends the
same, as the random id was fixed when the erasure began. It is done twice, the second time a minute later, for what was
under way when the person left and for what an index did not show yet. Then a last mail goes into the outbox, which
sends it at any hour; once it is settled, it goes with the erasure's own item.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lahetti.core.errors import Busy
from lahetti.core.observability import logger
from lahetti.dynamodb import keys
from lahetti.dynamodb.models import StoredItem
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people.erasures import items as erasures
from lahetti.people.erasures.model import Erasure
from lahetti.people.work_accounts.items import WorkAccountItem
from lahetti.personal_data import files, items
from lahetti.personal_data.items import Whose
from lahetti.personal_data.kinds import OF_PEOPLE, Fate
from lahetti.points import items as points_items
from lahetti.points.items import LedgerOpeningItem
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.items import MailItem
from lahetti.records.model import MailKind
from lahetti.rewards.forgetting import forget_award
from lahetti.rewards.items import AwardItem
from lahetti.security import federation, identity
from lahetti.settings.model import Settings
from lahetti.sharing.forgetting import forget_owner
from lahetti.sharing.items import ShareItem
from lahetti.suggestions import forgetting as suggestions
from lahetti.suggestions.items import SuggestionItem
from lahetti.suggestions.model import SuggestionState

SECOND_LOOK = timedelta(minutes=1)
"""How long after the beginning everything is looked through once more: longer than any request of the person's."""
_WORKERS = 4
"""Erasures that are under way at a time."""


@dataclass(frozen=True)
class Outside:
    """What an erasure does outside the tables; tests replace it."""

    list_erasure: Callable[[str], None] = files.list_erasure
    delete_export: Callable[[str], None] = files.delete_export
    delete_sign_in: Callable[[str], None] = identity.delete_sign_in
    delete_work_profile: Callable[[str], None] = federation.delete_profile


def erase_all(settings: Settings, now: datetime, outside: Outside | None = None) -> int:
    """Go on with all erasures, none of which waits for another's failure; return how many are done.

    Raise what failed in the end, all together: the next run goes on with it.
    """
    with ThreadPoolExecutor(_WORKERS) as workers:
        under_way = [
            workers.submit(erase, person, settings, now, outside or Outside()) for person in erasures.people_under_way()
        ]
    failures = [error for done in under_way if isinstance(error := done.exception(), Exception)]
    if failures:
        raise ExceptionGroup("people not erased", failures)
    return sum(done.result() for done in under_way)


def erase(person: str, settings: Settings, now: datetime, outside: Outside) -> bool:
    """Go on with an erasure; return whether it is done. May be called as often as one likes, by several at once."""
    erasure = erasures.find_erasure(person)
    if erasure is None:
        return True
    whose = Whose(person, erasure.name, erasure.email, erasure.joined, erasure.alias)
    outside.list_erasure(person)
    _erase_items(whose, erasure.asked, settings.register_years, now, outside)
    outside.delete_export(person)
    outside.delete_sign_in(person)
    if now - erasure.asked < SECOND_LOOK or not _is_told(erasure):
        return False
    logger.info("erased", alias=erasure.alias)
    return True


def silence(person: str) -> None:
    """Let no mail tell of an erasure that is under way: its person was told when it was done first."""

    def attempt(_: bool) -> bool | None:
        found = erasures.find_erasure(person)
        return found is None or found.silent or try_transact(erasures.put_erasure(replace(found, silent=True))) or None

    retry_on_conflict(attempt)


def _erase_items(whose: Whose, asked: datetime, register_years: int, now: datetime, outside: Outside) -> None:
    """Do with everything that the tables hold of a person what its kind asks for."""
    alias = whose.alias or ""
    found = list(items.everything_of(whose, now))
    for item in found:
        match item:
            case AwardItem():
                forget_award(item.reward, item.sk, alias, whose.name, register_years, asked)
            case SuggestionItem() if item.state == SuggestionState.WAITING.value:
                suggestions.withdraw(item.content, asked)
            case WorkAccountItem():
                outside.delete_work_profile(item.subject)  # before the item, which alone says which one it is
    items.delete([*items.mails_about(whose, now), *(item for item in found if _goes(item, whose))])
    for item in found:
        if isinstance(item, ShareItem):
            forget_owner(item.code, whose.person, alias)
    points_items.move_ledger(whose.person, alias)
    for item in items.mentions(whose, now):
        if not items.save_without(item, whose):
            raise Busy("Somebody is changing what names a person who is being erased.", retry_after=1)


def _goes(item: StoredItem, whose: Whose) -> bool:
    """Return whether an item goes at once; the last mail is still to be sent, what is another's stays."""
    if isinstance(item, LedgerOpeningItem):
        return item.pk == keys.person(whose.person)
    if isinstance(item, MailItem) and item.mail == MailKind.DATA_ERASED.value:
        return False
    kind = OF_PEOPLE.get(type(item))
    return kind is None or kind.fate is Fate.GOES


def _is_told(erasure: Erasure) -> bool:
    """Have the last mail sent, and take it away with the erasure's own item; return whether that is done."""
    if erasure.silent:
        return try_transact(erasures.delete_erasure(erasure))
    fields: dict[str, str | int] = {"reason": erasure.reason} if erasure.reason else {}
    if erasure.by_directory:
        fields["by_directory"] = 1
    mail = outbox.new_mail(MailKind.DATA_ERASED, erasure.person, erasure.alias, erasure.asked, **fields)
    records_items.save_mail(mail)
    found = records_items.find_mail(mail.key)
    if found is None or not found.is_settled:
        return False
    return try_transact(records_items.delete_mail(found), erasures.delete_erasure(erasure))
