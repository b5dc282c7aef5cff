"""The local cloud enforces the functions' roles, so every other test here proves that they suffice.

That they allow no more than what is written is held by a unit test on the template.
"""

from typing import Any

import boto3
import botocore.exceptions
import pytest

from lahetti.core.configuration import configuration
from tests.integration.functions import deployed_name


@pytest.fixture(scope="module")
def redirects_database() -> Any:
    """DynamoDB as the redirect may use it: with the credentials of its function's role."""
    role = boto3.client("lambda").get_function_configuration(FunctionName=deployed_name("RedirectFunction"))["Role"]
    given = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(
        "dynamodb",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def test_a_function_may_do_what_its_role_says(redirects_database: Any) -> None:
    key = {"pk": {"S": "SHARE#0000000000"}, "sk": {"S": "SHARE"}}

    answer = redirects_database.get_item(TableName=configuration().programme_table, Key=key)

    assert "Item" not in answer


@pytest.mark.parametrize(
    ("action", "table", "arguments"),
    [
        ("delete_item", "programme_table", {"Key": {"pk": {"S": "X"}, "sk": {"S": "X"}}}),
        ("put_item", "programme_table", {"Item": {"pk": {"S": "X"}, "sk": {"S": "X"}}}),
        ("scan", "programme_table", {}),
        ("get_item", "traffic_table", {"Key": {"pk": {"S": "X"}, "sk": {"S": "X"}}}),
        ("delete_item", "transient_table", {"Key": {"pk": {"S": "X"}}}),
    ],
)
def test_what_its_role_does_not_say_is_denied(
    redirects_database: Any, action: str, table: str, arguments: dict[str, Any]
) -> None:
    name = getattr(configuration(), table)

    with pytest.raises(botocore.exceptions.ClientError) as refused:
        getattr(redirects_database, action)(TableName=name, **arguments)

    assert refused.value.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")


def test_one_functions_role_cannot_be_used_for_anothers_secrets(redirects_database: Any) -> None:
    credentials = redirects_database._request_signer._credentials.get_frozen_credentials()
    secrets = boto3.client(
        "secretsmanager",
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        aws_session_token=credentials.token,
    )

    with pytest.raises(botocore.exceptions.ClientError):
        secrets.get_secret_value(SecretId=configuration().secret)
