"""What outlives every release can be made anew after a try that failed, and changed as long as it stands."""

from typing import Any

import pytest

from tools import templates
from tools.deploying.stacks_of_ours import KEPT_KINDS

RESOURCES: dict[str, Any] = templates.template("infra/foundation.yaml")["Resources"]
KEPT = {name: one for name, one in RESOURCES.items() if "DeletionPolicy" in one}


def test_all_that_holds_data_is_kept() -> None:
    assert {name for name, one in RESOURCES.items() if one["Type"] in KEPT_KINDS} <= set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_goes_with_a_creation_that_failed(name: str) -> None:
    """Kept then, too, it would collide with the next try: a name that is taken, an identity that exists."""
    assert KEPT[name]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert KEPT[name]["UpdateReplacePolicy"] == "Retain"


def test_protection_is_switched_on_by_a_parameter_once_all_of_it_stands() -> None:
    """What is protected from its first moment cannot be rolled back."""
    for table in templates.foundation("AWS::DynamoDB::Table").values():
        assert table["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}
    (pool,) = templates.foundation("AWS::Cognito::UserPool").values()
    assert pool["DeletionProtection"]["Fn::If"][0] == "IsProtected"
    assert templates.template("infra/foundation.yaml")["Conditions"]["IsProtected"] == {
        "Fn::Equals": [{"Ref": "DeletionProtection"}, "true"]
    }


def test_the_secret_has_no_name_of_ours_on_aws() -> None:
    """A deleted secret keeps its name for a week at least."""
    (secret,) = templates.foundation("AWS::SecretsManager::Secret").values()

    assert secret["Name"]["Fn::If"][:2] == ["OnAws", {"Ref": "AWS::NoValue"}]


@pytest.mark.parametrize("name", ["template.yaml", "infra/foundation.yaml", "infra/account.yaml"])
def test_no_stack_imports_what_another_exports(name: str) -> None:
    """An export that is imported can never change: sender, domain and tables would be frozen."""
    text = (templates.ROOT / name).read_text()

    assert "ImportValue" not in text
    assert all("Export" not in output for output in templates.template(name).get("Outputs", {}).values())


@pytest.mark.parametrize(
    ("name", "buckets"), [("template.yaml", ["GivenUpRecords"]), ("infra/foundation.yaml", ["PicturesBucket"])]
)
def test_buckets_are_encrypted_and_take_encrypted_connections_only(name: str, buckets: list[str]) -> None:
    resources = templates.template(name)["Resources"]
    policies = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::S3::BucketPolicy"]

    assert [key for key, one in resources.items() if one["Type"] == "AWS::S3::Bucket"] == buckets
    assert [policy["Bucket"] for policy in policies] == [{"Ref": bucket} for bucket in buckets]
    for bucket in buckets:
        assert "BucketEncryption" in resources[bucket]["Properties"]
    for policy in policies:
        (statement,) = policy["PolicyDocument"]["Statement"]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_topics_are_encrypted_and_take_encrypted_connections_only() -> None:
    topics = templates.application("AWS::SNS::Topic")
    policies = {str(one["Topics"]): one for one in templates.application("AWS::SNS::TopicPolicy").values()}
    (key,) = templates.foundation("AWS::KMS::Key").values()
    publish = [one for one in key["KeyPolicy"]["Statement"] if one["Sid"] == "ServicesThatPublishToTopics"]

    for name, topic in topics.items():
        assert topic["KmsMasterKeyId"] == {"Ref": "EncryptionKey"}, name
        statements = policies[str([{"Ref": name}])]["PolicyDocument"]["Statement"]
        assert statements[1]["Fn::If"][0] == "HasCertificate", name
        assert statements[1]["Fn::If"][1]["Effect"] == "Deny", name
        assert statements[1]["Fn::If"][1]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}, name
        assert statements[0]["Condition"] == {"StringEquals": {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}}}, name
        services = statements[0]["Principal"]["Service"]
        # A topic whose publisher may not use its key takes nothing, and says so to nobody.
        assert set([services] if isinstance(services, str) else services) <= set(publish[0]["Principal"]["Service"])


def test_layers_are_pruned_and_logs_survive_the_application() -> None:
    resources = templates.template("template.yaml")["Resources"]

    for name, one in resources.items():
        if one["Type"] == "AWS::Serverless::LayerVersion":
            assert one["Properties"]["RetentionPolicy"] == "Delete", name
        if one["Type"] == "AWS::Logs::LogGroup":
            assert (one["DeletionPolicy"], one["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain"), name
            assert one["Properties"]["RetentionInDays"] == 14, name


def test_a_name_that_stands_before_an_address_is_plain_or_encoded() -> None:
    """Services take a raw ä in a sender for a fault, or make mojibake of it; the mails' own sender is encoded."""
    for topic in templates.application("AWS::SNS::Topic").values():
        assert topic["DisplayName"].isascii()
    for pool in templates.foundation("AWS::Cognito::UserPool").values():
        assert "EmailConfiguration" not in pool  # the pool mails nothing
