"""What every path tells a browser, as deployed: framing, policy, referrer, types, keeping; and what cookies are."""

import re
from typing import Any

import pytest
import requests

from http_adapter import client_files
from tests.integration.api_client import Api
from tests.integration.conftest import RunningCloud
from tests.integration.console_client import ConsoleVisitor
from tests.integration.people_fixtures import Cast
from tools import templates
from tools.local_requests import Site

FILLED = {"version": client_files.VERSION, "file": "client.fi.js"}
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"

API = ("PeopleApiFunction", "ContentsApiFunction", "SharesApiFunction", "RacesApiFunction")


def paths(function: str) -> list[str]:
    return [event["Path"] for event in templates.events(function, "Api").values()]


def filled(path: str) -> str:
    """Put something in the place of a path's parameters; only the client's files are really there."""
    return re.sub(r"{(\w+)}", lambda found: FILLED.get(found[1], "x1"), path)


@pytest.fixture(scope="module")
def web(cloud: RunningCloud) -> Site:
    return Site(cloud.web_origin)


def policy(answer: requests.Response) -> dict[str, str]:
    parts = [part.partition(" ") for part in answer.headers["Content-Security-Policy"].split("; ")]
    return {name: value for name, _, value in parts}


def demand_refusals(answer: requests.Response) -> None:
    """Hold what is refused everywhere: being framed, being taken for another type, being fetched without TLS."""
    assert policy(answer)["default-src"] == "'none'"
    assert policy(answer)["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")


def demand_page_policy(answer: requests.Response, cloud: RunningCloud) -> None:
    assert policy(answer)["script-src"] == policy(answer)["style-src"] == "'self'"
    assert policy(answer)["form-action"] == "'self'"
    assert policy(answer)["base-uri"] == "'none'"
    assert answer.headers["Permissions-Policy"].startswith("camera=()")


@pytest.mark.parametrize("path", paths("WebFunction"))
def test_a_path_of_the_client_refuses_what_is_not_ours_and_is_kept_only_where_its_name_is_a_hash(
    path: str, web: Site, cloud: RunningCloud
) -> None:
    answer = web.request("GET", filled(path))

    assert answer.status_code < 500
    demand_refusals(answer)
    demand_page_policy(answer, cloud)
    assert answer.headers["Cache-Control"] == (KEPT_FOR_GOOD if path.startswith("/app/") else "no-store")


@pytest.mark.parametrize("path", ["/nowhere", "/a/b", "/robots.txt", "/console/nowhere", "/console/a/b"])
def test_an_unknown_path_is_a_page_like_the_rest_in_the_visitors_language(path: str, web: Site) -> None:
    for language, title in (("fi", "Sivua ei löydy"), ("sv", "Sidan hittades inte"), ("en", "Page not found")):
        answer = web.request("GET", path, headers={"Accept-Language": language})

        assert answer.status_code == 404
        assert f"<h1>{title}</h1>" in answer.content.decode()
        assert client_files.url(client_files.STYLE) in answer.content.decode()


@pytest.mark.parametrize("path", [*paths("ConsoleFunction"), *paths("AdminConsoleFunction")])
def test_a_page_of_the_console_refuses_what_is_not_ours_and_is_never_kept(
    path: str, web: Site, cloud: RunningCloud, cast: Cast, admin_visitor: ConsoleVisitor
) -> None:
    for answer in (admin_visitor.get(filled(path)), web.request("GET", filled(path)), web.request("PUT", filled(path))):
        assert answer.status_code < 500
        demand_refusals(answer)
        demand_page_policy(answer, cloud)
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [path for function in API for path in paths(function)])
def test_an_answer_of_the_api_is_data_and_kept_by_nobody_but_its_caller(path: str, ambassador: Api) -> None:
    for method in ("GET", "PUT"):
        answer = ambassador.site.request(
            method, filled(path), headers={"Authorization": f"Bearer {ambassador.token}"}, json={}
        )

        assert answer.status_code < 500
        demand_refusals(answer)
        assert policy(answer) == {"default-src": "'none'", "frame-ancestors": "'none'"}
        assert answer.headers["Cache-Control"] in ("no-store", "private, no-cache")
        assert not answer.cookies


@pytest.mark.parametrize("path", ["/AAAAAAAAAA", "/", "/favicon.ico", "/a/b"])
def test_a_link_tells_nobody_where_its_visitor_came_from(path: str, cloud: RunningCloud) -> None:
    answer = Site(cloud.link_origin).request("GET", path)

    if answer.status_code == 404 and "application/json" in answer.headers["Content-Type"]:
        return  # the gateway's own answer: such a path reaches no code of ours
    demand_refusals(answer)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("POST", "/session", {"refresh", "console"}),
        ("POST", "/signout", {"refresh", "console"}),
    ],
)
def test_a_cookie_is_for_our_own_pages_out_of_reach_of_scripts_and_only_where_it_is_needed(
    method: str, path: str, names: set[str], web: Site
) -> None:
    headers = {"Origin": web.origin, "Cookie": "refresh=made-up"}

    answer = web.request(method, path, headers=headers)

    written: Any = answer.raw.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in written} == names
    for cookie in written:
        attributes = dict(part.partition("=")[::2] for part in cookie.split("; ")[1:])
        assert {"HttpOnly", "Secure"} <= set(attributes), cookie
        assert attributes["SameSite"] == "Lax", cookie
        assert attributes["Path"] in ("/signed-in", "/session", "/signout", "/console"), cookie
        assert "Domain" not in attributes, cookie


@pytest.mark.parametrize("path", ["/session", "/signout"])
@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null"])
def test_no_other_site_gets_a_token_or_signs_anybody_out(path: str, origin: str | None, web: Site) -> None:
    answer = web.request("POST", path, headers={"Origin": origin} if origin else {})

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
