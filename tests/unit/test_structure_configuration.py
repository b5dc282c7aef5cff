"""Every variable that the code reads is one that the template sets, and the reverse."""

from dataclasses import fields
from typing import Any

import pytest

from lahetti.core.configuration import Configuration, read_configuration
from tests import templates

GLOBALS = templates.template("template.yaml")["Globals"]["Function"]
SET: dict[str, Any] = GLOBALS["Environment"]["Variables"]
READ = {f"LAHETTI_{field.name.upper()}" for field in fields(Configuration)}


def test_the_template_sets_what_the_configuration_reads() -> None:
    assert {name for name in SET if name.startswith("LAHETTI_")} == READ


def test_no_function_sets_a_variable_of_its_own_that_nobody_reads() -> None:
    for name, function in templates.functions().items():
        assert set(function["Environment"]["Variables"]) == {"POWERTOOLS_SERVICE_NAME"}, name


def test_the_local_tools_find_the_same_values_in_the_stacks_outputs() -> None:
    outputs = {
        output for name in ("template.yaml", "infra/foundation.yaml") for output in templates.template(name)["Outputs"]
    }

    for field in fields(Configuration):
        assert "".join(part.capitalize() for part in field.name.split("_")) in outputs, field.name


def test_what_is_imported_is_exported() -> None:
    exports = {
        output["Export"]["Name"]["Fn::Sub"].removeprefix("${AWS::StackName}-")
        for output in templates.template("infra/foundation.yaml")["Outputs"].values()
    }

    assert set(imports(templates.template("template.yaml"))) <= exports


def imports(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = node.get("Fn::ImportValue")
        if own is not None:
            return [own["Fn::Sub"].removeprefix("${Foundation}-")]
        return [name for value in node.values() for name in imports(value)]
    return [name for value in node for name in imports(value)] if isinstance(node, list) else []


def test_a_missing_variable_is_named() -> None:
    environment = dict.fromkeys(READ - {"LAHETTI_WEB_ORIGIN"}, "x")

    with pytest.raises(KeyError, match="LAHETTI_WEB_ORIGIN"):
        read_configuration(environment)


def test_layers_and_functions_are_made_for_one_python_and_processor() -> None:
    layers = templates.application("AWS::Serverless::LayerVersion")

    assert (GLOBALS["Runtime"], GLOBALS["Architectures"]) == ("python3.13", ["arm64"])
    assert all(layer["CompatibleRuntimes"] == ["python3.13"] for layer in layers.values())
    assert layers["DependenciesLayer"]["CompatibleArchitectures"] == ["arm64"]


def test_the_redirect_carries_no_dependencies() -> None:
    with_pictures = [{"Ref": "LahettiLayer"}, {"Ref": "DependenciesLayer"}, {"Ref": "PicturesLayer"}]
    ours, all_others = [{"Ref": "LahettiLayer"}], [{"Ref": "LahettiLayer"}, {"Ref": "DependenciesLayer"}]

    for name, function in templates.functions().items():
        special = {"RedirectFunction": ours, "ImportFeedsFunction": with_pictures}
        assert function["Layers"] == special.get(name, all_others), name
