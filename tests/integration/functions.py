"""The deployed functions by the names that the template gives them."""

import json
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

APPLICATION = "lahetti"
# As long as a function may take; and no second try, which would run a job beside itself.
_PATIENCE = Config(read_timeout=900, retries={"total_max_attempts": 1})


@cache
def deployed_name(logical: str) -> str:
    """Return the name of a resource of the application."""
    found = boto3.client("cloudformation").describe_stack_resource(StackName=APPLICATION, LogicalResourceId=logical)
    return found["StackResourceDetail"]["PhysicalResourceId"]


def invoke(function: str, event: dict[str, Any]) -> Any:
    """Call a function, as a schedule or a stream does, and return its answer; fail if it fails."""
    client = boto3.client("lambda", config=_PATIENCE)
    answer = client.invoke(FunctionName=deployed_name(function), Payload=json.dumps(event).encode())
    said = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, said
    return said
