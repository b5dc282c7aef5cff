import base64
import gzip
import json
import re
import struct
from typing import Any

import pytest

from http_adapter import client_bundles, client_files
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import LANGUAGES, client_catalogue
from tests.events import Context, rest_event
from web import client_page, handler, screens

PAGES = [resource for resource in screens.SCREENS if "{" not in resource]
ALL = [(path, method) for path, methods in handler.routes().items() for method in methods]


def answered(method: str, resource: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = handler.lambda_handler(rest_event(method, resource, **more), Context())
    return answer


def header(answer: dict[str, Any], name: str) -> str:
    values: list[str] = answer["multiValueHeaders"][name]
    assert len(values) == 1
    return values[0]


@pytest.mark.parametrize("resource", screens.SCREENS)
def test_every_screen_starts_from_a_page(resource: str) -> None:
    answer = answered("GET", resource, parameters={"content": "c1"})

    assert answer["statusCode"] == 200
    assert answer["body"] == client_page.page("fi")
    assert header(answer, "Content-Type") == "text/html; charset=utf-8"
    assert header(answer, "Cache-Control") == "no-store"


def test_the_page_loads_nothing_from_elsewhere_and_holds_neither_script_nor_style() -> None:
    page = client_page.page("sv")

    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses
    files = {client_files.url(name) for name in (*client_files.NAMES, *client_files.ICONS)}
    assert {address for address in addresses if not address.startswith("data:image/svg+xml,")} <= {
        *files,
        "/manifest.webmanifest",
        "",  # the page itself, to be tried again
    }
    assert set(re.findall(r"<script[^>]*>(.*?)</script>", page)) == {""}
    assert "<style" not in page
    assert " style=" not in page
    assert " on" not in re.sub(r">[^<]*<", "><", page)


@pytest.mark.parametrize("said", [{"query": {"lang": "sv"}}, {"cookies": {"language": "sv"}}])
def test_a_page_is_in_the_language_that_was_chosen_whatever_the_browser_prefers(said: dict[str, Any]) -> None:
    answer = answered("GET", "/", headers={"Accept-Language": "fi-FI"}, **said)

    assert answer["body"] == client_page.page("sv")
    assert header(answer, "Vary") == "Accept-Language, Cookie"


@pytest.mark.parametrize("resource", ["/{nowhere}", "/{nowhere}/{below}"])
@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [("fi", "fi", "Sivua ei löydy"), ("sv-FI", "sv", "Sidan hittades inte"), ("en", "en", "Page not found")],
)
def test_an_unknown_path_answers_a_page_in_the_visitors_language(
    resource: str, accepted: str, language: str, title: str
) -> None:
    parameters = {"nowhere": "elsewhere", "below": "<b>"}
    answer = answered("GET", resource, headers={"Accept-Language": accepted}, parameters=parameters)

    assert answer["statusCode"] == 404
    assert f'<html lang="{language}">' in answer["body"]
    assert f"<h1>{title}</h1>" in answer["body"]
    assert client_files.url(client_files.STYLE) in answer["body"]
    assert header(answer, "Content-Type") == "text/html; charset=utf-8"


@pytest.mark.parametrize("name", client_files.NAMES)
def test_a_file_of_the_present_version_is_kept_for_good(name: str) -> None:
    answer = answered("GET", "/app/{version}/{file}", parameters={"version": client_files.VERSION, "file": name})

    assert answer["statusCode"] == 200
    assert answer["body"] == client_files.text(name)
    assert header(answer, "Cache-Control") == "public, max-age=31536000, immutable"


def test_the_later_script_of_another_version_is_not_to_be_had() -> None:
    """It would not fit the script of the page that asks for it, which is loaded anew instead."""
    wanted = {"version": "0123456789abcdef", "file": client_files.LATER}

    assert answered("GET", "/app/{version}/{file}", parameters=wanted)["statusCode"] == 404


def test_the_service_worker_comes_packed_to_a_browser_that_unpacks() -> None:
    answer = answered("GET", "/sw.js", headers={"Accept-Encoding": "gzip"}, query={"language": "fi"})

    assert header(answer, "Content-Encoding") == "gzip"
    assert gzip.decompress(base64.b64decode(answer["body"])).decode() == client_page.service_worker("fi")


def test_a_browser_that_unpacks_gets_a_file_packed() -> None:
    wanted = {"version": client_files.VERSION, "file": "lahetti.css"}

    answer = answered(
        "GET", "/app/{version}/{file}", parameters=wanted, headers={"Accept-Encoding": "br, gzip, deflate"}
    )

    assert header(answer, "Content-Encoding") == "gzip"
    assert header(answer, "Vary") == "Accept-Encoding"
    assert gzip.decompress(base64.b64decode(answer["body"])).decode() == client_files.text("lahetti.css")


@pytest.mark.parametrize("name", client_files.ICONS)
def test_an_icon_is_a_picture_of_the_side_that_its_name_says(name: str) -> None:
    answer = answered("GET", "/app/{version}/{file}", parameters={"version": client_files.VERSION, "file": name})

    assert header(answer, "Content-Type") == "image/png"
    assert header(answer, "Cache-Control") == "public, max-age=31536000, immutable"
    side = int(name.removeprefix("icon-").removesuffix(".png"))
    # The head of a PNG: signature, length and name of the first part, width, height.
    assert struct.unpack(">8x4x4sII", base64.b64decode(answer["body"])[:24]) == (b"IHDR", side, side)


def test_the_manifest_makes_an_app_of_the_client_and_names_icons_that_are_there() -> None:
    answer = answered("GET", "/manifest.webmanifest")

    assert header(answer, "Content-Type") == "application/manifest+json; charset=utf-8"
    assert header(answer, "Cache-Control") == "no-store"
    manifest = json.loads(answer["body"])
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    names = {icon["src"].rpartition("/")[2] for icon in manifest["icons"]}
    assert names <= {*client_files.ICONS, *client_files.NAMES}
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_service_worker_is_never_kept_and_keeps_the_page_with_its_script_and_styles(language: str) -> None:
    answer = answered("GET", "/sw.js", query={"language": language})

    assert header(answer, "Content-Type") == "text/javascript; charset=utf-8"
    assert header(answer, "Cache-Control") == "no-store"
    given = dict(re.findall(r"^const (VERSION|FILES|PAGE|PAGE_HEADERS) = (.*);$", answer["body"], re.MULTILINE))
    assert json.loads(given["VERSION"]) == client_files.VERSION
    files = {client_files.url(name) for name in (f"client.{language}.js", "lahetti.css")}
    assert set(json.loads(given["FILES"])) == files
    page = answered("GET", "/", headers={"Accept-Language": language})
    assert json.loads(given["PAGE"]) == page["body"]
    policy = "Content-Security-Policy"
    assert json.loads(given["PAGE_HEADERS"])[policy] == header(page, policy)
    assert all(file in page["body"] for file in files)


def test_the_page_says_where_to_write_to() -> None:
    assert '<meta name="support" content="lahetti@lahetti.example">' in client_page.page("fi")


def test_a_file_of_a_former_version_leads_to_the_one_in_its_place() -> None:
    answer = answered(
        "GET", "/app/{version}/{file}", parameters={"version": "0000000000000000", "file": "client.fi.js"}
    )

    assert answer["statusCode"] == 302
    assert header(answer, "Location") == client_files.url("client.fi.js")
    assert header(answer, "Cache-Control") == "no-store"


@pytest.mark.parametrize("name", ["app.py", "..", "../handler.py", "%2e%2e", "", "app.js", "client.fi.js/", "lahetti"])
def test_no_other_file_is_given_out(name: str) -> None:
    answer = answered("GET", "/app/{version}/{file}", parameters={"version": client_files.VERSION, "file": name})

    assert answer["statusCode"] == 404
    assert header(answer, "Content-Type") == "application/problem+json"


def test_every_module_is_in_a_script_that_is_served() -> None:
    modules = {name for name in client_files.sources() if name.endswith(".js")} - {"service_worker.js"}
    entries = ("start/app.js", "console/console.js", "sign_in/sign_in.js")

    sources = client_files.sources()
    served = {name for entry in entries for name in client_bundles.import_order(entry, sources)}
    served |= {*client_bundles.later_order("start/app.js", sources)}

    assert served == modules


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_of_a_language_brings_its_texts_and_knows_all_languages(language: str) -> None:
    script = client_files.text(client_files.script(language))

    given = {
        name: json.loads(value) for name, value in re.findall(r"^const (LANG\w+|TEXTS) = (.*);$", script, re.MULTILINE)
    }
    assert given["LANGUAGE"] == language
    assert given["TEXTS"] == json.loads(client_catalogue(language))
    assert {code: (one["name"], one["locale"]) for code, one in given["LANGUAGES"].items()} == {
        code: (one.name, one.locale) for code, one in INTERFACE.items()
    }


def test_what_all_screens_use_imports_no_screen() -> None:
    for name, text in client_files.sources().items():
        if name.startswith("core/"):
            assert not re.search(r'from "\.\./', text), name


def test_client_and_server_know_the_same_screens() -> None:
    in_client = re.findall(r'name: "(\w+)",\s+path: /\^(.*?)\$/', client_files.sources()["start/screens.js"])

    written = {name: re.sub(r"\(\[\^/\]\+\)", "{}", path.replace("\\/", "/")) for name, path in in_client}
    assert written == {name: re.sub(r"{\w+}", "{}", resource) for resource, name in screens.SCREENS.items()}
    for name in written:
        source = client_files.sources()[f"{name}/{name}.js"]
        assert re.search(rf"^export (async )?function {name}\(", source, re.MULTILINE), name


def test_no_module_reads_markup_or_runs_text() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b")
    for name, text in client_files.sources().items():
        if name.endswith(".js"):
            assert not forbidden.search(text), name


def test_the_version_changes_with_any_file_and_with_its_name() -> None:
    before = client_files._version({"a.js": "1", "b.js": "2"})

    assert before == client_files._version({"b.js": "2", "a.js": "1"})
    assert before != client_files._version({"a.js": "1", "b.js": "3"})
    assert before != client_files._version({"a.js": "1", "c.js": "2"})


@pytest.mark.parametrize("resource", PAGES)
def test_head_is_answered_as_get_without_the_body(resource: str) -> None:
    answer = answered("HEAD", resource)

    assert (answer["statusCode"], answer["body"]) == (200, "")
    assert answer["multiValueHeaders"] == answered("GET", resource)["multiValueHeaders"]


@pytest.mark.parametrize(
    ("method", "resource", "allowed"),
    [
        ("POST", "/", "GET, HEAD"),
        ("DELETE", "/signin", "GET, POST, HEAD"),
        ("GET", "/session", "POST"),
        ("PUT", "/signout", "POST"),
    ],
)
def test_another_method_is_refused_and_told_which_are_taken(method: str, resource: str, allowed: str) -> None:
    answer = answered(method, resource)

    assert answer["statusCode"] == 405
    assert header(answer, "Allow") == allowed


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("resource", "method"), [*ALL, ("/", "DELETE")])
def test_every_answer_refuses_what_is_not_ours(resource: str, method: str) -> None:
    parts = ("content", "version", "file", "token", "nowhere", "below")
    answer = answered(method, resource, parameters=dict.fromkeys(parts, "x"))

    policy = dict(part.split(" ", 1) for part in header(answer, "Content-Security-Policy").split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert header(answer, "X-Content-Type-Options") == "nosniff"
    assert header(answer, "Referrer-Policy") == "same-origin"
    assert "camera=()" in header(answer, "Permissions-Policy")
    assert header(answer, "Strict-Transport-Security") == "max-age=31536000"
    assert header(answer, "Cache-Control") == "no-store"
