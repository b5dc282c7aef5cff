"""Reads the two templates, for what is written from them and for the tests that hold code against them."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import yaml

ROOT = Path(__file__).resolve().parents[1]


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # it has no types here
    """YAML with CloudFormation's short forms (`!Ref Table`), which become the long ones (`{"Ref": "Table"}`)."""


def _long_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".")
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _long_form)


@cache
def template(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load((ROOT / name).read_text(), _Loader)  # noqa: S506 (a safe loader)
    return document


def application(kind: str) -> dict[str, dict[str, Any]]:
    """Properties of the application's resources of a kind, by name."""
    return _resources("template.yaml", kind)


def foundation(kind: str) -> dict[str, dict[str, Any]]:
    """Properties of the foundation's resources of a kind, by name."""
    return _resources("infra/foundation.yaml", kind)


def functions() -> dict[str, dict[str, Any]]:
    return application("AWS::Serverless::Function")


def events(function: str, kind: str) -> dict[str, dict[str, Any]]:
    """Properties of a function's events of a kind, by name. Streams (DynamoDB) are resources beside their function."""
    if kind == "DynamoDB":
        sources = application("AWS::Lambda::EventSourceMapping")
        return {
            name.removeprefix(function): source
            for name, source in sources.items()
            if source["FunctionName"] == {"Ref": function}
        }
    declared = functions()[function].get("Events", {})
    return {name: event["Properties"] for name, event in declared.items() if event["Type"] == kind}


def _resources(name: str, kind: str) -> dict[str, dict[str, Any]]:
    resources = template(name)["Resources"]
    return {key: value.get("Properties", {}) for key, value in resources.items() if value["Type"] == kind}


@cache
def written_out() -> dict[str, Any]:
    """Return the application's template as SAM writes it out before it is deployed."""
    from samtranslator.translator.transform import transform  # late: it is heavy

    # What is written once and taken over by name is one object here; SAM changes what it is given.
    document = json.loads(json.dumps(template("template.yaml")))
    document["Globals"]["Function"]["CodeUri"] = "s3://bucket/code"
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"]["ContentUri"] = "s3://bucket/layer"
    with patch.dict(os.environ, {"AWS_DEFAULT_REGION": "eu-north-1"}):
        document = transform(document, {}, Mock(load=dict))
    written: dict[str, Any] = document
    return written


def deployed_roles() -> dict[str, dict[str, Any]]:
    """Properties of all roles once SAM has put its own to the template, by name."""
    resources = written_out()["Resources"]
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == "AWS::IAM::Role"}
