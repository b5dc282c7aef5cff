"""What becomes of a person's shares when they are erased: links go on working, under a random id."""

from dataclasses import replace

from lahetti.dynamodb.transactions import retry_on_conflict
from lahetti.sharing import items


def forget_owner(code: str, person: str, alias: str) -> None:
    """Let a person's share be the alias's, with no reminder. Doing it again changes nothing. Raise Busy."""

    def attempt(_: bool) -> bool | None:
        share = items.find_share(code, consistent=True)
        if share is None or share.person != person:
            return True
        return items.save_share(replace(share, person=alias, remind_at=None)) or None

    retry_on_conflict(attempt)
