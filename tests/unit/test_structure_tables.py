"""Tables as deployed against tables as the code takes them: an index or a projection cannot be mended later."""

from typing import Any

import pytest

from lahetti.dynamodb.models import ProgrammeItem, TrafficItem, TransientItem
from tools import templates

MODELS = {"ProgrammeTable": ProgrammeItem, "TrafficTable": TrafficItem, "TransientTable": TransientItem}
STREAMS = {"ProgrammeTable": "NEW_IMAGE", "TrafficTable": "KEYS_ONLY", "TransientTable": None}
TABLES = templates.foundation("AWS::DynamoDB::Table")
RESOURCES = templates.template("infra/foundation.yaml")["Resources"]


def in_order(entries: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted(tuple(entry[name] for name in sorted(entry)) for entry in entries)


def test_there_are_three_tables() -> None:
    assert set(TABLES) == set(MODELS) == set(STREAMS)


@pytest.mark.parametrize("table", MODELS)
def test_keys_and_their_attributes_are_the_models(table: str) -> None:
    schema: Any = MODELS[table]._get_schema()

    assert in_order(TABLES[table]["KeySchema"]) == in_order(schema["key_schema"])
    assert in_order(TABLES[table]["AttributeDefinitions"]) == in_order(schema["attribute_definitions"])


@pytest.mark.parametrize("table", MODELS)
def test_indexes_and_projections_are_the_models(table: str) -> None:
    schema: Any = MODELS[table]._get_schema()
    in_code = {
        index["index_name"]: (
            in_order(index["key_schema"]),
            index["projection"]["ProjectionType"],
            index["projection"].get("NonKeyAttributes"),
        )
        for index in schema["global_secondary_indexes"]
    }
    deployed = {
        index["IndexName"]: (
            in_order(index["KeySchema"]),
            index["Projection"]["ProjectionType"],
            index["Projection"].get("NonKeyAttributes"),
        )
        for index in TABLES[table].get("GlobalSecondaryIndexes", [])
    }

    assert deployed == in_code


@pytest.mark.parametrize("table", MODELS)
def test_a_stream_shows_what_its_consumers_need_and_no_more(table: str) -> None:
    assert TABLES[table].get("StreamSpecification", {}).get("StreamViewType") == STREAMS[table]


def test_what_must_vanish_has_no_copy() -> None:
    assert "StreamSpecification" not in TABLES["TransientTable"]
    assert "PointInTimeRecoverySpecification" not in TABLES["TransientTable"]


def test_what_must_never_be_lost_can_be_restored() -> None:
    assert TABLES["ProgrammeTable"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


@pytest.mark.parametrize("table", MODELS)
def test_items_expire_by_one_attribute(table: str) -> None:
    assert TABLES[table]["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


@pytest.mark.parametrize(
    "resource", [*MODELS, "Secret", "PicturesBucket", "UserPool", "UserPoolClient", "MailIdentity"]
)
def test_what_outlives_a_deployment_is_retained(resource: str) -> None:
    assert RESOURCES[resource]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert RESOURCES[resource]["UpdateReplacePolicy"] == "Retain"
