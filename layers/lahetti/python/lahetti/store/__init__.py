"""DynamoDB: models by family, conditions, transactions. All families are imported, so every kind is known."""

from lahetti.store import contents, ledger, mails, people, programme, shares, traffic, transient
from lahetti.store.base import (
    Delete,
    Put,
    Refused,
    StoredItem,
    Unanswered,
    Update,
    connection,
    happened,
    put_alone,
    write_together,
)

__all__ = [
    "Delete",
    "Put",
    "Refused",
    "StoredItem",
    "Unanswered",
    "Update",
    "connection",
    "contents",
    "happened",
    "ledger",
    "mails",
    "people",
    "programme",
    "put_alone",
    "shares",
    "traffic",
    "transient",
    "write_together",
]
