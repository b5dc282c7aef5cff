"""How a function becomes a page of the console: who may see it, its deeds, its list as a file, errors in words.

Chalice (1.34) matches the template's path exactly, names a route after its function, refuses forms unless it is told
not to look at content types (`forms.py` does), and answers a bug as JSON; all of that stays in this module.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from chalice.app import Blueprint, Response

from console import exports, menu, notices, protection
from console.asking import Asking
from console.exports import Line
from console.forms import Form, read_form
from console.notices import Done
from console.refusals import Overtaken, Refusal, Wrong, in_words
from console.rendering import Values, rendered
from http_adapter.cookies import read_cookies
from http_adapter.requests import headers_of, require_own_origin
from http_adapter.security_headers import security_headers
from lahetti.core import clock
from lahetti.core.errors import LahettiError, NotAllowed, NotFound
from lahetti.core.texts import Texts, preferred
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.security import sessions
from lahetti.security.sessions import Purpose

View = Callable[..., Values]


@dataclass(frozen=True)
class Confirm:
    """What a deed asks before it is done: a question, what follows, the button's words; all in the person's language.

    `template` extends `confirm.html` where something is to be chosen, too.
    """

    question: str
    consequences: tuple[str, ...]
    button: str
    template: str = "confirm.html"
    values: Values | None = None


@dataclass(frozen=True)
class Report:
    """What a deed answers with at once, where a notice cannot hold it: a file's lines, each with what became of it."""

    template: str
    values: Values


Deed = Callable[..., Done | Confirm | Report]
Lines = Callable[..., Iterable[Line]]
_HTML = "text/html; charset=utf-8"
_FORBIDDEN, _NOT_FOUND = 403, 404
PAGES: dict[str, "Page"] = {}
"""Every page by its path as the template writes it."""


class Page:
    """A page: what shows it, and what can be done there."""

    def __init__(self, view: View, template: str, role: Role) -> None:
        self.view, self.template, self.role = view, template, role
        self.deeds: dict[str, tuple[Deed, Role]] = {}
        self.lines: tuple[str, Lines] | None = None

    def deed(self, name: str, role: Role | None = None) -> Callable[[Deed], Deed]:
        """Make a function a deed of this page, for those who may see it or for a higher role."""

        def decorate(deed: Deed) -> Deed:
            self.deeds[name] = (deed, role or self.role)
            return deed

        return decorate

    def export(self, name: str) -> Callable[[Lines], Lines]:
        """Make a function what `?format=csv` and `?format=json` answer, as a file of this name."""

        def decorate(lines: Lines) -> Lines:
            self.lines = (name, lines)
            return lines

        return decorate


def page(blueprint: Blueprint, path: str, template: str, role: Role = Role.EDITOR) -> Callable[[View], Page]:
    """Make a function the page at a path.

    Whoever has no session is sent to sign in and back; whoever may not see the page is told so.
    """

    def decorate(view: View) -> Page:
        made = PAGES[path] = Page(view, template, role)

        def routed(**parameters: str) -> Response:
            return _answer(made, path, blueprint.current_request, parameters)

        name = f"{view.__module__}.{view.__name__}".replace(".", "_")
        blueprint.route(path, methods=["GET", "HEAD", "POST"], name=name, content_types=[])(routed)
        return made

    return decorate


def finished(answer: dict[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """Complete what Chalice answers: its own errors in words, the security headers on everything, no body for HEAD."""
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    if answer["statusCode"] >= 400 and not headers.get("content-type", "").startswith("text/html"):
        accepted = headers_of(event).get("accept-language")
        allow = {"Allow": headers["allow"]} if "allow" in headers else {}
        body = _trouble(preferred(accepted), answer["statusCode"])
        answer = {**answer, "body": body, "headers": {"Content-Type": _HTML, **allow}}
    headers = {**security_headers(), "Cache-Control": "no-store", **answer["headers"]}
    body = "" if event["httpMethod"] == "HEAD" else answer["body"]
    return {**answer, "headers": headers, "body": body}


def _answer(page: Page, resource: str, request: Any, parameters: Mapping[str, str]) -> Response:
    cookies = read_cookies(request.headers.get("cookie", ""))
    language = preferred(request.headers.get("accept-language"))
    posted = request.method == "POST"
    now = clock.now()
    try:
        form = read_form(request.headers.get("content-type", ""), _body(request)) if posted else Form()
        session = sessions.vouched(Purpose.CONSOLE, cookies.get("console"), now)
        event = request.to_original_event()
        path, query = event["path"], event.get("queryStringParameters") or {}
        if session is None:
            return _session_over(form, language) if posted else _to_sign_in(path, query)
        person = members.signed_in(session["person"], page.role)
        token = protection.token(person.id, now)
        ask = Asking(person, resource, path, query, now, token, form)
        if posted:
            require_own_origin(request.headers)
            return _do(page, ask, parameters)
        return _show(page, replace(ask, notice=notices.told(cookies.get(notices.COOKIE), ask.texts)), parameters)
    except LahettiError as error:
        return _html(_trouble(language, error.status, error), error.status, _retry(error))


def _show(page: Page, ask: Asking, parameters: Mapping[str, str], status: int = 200) -> Response:
    wanted = ask.query.get("format")
    if page.lines is not None and wanted in exports.FORMATS and not ask.refusals:
        name, lines = page.lines
        found = lines(ask, **parameters)
        body = exports.as_csv(found, ask.texts) if wanted == "csv" else exports.as_json(found)
        disposition = f'attachment; filename="lahetti-{name}.{wanted}"'
        return Response(body, {"Content-Type": exports.FORMATS[wanted], "Content-Disposition": disposition}, 200)
    values = page.view(ask, **parameters)
    headers = {"Set-Cookie": notices.CLEARED} if ask.notice else {}
    return _html(_in_frame(page.template, ask, values), status, headers)


def _do(page: Page, ask: Asking, parameters: Mapping[str, str]) -> Response:
    if not protection.is_own(ask.form.text("token"), ask.person.id, ask.now):
        return _show(page, ask.refused((Refusal(None, ask.texts("error.form_over")),)), parameters, _FORBIDDEN)
    deed, role = page.deeds.get(ask.form.deed, (None, page.role))
    if deed is None:
        raise NotFound("There is no such deed on this page.", field="deed")
    if not ask.person.may(role):
        raise NotAllowed(f"This needs the role {role}.")
    try:
        outcome = deed(ask, **parameters)
    except Overtaken as overtaken:
        values = {"overtaken": overtaken}
        return _html(_in_frame("overtaken.html", ask, values), 409)
    except Wrong as wrong:
        return _show(page, ask.refused(in_words(wrong.errors, ask.texts)), parameters, wrong.errors[0].status)
    except LahettiError as error:
        if error.status in (_FORBIDDEN, _NOT_FOUND):
            raise
        return _show(page, ask.refused(in_words([error], ask.texts)), parameters, error.status)
    if isinstance(outcome, Confirm):
        return _html(_in_frame(outcome.template, ask, {"confirm": outcome, **(outcome.values or {})}), 200)
    if isinstance(outcome, Report):
        return _html(_in_frame(outcome.template, ask, outcome.values), 200)
    return Response("", {"Location": outcome.to or ask.here, "Set-Cookie": outcome.cookie}, 303)


def _in_frame(template: str, ask: Asking, values: Values) -> str:
    shown = [(entry, menu.is_current(entry, ask.resource)) for entry in menu.entries(ask.person, PAGES)]
    frame = {"ask": ask, "person": ask.person, "menu": shown, "badges": menu.waiting(ask.person)}
    return rendered(template, ask.person.language, {**frame, **values})


def _to_sign_in(path: str, query: Mapping[str, str]) -> Response:
    wanted = f"{path}?{urlencode(query, quote_via=quote)}" if query else path
    return Response("", {"Location": f"/signin?{urlencode({'to': wanted})}"}, 302)


def _session_over(form: Form, language: str) -> Response:
    """Keep what was typed until the person has signed in again, in another tab."""
    return _html(rendered("session_over.html", language, {"form": form}), 401)


def _trouble(language: str, status: int, error: LahettiError | None = None) -> str:
    if status == _FORBIDDEN:
        return rendered("refused.html", language, {})
    if status == _NOT_FOUND:
        return rendered("not_found.html", language, {})
    told = in_words([error], Texts("console", language))[0].text if error is not None else None
    return rendered("trouble.html", language, {"told": told})


def _html(body: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body, {"Content-Type": _HTML, **(headers or {})}, status)


def _retry(error: LahettiError) -> dict[str, str]:
    return {"Retry-After": str(error.retry_after)} if error.retry_after else {}


def _body(request: Any) -> bytes:
    body = request.raw_body
    return body if isinstance(body, bytes) else str(body or "").encode()
