"""Serves the client's page and files, and signs people in and out.

A table of paths is all the routing there is: what a screen's first byte waits for is this module's import.
"""

import gzip
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from http_adapter import client_files
from http_adapter.languages import VARY, language_of
from lahetti.core import texts
from lahetti.core.errors import LahettiError, NotFound
from lahetti.core.observability import logger
from web import client_page, screens
from web.http_messages import Answer, Request, problem, redirect

Route = Callable[[Request], Answer]
_PICTURE = re.compile(r"[0-9a-f]{64}\.jpg")
_KEPT_FOR_GOOD = "public, max-age=31536000, immutable"


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Answer an event of the REST API (payload 1.0)."""
    return answer(Request.from_event(event)).as_event()


def answer(request: Request) -> Answer:
    """Answer a request; HEAD is answered as GET, without the body."""
    methods = _methods(request.resource)
    route = methods.get("GET" if request.method == "HEAD" else request.method)
    if route is None:
        allowed = ", ".join([*methods, *(["HEAD"] if "GET" in methods else [])])
        return Answer(405, f"Allowed here: {allowed}.", headers={"Allow": allowed})
    try:
        found = route(request)
    except LahettiError as error:
        return problem(error)
    if request.method == "HEAD":
        return Answer(found.status, "", found.content_type, found.headers, found.cookies)
    return found


def routes() -> Mapping[str, Mapping[str, Route]]:
    """Return all paths as the template writes them, each with its methods."""
    return {**_PAGES, **_sign_in(), **_unsubscribing(), **_waiting(), **_survey(), **_calendar()}


def _methods(resource: str) -> Mapping[str, Route]:
    if resource in _PAGES:
        return _PAGES[resource]
    match resource:
        case "/unsubscribe/{token}":
            return _unsubscribing()[resource]
        case "/waiting-list":
            return _waiting()[resource]
        case "/survey/{token}":
            return _survey()[resource]
        case "/calendar/{file}":
            return _calendar()[resource]
    return _sign_in()[resource]


def _page(request: Request) -> Answer:
    page = client_page.page(language_of(request.headers, request.query))
    return Answer(200, page, "text/html; charset=utf-8", headers=VARY)


def _nowhere(request: Request) -> Answer:
    """Answer a path that nothing of ours has; whoever asks for a page gets one that says so."""
    from web.plain_pages import plain_page  # late: hardly anybody needs it

    said = texts.Texts("mails", language_of(request.headers))
    body = f'<p>{escape(said("no_page.what"))}</p>\n<p><a href="/">{escape(said("open"))}</a></p>'
    return plain_page(said.language, said("no_page.title"), body, 404)


def _file(request: Request) -> Answer:
    """Answer a file of the client; a page that was loaded before a release gets what took the file's place."""
    name, version = request.parameters["file"], request.parameters["version"]
    if name not in client_files.NAMES and name not in client_files.ICONS:
        raise NotFound("There is no such file.")
    if version != client_files.VERSION:
        if name == client_files.LATER:  # works with the script of its own version alone
            raise NotFound("This is not the file's version.")
        return redirect(client_files.url(name))
    if name in client_files.ICONS:
        kept = {"Cache-Control": _KEPT_FOR_GOOD}
        return Answer(200, client_files.icon(name), client_files.content_type(name), headers=kept)
    kept = {"Cache-Control": _KEPT_FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        packed = {**kept, "Content-Encoding": "gzip"}
        return Answer(200, client_files.packed(name), client_files.content_type(name), headers=packed)
    return Answer(200, client_files.text(name), client_files.content_type(name), headers=kept)


def _manifest(_: Request) -> Answer:
    return Answer(200, client_page.manifest(), "application/manifest+json; charset=utf-8")


def _service_worker(request: Request) -> Answer:
    worker = client_page.service_worker(texts.preferred(request.query.get("language")))
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Answer(200, worker, "text/javascript; charset=utf-8")
    packed = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Answer(200, gzip.compress(worker.encode()), "text/javascript; charset=utf-8", headers=packed)


def _picture(request: Request) -> Answer:
    """Answer a content's picture; its name is the hash of what it shows, so it may be kept for good."""
    from lahetti.content import picture_files  # late: a page needs no database

    name = request.parameters["file"]
    body = picture_files.find_picture(name) if _PICTURE.fullmatch(name) else None
    if body is None:
        raise NotFound("There is no such picture.")
    return Answer(200, body, "image/jpeg", headers={"Cache-Control": _KEPT_FOR_GOOD})


def _sign_in() -> Mapping[str, Mapping[str, Route]]:
    from web import passkey_sign_in, session, sign_in, work_account  # late: a page or a file needs no boto3

    return {
        "/signin": {"GET": sign_in.show, "POST": sign_in.ask},
        "/signin/code": {"GET": sign_in.show_code, "POST": sign_in.answer_code},
        "/signin/passkey": {"POST": passkey_sign_in.answer},
        "/signin/passkey/options": {"POST": passkey_sign_in.ask},
        "/signed-in": {"GET": work_account.complete},
        "/session": {"POST": session.renew},
        "/signout": {"POST": session.sign_out},
    }


def _unsubscribing() -> Mapping[str, Mapping[str, Route]]:
    from web import unsubscribing  # late: it alone needs the database

    return {"/unsubscribe/{token}": {"GET": unsubscribing.show, "POST": unsubscribing.end}}


def _waiting() -> Mapping[str, Mapping[str, Route]]:
    from web import waiting  # late, as above

    return {"/waiting-list": {"GET": waiting.show, "POST": waiting.join}}


def _survey() -> Mapping[str, Mapping[str, Route]]:
    from web import survey  # late, as above

    return {"/survey/{token}": {"GET": survey.show, "POST": survey.answer}}


def _calendar() -> Mapping[str, Mapping[str, Route]]:
    from web import calendar  # late, as above

    return {"/calendar/{file}": {"GET": calendar.show}}


_PAGES: Mapping[str, Mapping[str, Route]] = {
    **{resource: {"GET": _page} for resource in screens.SCREENS},
    "/manifest.webmanifest": {"GET": _manifest},
    "/sw.js": {"GET": _service_worker},
    "/app/{version}/{file}": {"GET": _file},
    "/picture/{file}": {"GET": _picture},
    "/{nowhere}": {"GET": _nowhere},
    "/{nowhere}/{below}": {"GET": _nowhere},
}


cold_start.keep_imports()
