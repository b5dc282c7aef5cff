"""What is flooded holds up nothing else, and no trace keeps who came: what the template must say for it."""

import re
from pathlib import Path

import pytest

from tools import templates

ROOT = templates.ROOT
OF_CLIENT = [
    *("ContentsApiFunction", "PeopleApiFunction", "RacesApiFunction", "SharesApiFunction"),
    *("SignInTriggersFunction", "WebFunction"),
]


def kept(function: str) -> object:
    return templates.functions()[function].get("ReservedConcurrentExecutions")


def test_executions_are_kept_for_the_redirect_where_the_account_allows_it() -> None:
    assert kept("RedirectFunction") == {
        "Fn::If": ["KeepsRedirect", {"Ref": "RedirectConcurrency"}, {"Ref": "AWS::NoValue"}]
    }


def test_executions_are_kept_for_every_function_that_the_client_needs_and_for_no_other() -> None:
    kept_or_not = {"Fn::If": ["KeepsClient", {"Ref": "ClientConcurrency"}, {"Ref": "AWS::NoValue"}]}
    of_client = {"Fn::If": ["IsPaused", 0, kept_or_not]}

    assert [name for name in sorted(templates.functions()) if kept(name) == of_client] == OF_CLIENT
    assert not [name for name in templates.functions() if kept(name) and name not in (*OF_CLIENT, "RedirectFunction")]


def test_a_new_account_may_deploy_without_a_word_about_executions() -> None:
    parameters = templates.template("template.yaml")["Parameters"]

    assert [parameters[name]["Default"] for name in ("RedirectConcurrency", "ClientConcurrency")] == ["", ""]


def test_each_api_is_throttled_by_a_parameter_of_its_own() -> None:
    (links,) = templates.application("AWS::ApiGatewayV2::Stage").values()
    (web,) = templates.application("AWS::Serverless::Api").values()
    (of_all,) = web["MethodSettings"]

    assert links["DefaultRouteSettings"] == {
        "ThrottlingRateLimit": {"Ref": "LinksRate"},
        "ThrottlingBurstLimit": {"Ref": "LinksRate"},
    }
    assert (of_all["ResourcePath"], of_all["HttpMethod"]) == ("/*", "*")
    assert of_all["ThrottlingRateLimit"] == of_all["ThrottlingBurstLimit"] == {"Ref": "WebRate"}
    assert templates.template("template.yaml")["Parameters"]["LinksRate"]["Default"] == 1000


def test_no_stage_is_traced() -> None:
    """Its traces hold the visitor's address and the whole URL, with the tokens of mails, for 30 days."""
    for kind in ("AWS::Serverless::Api", "AWS::ApiGateway::Stage"):
        for stage in templates.application(kind).values():
            assert not stage.get("TracingEnabled")


@pytest.mark.parametrize("folder", ["functions", "layers/lahetti/python"])
def test_functions_put_nothing_of_their_own_into_traces(folder: str) -> None:
    """Lambda's own segments hold names, times and status; what else could be there, only an SDK would add."""
    tracing = re.compile(r"xray|Tracer|powertools\.tracing", re.IGNORECASE)
    found = [file for file in Path(ROOT / folder).rglob("*.py") if tracing.search(file.read_text(encoding="utf-8"))]

    assert not found
