"""The template against the routers: a path that is in one and not in the other would answer nobody, or nothing."""

import importlib
import re
from collections.abc import Callable
from functools import partial

import pytest

from tools import openapi, templates

# SAM writes a permission an event, and a function's policy ends at about fifty of them.
MOST_EVENTS = 45
SIGNED_BY_SITES = ("/api/v1/conversions",)
"""What sites report carries a signature in place of an id token."""
OPEN_TO_ANYONE = ("/api/v1/sign-in", "/api/v1/sign-in/answers", "/api/v1/sign-in/renewals", "/api/v1/sign-out")
"""Whoever signs in has no id token yet, and a session is renewed by what it holds itself."""


def api_paths(function: str) -> set[str]:
    """The paths of the subjects whose routes a function of the API answers."""
    module = templates.functions()[function]["Handler"].rpartition(".")[0]
    subjects = importlib.import_module(module).SUBJECTS
    rules = {route[0] for subject in subjects for route in subject.router._routes}
    return {"/api/v1" + re.sub(r"<(\w+)>", r"{\1}", rule) for rule in rules}


def web_paths() -> set[str]:
    return set(importlib.import_module("web.handler").routes())


def console_paths(function: str) -> set[str]:
    module = templates.functions()[function]["Handler"].rpartition(".")[0]
    handler = importlib.import_module(module)
    return {*handler.PAGES, *getattr(handler, "NOWHERE", ())}


CONSOLE = [name for name, declared in templates.functions().items() if declared["Handler"].startswith("console.")]
API = [name for name, declared in templates.functions().items() if declared["Handler"].startswith("api.")]
PATHS: dict[str, Callable[[], set[str]]] = {
    **{function: partial(api_paths, function) for function in API},
    "WebFunction": web_paths,
    **{function: partial(console_paths, function) for function in CONSOLE},
}


def template_paths(function: str) -> list[str]:
    return [event["Path"] for event in templates.events(function, "Api").values()]


@pytest.mark.parametrize("function", PATHS)
def test_template_and_router_know_the_same_paths(function: str) -> None:
    in_template, in_router = template_paths(function), PATHS[function]()

    assert len(in_template) == len(set(in_template)), "a path stands twice in template.yaml"
    assert not in_router - set(in_template), f"add to {function}'s Events in template.yaml"
    assert not set(in_template) - in_router, f"no route of {function} answers"


def test_every_handler_of_the_api_is_deployed() -> None:
    assert sorted(templates.functions()[name]["Handler"].rpartition(".")[0] for name in API) == openapi.handlers()


def test_no_two_functions_answer_one_path() -> None:
    paths = [path for function in templates.functions() for path in template_paths(function)]

    assert sorted(paths) == sorted(set(paths))


@pytest.mark.parametrize("function", templates.functions())
def test_a_function_has_few_enough_events(function: str) -> None:
    assert len(templates.functions()[function].get("Events", {})) <= MOST_EVENTS


@pytest.mark.parametrize("function", PATHS)
def test_every_path_takes_any_method_on_the_one_api(function: str) -> None:
    for name, event in templates.events(function, "Api").items():
        assert event["Method"] == "any", name
        assert event["RestApiId"] == {"Ref": "ProgrammeApi"}, name
        assert "+}" not in event["Path"], f"{name} is greedy: paths of other functions would be swallowed"


@pytest.mark.parametrize("function", PATHS)
def test_an_id_token_is_demanded_for_the_api_and_for_nothing_else(function: str) -> None:
    for name, event in templates.events(function, "Api").items():
        by_person = event["Path"].startswith("/api/v1/") and event["Path"] not in (*SIGNED_BY_SITES, *OPEN_TO_ANYONE)
        demanded = {"Authorizer": "SignIn"} if by_person else None
        assert event.get("Auth") == demanded, name


def test_the_api_is_below_its_version_and_the_console_below_its_own_path() -> None:
    assert all(path.startswith("/api/v1/") for function in API for path in template_paths(function))
    assert all(path.split("/")[1] == "console" for function in CONSOLE for path in template_paths(function))
    assert not any(path.split("/")[1] in ("api", "console") for path in template_paths("WebFunction"))
