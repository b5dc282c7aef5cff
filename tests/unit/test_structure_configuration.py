"""Every variable that the code reads is one that the template sets, and the reverse."""

from typing import Any

import pytest

from lahetti.core.configuration import Configuration, read_configuration
from tools import templates

GLOBALS = templates.template("template.yaml")["Globals"]["Function"]
SET: dict[str, Any] = GLOBALS["Environment"]["Variables"]
READ = {f"LAHETTI_{field.upper()}" for field in Configuration._fields}


def test_the_template_sets_what_the_configuration_reads() -> None:
    assert {name for name in SET if name.startswith("LAHETTI_")} == READ


def test_no_function_sets_a_variable_of_its_own_that_nobody_reads() -> None:
    for name, function in templates.functions().items():
        assert set(function["Environment"]["Variables"]) == {"POWERTOOLS_SERVICE_NAME"}, name


def test_the_local_tools_find_the_same_values_in_the_stacks_outputs() -> None:
    outputs = {
        output for name in ("template.yaml", "infra/foundation.yaml") for output in templates.template(name)["Outputs"]
    }

    for field in Configuration._fields:
        assert "".join(part.capitalize() for part in field.split("_")) in outputs, field


def test_the_application_takes_every_output_of_the_foundation_as_a_parameter() -> None:
    """Tools pass the one on as the other; a parameter that is no output has a default or is given by a deployment."""
    outputs = set(templates.template("infra/foundation.yaml")["Outputs"])
    parameters = set(templates.template("template.yaml")["Parameters"])

    assert parameters - outputs == {
        *("WebDomain", "LinkDomain", "WebOrigin", "LinkOrigin", "CertificateArn", "FirstAdmin", "SupportAddress"),
        *("TimeZone", "FetchAllowedHost", "LinksRate", "WebRate", "RedirectConcurrency", "ClientConcurrency"),
        *("Paused", "StreamsFrom"),
        *("CodesAnHour", "UnknownAnHour", "PermissionsBoundary", "AlarmAddress"),
    }
    assert outputs <= parameters


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
    assert GLOBALS["Layers"] == [{"Ref": "LahettiLayer"}]

    for name, function in templates.functions().items():
        with_pictures = ["DependenciesLayer", "PicturesLayer"]
        with_passkeys = ["DependenciesLayer", "PasskeysLayer"]
        special = {
            "RedirectFunction": [],
            "ImportFeedsFunction": with_pictures,
            "ConsoleFunction": with_pictures,
            "PeopleApiFunction": with_passkeys,
            "WebFunction": with_passkeys,
            "ScimFunction": ["DependenciesLayer", "ScimLayer"],
        }
        assert [layer["Ref"] for layer in function.get("Layers", [])] == special.get(name, ["DependenciesLayer"]), name
