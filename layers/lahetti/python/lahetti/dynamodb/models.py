"""One base model a table, and its indexes.

All three tables share one botocore client: PynamoDB would otherwise build one per table (about 65 ms each).
"""

from functools import cache
from typing import Any, Self, TypeVar

from pynamodb.attributes import DiscriminatorAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import TableConnection
from pynamodb.connection.base import MetaTable
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model

from lahetti.core.configuration import configuration
from lahetti.dynamodb.connection import connection


class StoredItem(Model):
    """What the base models of the three tables have in common."""

    class Meta:
        """PynamoDB insists on the class; the table's name comes from the configuration."""

    table: str
    """The field of the configuration that names the table."""
    pk: UnicodeAttribute

    def __init__(self, *keys: Any, **attributes: Any) -> None:
        # None is an attribute that is not there; a version would not take it.
        super().__init__(*keys, **{name: value for name, value in attributes.items() if value is not None})

    @classmethod
    def find(cls, pk: str, sk: str | None = None, *, consistent: bool = False) -> Self | None:
        """Return the item under a key, or None; `consistent` for the one as it is at this moment."""
        try:
            return cls.get(pk, sk, consistent_read=consistent)
        except cls.DoesNotExist:
            return None

    @classmethod
    def _get_connection(cls) -> TableConnection:
        return _table_connection(cls.table)


@cache
def _table_connection(table: str) -> TableConnection:
    name: str = getattr(configuration(), table)
    schema = _base_models()[table]._get_schema()
    connection().add_meta_table(
        MetaTable(
            {
                "TableName": name,
                "KeySchema": schema["key_schema"],
                "AttributeDefinitions": schema["attribute_definitions"],
                "GlobalSecondaryIndexes": [
                    {"IndexName": index["index_name"], "KeySchema": index["key_schema"]}
                    for index in schema["global_secondary_indexes"]
                ],
                "LocalSecondaryIndexes": [],
            }
        )
    )
    shared = TableConnection(name)
    shared.connection = connection()
    return shared


def _base_models() -> dict[str, type[StoredItem]]:
    return {model.table: model for model in (ProgrammeItem, TrafficItem, TransientItem)}


class Gsi1(GlobalSecondaryIndex["ProgrammeItem"]):
    """Sparse; what its items show stands in `view1`."""

    class Meta:
        index_name = "gsi1"
        projection = IncludeProjection(["kind", "view1"])

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class Gsi2(GlobalSecondaryIndex["ProgrammeItem"]):
    """Sparse; what its items show stands in `view2`."""

    class Meta:
        index_name = "gsi2"
        projection = IncludeProjection(["kind", "view2"])

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ProgrammeItem(StoredItem):
    """An item of the Programme table; `kind` tells which model reads it."""

    table = "programme_table"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    gsi1 = Gsi1()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    view1: MapAttribute[str, Any] = MapAttribute(null=True)
    gsi2 = Gsi2()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    view2: MapAttribute[str, Any] = MapAttribute(null=True)


class Standings(GlobalSecondaryIndex["TrafficItem"]):
    """Places of a race, read descending. A row without `race` and `place` is listed nowhere."""

    class Meta:
        index_name = "standings"
        projection = IncludeProjection(["kind", "name", "team", "points", "shares", "clicks"])

    race = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class TrafficItem(StoredItem):
    """An item of the Traffic table."""

    table = "traffic_table"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    standings = Standings()
    race = UnicodeAttribute(null=True)
    place = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)


class TransientItem(StoredItem):
    """An item of the Transient table."""

    table = "transient_table"

    pk = UnicodeAttribute(hash_key=True)
    kind = DiscriminatorAttribute()
    expires = NumberAttribute(null=True)


Kind = TypeVar("Kind", bound=StoredItem)
