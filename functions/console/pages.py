"""What every page of the console shares: who is asking, in which language, Chalice's traits, errors in words.

Chalice (1.34) matches the template's path exactly, names a route after its function, takes forms only where their
content type is declared, and answers a bug as JSON; all of that stays in this module.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import jinja2
from chalice.app import Blueprint, Response

from lahetti import clock, people, sessions
from lahetti.configuration import configuration
from lahetti.errors import LahettiError
from lahetti.people import Role
from lahetti.sessions import Purpose
from lahetti.translations import Texts, preferred
from security_headers import security_headers
from web import client_files
from web.http_messages import read_cookies

Values = Mapping[str, Any]
View = Callable[..., Values]

_HTML = "text/html; charset=utf-8"


def page(blueprint: Blueprint, path: str, template: str, role: Role = Role.EDITOR) -> Callable[[View], View]:
    """Make a function the page at a path: it gets the person and returns the values of its template.

    Whoever has no session is sent to sign in and back; whoever may not see the page is told so.
    """

    def decorate(view: View) -> View:
        def routed(**parameters: str) -> Response:
            request = blueprint.current_request
            cookies = read_cookies(request.headers.get("cookie", ""))
            session = sessions.vouched(Purpose.CONSOLE, cookies.get("console"), clock.now())
            if session is None:
                return Response("", {"Location": f"/signin?{urlencode({'to': path})}"}, 302)
            try:
                person = people.signed_in(session["person"], role)
                body = rendered(
                    template, person.language, {"person": person, "path": path, **view(person, **parameters)}
                )
            except LahettiError as error:
                language = preferred(request.headers.get("accept-language"))
                return Response(_in_words(error.status, language), {"Content-Type": _HTML}, error.status)
            return Response(body, {"Content-Type": _HTML}, 200)

        blueprint.route(path, methods=["GET", "HEAD"], name=view.__name__)(routed)
        return view

    return decorate


def rendered(template: str, language: str, values: Values) -> str:
    """Render a template in a language."""
    texts = Texts("console", language)
    zone = ZoneInfo(configuration().time_zone)
    common = {
        "t": texts,
        "language": texts.language,
        "moment": lambda moment: texts.moment(moment, zone),
        "file": client_files.address,
    }
    return _templates().get_template(template).render({**common, **values})


def finished(answer: dict[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """Complete what Chalice answers: its own errors in words, the security headers on everything, no body for HEAD."""
    if answer["statusCode"] >= 500:
        accepted = {name.lower(): value for name, value in (event.get("headers") or {}).items()}.get("accept-language")
        answer = {**answer, "body": _in_words(500, preferred(accepted)), "headers": {"Content-Type": _HTML}}
    headers = {**security_headers(), "Cache-Control": "no-store", **answer["headers"]}
    body = "" if event["httpMethod"] == "HEAD" else answer["body"]
    return {**answer, "headers": headers, "body": body}


def _in_words(status: int, language: str) -> str:
    return rendered("refused.html" if status == 403 else "trouble.html", language, {})


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
