"""DynamoDB: models by family, conditions, transactions. All families are imported, so every kind is known."""

from lahetti.store import contents, ledger, mails, people, picture_files, posts, programme, shares, traffic, transient
from lahetti.store.base import Delete, Put, Refused, Unanswered, Update, connection, put_alone, write_together

__all__ = [
    "Delete",
    "Put",
    "Refused",
    "Unanswered",
    "Update",
    "connection",
    "contents",
    "ledger",
    "mails",
    "people",
    "picture_files",
    "posts",
    "programme",
    "put_alone",
    "shares",
    "traffic",
    "transient",
    "write_together",
]
