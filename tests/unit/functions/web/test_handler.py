import base64
import gzip
import json
import re
import struct
from typing import Any

import pytest

from http_adapter import client_files
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
    assert answer["body"] == client_page.page(screens.SCREENS[resource], "fi")
    assert header(answer, "Content-Type") == "text/html; charset=utf-8"
    assert header(answer, "Cache-Control") == "no-store"


def test_the_page_loads_nothing_from_elsewhere_and_holds_neither_script_nor_style() -> None:
    page = client_page.page("offer", "sv")

    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses
    files = {client_files.url(name) for name in (*client_files.FILES, *client_files.ICONS)}
    assert set(addresses) <= {*files, "/manifest.webmanifest"}
    assert set(re.findall(r"<script[^>]*>(.*?)</script>", page)) == {""}
    assert "<style" not in page
    assert " style=" not in page
    assert " on" not in re.sub(r">[^<]*<", "><", page)


@pytest.mark.parametrize("name", sorted(client_files.FILES))
def test_a_file_of_the_present_version_is_kept_for_good(name: str) -> None:
    answer = answered("GET", "/app/{version}/{file}", parameters={"version": client_files.VERSION, "file": name})

    assert answer["statusCode"] == 200
    assert answer["body"] == client_files.FILES[name]
    assert header(answer, "Cache-Control") == "public, max-age=31536000, immutable"


def test_a_browser_that_unpacks_gets_a_file_packed() -> None:
    wanted = {"version": client_files.VERSION, "file": "lahetti.css"}

    answer = answered(
        "GET", "/app/{version}/{file}", parameters=wanted, headers={"Accept-Encoding": "br, gzip, deflate"}
    )

    assert header(answer, "Content-Encoding") == "gzip"
    assert header(answer, "Vary") == "Accept-Encoding"
    assert gzip.decompress(base64.b64decode(answer["body"])).decode() == client_files.FILES["lahetti.css"]


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
    assert names <= {*client_files.ICONS, *client_files.FILES}
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


def test_the_service_worker_is_never_kept_and_keeps_what_offer_share_and_own_page_need() -> None:
    answer = answered("GET", "/sw.js")

    assert header(answer, "Content-Type") == "text/javascript; charset=utf-8"
    assert header(answer, "Cache-Control") == "no-store"
    version, files, _ = answer["body"].split("\n", 2)
    assert version == f'const VERSION = "{client_files.VERSION}";'
    kept = set(json.loads(files.removeprefix("const FILES = ").removesuffix(";")))
    names = {address.rpartition("/")[2] for address in kept}
    assert kept == {client_files.url(name) for name in names}
    assert {"app.js", "offer.js", "share.js", "me.js", "troubles.js", "lahetti.css"} <= names
    assert not {"race.js", "console.js", "service_worker.js"} & names


def test_the_page_says_where_to_write_to() -> None:
    assert '<meta name="support" content="lahetti@lahetti.example">' in client_page.page("offer", "fi")


def test_a_file_of_a_former_version_leads_to_the_one_in_its_place() -> None:
    answer = answered("GET", "/app/{version}/{file}", parameters={"version": "0000000000000000", "file": "app.js"})

    assert answer["statusCode"] == 302
    assert header(answer, "Location") == client_files.url("app.js")
    assert header(answer, "Cache-Control") == "no-store"


@pytest.mark.parametrize("name", ["app.py", "..", "../handler.py", "%2e%2e", "", "app.js/", "lahetti"])
def test_no_other_file_is_given_out(name: str) -> None:
    answer = answered("GET", "/app/{version}/{file}", parameters={"version": client_files.VERSION, "file": name})

    assert answer["statusCode"] == 404
    assert header(answer, "Content-Type") == "application/problem+json"


def test_every_module_imports_files_that_are_there() -> None:
    for name, text in client_files.FILES.items():
        if name.endswith(".js"):
            for imported in re.findall(r'from "\./([^"]+)"', text):
                assert imported in client_files.FILES, f"{name} imports {imported}"


def test_client_and_server_know_the_same_screens() -> None:
    in_client = re.findall(r'name: "(\w+)",\s+path: /\^(.*?)\$/', client_files.FILES["screens.js"])

    written = {name: re.sub(r"\(\[\^/\]\+\)", "{}", path.replace("\\/", "/")) for name, path in in_client}
    assert written == {name: re.sub(r"{\w+}", "{}", resource) for resource, name in screens.SCREENS.items()}
    for name in written:
        assert re.search(rf"^export async function {name}\(", client_files.FILES[f"{name}.js"], re.MULTILINE), name


@pytest.mark.parametrize("name", screens.SCREENS.values())
def test_a_page_asks_at_once_for_its_own_screens_modules_and_for_no_others(name: str) -> None:
    asked = set(re.findall(r'modulepreload" href="/app/\w+/(\w+)\.js"', client_page.page(name, "fi")))

    assert {"app", "api", "frame", name} <= asked
    assert not {"share", "guidelines", "me"} & asked - {name}


def test_no_module_reads_markup_or_runs_text() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b")
    for name, text in client_files.FILES.items():
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
        ("DELETE", "/signin", "GET, HEAD"),
        ("GET", "/session", "POST"),
        ("PUT", "/signout", "POST"),
    ],
)
def test_another_method_is_refused_and_told_which_are_taken(method: str, resource: str, allowed: str) -> None:
    answer = answered(method, resource)

    assert answer["statusCode"] == 405
    assert header(answer, "Allow") == allowed


@pytest.mark.parametrize(("resource", "method"), [*ALL, ("/", "DELETE")])
def test_every_answer_refuses_what_is_not_ours(resource: str, method: str) -> None:
    answer = answered(method, resource, parameters={"content": "c1", "version": "0", "file": "none.js", "token": "x"})

    policy = dict(part.split(" ", 1) for part in header(answer, "Content-Security-Policy").split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self' https://signin.example",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert header(answer, "X-Content-Type-Options") == "nosniff"
    assert header(answer, "Referrer-Policy") == "same-origin"
    assert "camera=()" in header(answer, "Permissions-Policy")
    assert header(answer, "Strict-Transport-Security") == "max-age=31536000"
    assert header(answer, "Cache-Control") == "no-store"
