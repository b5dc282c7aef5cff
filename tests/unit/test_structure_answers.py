"""What the two APIs answer and write down by themselves, before any code of ours runs."""

import json
import re
from typing import Any

import pytest

from api.problems import Problem
from http_adapter.problems import phrase
from http_adapter.security_headers import DATA_HEADERS
from tools import templates

API = templates.application("AWS::Serverless::Api")["ProgrammeApi"]
LINKS_STAGE = templates.application("AWS::ApiGatewayV2::Stage")["LinksStage"]
ACCESS_LOGS = {
    "client, API and console": API["AccessLogSetting"]["Format"],
    "links": LINKS_STAGE["AccessLogSettings"]["Format"],
}
RESPONSES: dict[str, dict[str, Any]] = API["GatewayResponses"]


def test_the_gateway_has_an_answer_for_every_way_of_refusing() -> None:
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "UNAUTHORIZED", "REQUEST_TOO_LARGE", "THROTTLED"} <= set(RESPONSES)
    assert "Retry-After" in RESPONSES["THROTTLED"]["ResponseParameters"]["Headers"]


@pytest.mark.parametrize("name", RESPONSES)
def test_the_gateway_answers_problem_documents(name: str) -> None:
    response = RESPONSES[name]
    headers = response["ResponseParameters"]["Headers"]
    templates_of = response["ResponseTemplates"]
    problem = json.loads(templates_of["application/json"].replace("$context.error.messageString", '"Forbidden"'))

    assert headers["Content-Type"] == "'application/problem+json'"
    assert headers["Cache-Control"] == "'no-store'"
    for header in DATA_HEADERS.keys() - {"Content-Security-Policy"}:
        assert headers[header] == f"'{DATA_HEADERS[header]}'"
    assert headers["Content-Security-Policy"] == "'sandbox'"
    assert headers["X-Frame-Options"] == "'DENY'"
    assert Problem.model_validate(problem, extra="forbid").title == phrase(problem["status"])
    assert problem["status"] == response["StatusCode"]


@pytest.mark.parametrize("api", ACCESS_LOGS)
def test_access_logs_say_nothing_of_who_called(api: str) -> None:
    written = set(re.findall(r"\$context\.([\w.]+)", ACCESS_LOGS[api]))

    assert json.loads(ACCESS_LOGS[api]).keys() >= {"request", "status", "ms"}
    assert written <= {"requestId", "resourcePath", "httpMethod", "status", "responseLatency"}


def test_all_logs_expire() -> None:
    groups = templates.application("AWS::Logs::LogGroup")
    logging = templates.template("template.yaml")["Globals"]["Function"]["LoggingConfig"]

    assert all(group["RetentionInDays"] <= 14 for group in groups.values())
    assert logging["LogGroup"]["Ref"] in groups
