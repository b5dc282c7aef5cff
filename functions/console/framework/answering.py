"""How a request becomes an answer: who may see the page, its actions, its list as a file, errors in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import cast
from urllib.parse import quote, urlencode

from console.framework import export, menu, notice, protection
from console.framework.context import PageContext
from console.framework.errors import EditConflict, FieldError, FormErrors, in_words
from console.framework.form import Form, read_form
from console.framework.page import Action, Confirm, Outcome, Page, Report
from console.framework.rendering import Values, rendered
from http_adapter.cookies import read_cookies
from http_adapter.languages import language_of
from http_adapter.requests import require_own_origin
from lahetti.content.channels import items as channels
from lahetti.core import clock
from lahetti.core.errors import ChangedMeanwhile, LahettiError, NotAllowed, NotFound, NotSignedIn
from lahetti.core.texts import Texts
from lahetti.dynamodb.transactions import retry_on_conflict
from lahetti.people import members
from lahetti.people.model import Person, Role, StrongerSignIn
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn

_HTML = "text/html; charset=utf-8"
_FORBIDDEN, _NOT_FOUND, _UNAVAILABLE = 403, 404, 503


@dataclass(frozen=True)
class Request:
    """What is sent to a page: `resource` is the path as the template writes it, names of headers are in lower case."""

    method: str
    resource: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What a page answers."""

    body: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(page: Page, request: Request, parameters: Mapping[str, str]) -> Answer:
    """Answer a request for a page; `parameters` are the parts of its path."""
    cookies = read_cookies(request.headers.get("cookie", ""))
    language = None
    posted = request.method == "POST"
    now = clock.now()
    try:
        if posted:
            require_own_origin(request.headers)
        try:
            person = _signed_in(cookies.get("console"), page, now)
            language = person.language
        except NotSignedIn:
            return _session_over(request, cookies.get("console"), now) if posted else _to_sign_in(request)
        except StrongerSignIn:
            if posted:  # the programme asks for more since the form was opened
                return _session_over(request, cookies.get("console"), now)
            language = reader_language(request.headers, _FORBIDDEN)
            return _html(rendered("framework/stronger_sign_in.html", language, {"sign_in": _sign_in(request)}), 403)
        # Nothing of a body is read before it is known who sends it.
        form = _form(request) if posted else Form()
        token = protection.token(person.id, now)
        context = PageContext(person, request.resource, request.path, request.query, now, token, form)
        if posted:
            return _act(page, context, parameters)
        shown = notice.notice(cookies.get(notice.COOKIE), context.texts)
        return _show(page, replace(context, notice=shown), parameters)
    except LahettiError as error:
        return error_page(language or reader_language(request.headers, error.status), error.status, error)


def reader_language(headers: Mapping[str, str], status: int) -> str:
    """Return the language of whoever asks, also where their session is over; of a stranger that of their device.

    Where the store does not answer, it is not asked once more.
    """
    device, kept = language_of(headers), None
    if status != _UNAVAILABLE:
        kept = sessions.once_given(Purpose.CONSOLE, read_cookies(headers.get("cookie", "")).get("console"))
    try:
        person = members.known_person(str(kept["person"])) if kept else None
    except LahettiError:
        person = None
    return person.language if person else device


def error_page(language: str, status: int, error: LahettiError | None = None) -> Answer:
    """Return the page that says in words why there is no other one."""
    if status == _FORBIDDEN:
        return _html(
            rendered("framework/not_allowed.html", language, _refusal(error, Texts("console", language))), status
        )
    if status == _NOT_FOUND:
        return _html(rendered("framework/not_found.html", language, {}), status)
    why = in_words([error], Texts("console", language))[0].text if error is not None else None
    retry = {"Retry-After": str(error.retry_after)} if error is not None and error.retry_after else {}
    return _html(rendered("framework/error.html", language, {"why": why}), status, retry)


def _refusal(error: LahettiError | None, texts: Texts) -> Values:
    """Return what a page is for and whom to ask: an editor lacks a channel or is no admin, others are no editors."""
    is_stranger = error is None or (error.reason is None and error.field is None)
    if error is None or is_stranger or (error.reason, error.value) == ("role", Role.AMBASSADOR.value):
        return {"title": texts("refused.title"), "text": texts("refused.text")}
    if error.reason == "role":
        return {"title": texts("refused.admins.title"), "text": texts("refused.admins.text")}
    if error.field == "channel" and error.value:
        known = channels.find_channel(str(error.value))
        channel = known.name if known is not None else str(error.value)
        return {"title": texts("refused.channel.title"), "text": texts("refused.channel.text", channel=channel)}
    return {"title": texts("page.not_done"), "text": in_words([error], texts)[0].text}


def _show(page: Page, context: PageContext, parameters: Mapping[str, str], status: int = 200) -> Answer:
    wanted = context.query.get("format")
    if page.lines is not None and wanted in export.FORMATS and not context.errors:
        name, lines = page.lines
        found = lines(context, **parameters)
        body = export.as_csv(found, context.texts) if wanted == "csv" else export.as_json(found)
        disposition = f'attachment; filename="lahetti-{name}.{wanted}"'
        return Answer(body, 200, {"Content-Type": export.FORMATS[wanted], "Content-Disposition": disposition})
    values = page.view(context, **parameters)
    headers = {"Set-Cookie": notice.EXPIRED} if context.notice else {}
    return _html(_in_frame(page.template, context, values), status, headers)


def _act(page: Page, context: PageContext, parameters: Mapping[str, str]) -> Answer:
    if not protection.is_own(context.form.text("token"), context.person.id, context.now):
        over = FieldError(None, context.texts("error.form_over"))
        return _show(page, context.with_errors((over,)), parameters, _FORBIDDEN)
    action, role = page.actions.get(context.form.action, (None, page.role))
    if action is None:
        raise NotFound("There is no such action on this page.", field="action")
    if not context.person.may(role):
        raise NotAllowed(f"This needs the role {role}.", value=context.person.role.value, reason="role")
    try:
        outcome = _done(action, context, parameters)
    except EditConflict as conflict:
        return _html(_in_frame("framework/edit_conflict.html", context, {"conflict": conflict}), 409)
    except FormErrors as wrong:
        errors = in_words(wrong.errors, context.texts)
        return _show(page, context.with_errors(errors), parameters, wrong.errors[0].status)
    except LahettiError as error:
        if error.status in (_FORBIDDEN, _NOT_FOUND):
            raise
        return _refused(page, action, context.with_errors(in_words([error], context.texts)), parameters, error.status)
    if isinstance(outcome, Confirm):
        return _question(outcome, context)
    if isinstance(outcome, Report):
        return _html(_in_frame(outcome.template, context, outcome.values), 200)
    return Answer("", 303, {"Location": outcome.to or context.url, "Set-Cookie": outcome.cookie})


def _question(confirm: Confirm, context: PageContext, status: int = 200) -> Answer:
    return _html(_in_frame(confirm.template, context, {"confirm": confirm, **(confirm.values or {})}), status)


def _refused(page: Page, action: Action, context: PageContext, parameters: Mapping[str, str], status: int) -> Answer:
    asked = _asked_again(action, context, parameters)
    return _show(page, context, parameters, status) if asked is None else _question(asked, context, status)


def _asked_again(action: Action, context: PageContext, parameters: Mapping[str, str]) -> Confirm | None:
    """Return the question whose answer was refused, if the error is about what that page asks for."""
    if not context.form.confirmed:
        return None
    try:
        asked = _done(action, replace(context, form=context.form.unconfirmed), parameters)
    except (LahettiError, FormErrors, EditConflict):
        return None
    fields = {error.field for error in context.errors}
    return asked if isinstance(asked, Confirm) and fields & set(asked.inputs) else None


def _done(action: Action, context: PageContext, parameters: Mapping[str, str]) -> Outcome:
    """Do an action; where somebody was faster, it reads and decides anew."""

    def attempt(consistent: bool) -> Outcome | None:  # noqa: ARG001 (what is changed is always read as it is)
        try:
            return action(context, **parameters)
        except ChangedMeanwhile:
            return None

    return cast("Outcome", retry_on_conflict(attempt))


def _in_frame(template: str, context: PageContext, values: Values) -> str:
    person = context.person
    shown = [(entry, menu.is_current(entry, context.resource)) for entry in menu.entries(person)]
    frame = {"context": context, "person": person, "menu": shown, "badges": menu.waiting(person, context.now)}
    return rendered(template, person.language, {**frame, **values})


def _signed_in(cookie: str | None, page: Page, now: datetime) -> Person:
    """Return who asks for a page; raise NotSignedIn where nobody is signed in, and NotAllowed."""
    kept = sessions.verify(Purpose.CONSOLE, cookie, now)
    if kept is None:
        raise NotSignedIn("Nobody is signed in here.")
    return members.signed_in(SignIn.of_kept(kept), page.role)


def _to_sign_in(request: Request) -> Answer:
    return Answer("", 302, {"Location": _sign_in(request)})


def _sign_in(request: Request) -> str:
    """Return where somebody signs in who is led back to what they asked for."""
    wanted = f"{request.path}?{urlencode(request.query, quote_via=quote)}" if request.query else request.path
    return f"/signin?{urlencode({'to': wanted})}"


def _form(request: Request) -> Form:
    return read_form(request.headers.get("content-type", ""), request.body)


def _session_over(request: Request, cookie: str | None, now: datetime) -> Answer:
    """Keep what was typed until the person has signed in again: then the form goes on, for them and nobody else.

    The cookie outlives what it proves, so that whoever was signed in is known from whoever never was: a stranger's body
    is not read. The token of the form is worth nothing without a new session of the same person.
    """
    kept = sessions.once_given(Purpose.CONSOLE, cookie)
    values: dict[str, object] = {"form": None, "sign_in": _sign_in(request)}
    if kept is not None:
        person = str(kept["person"])
        values |= {"form": _form(request), "owner": person, "token": protection.token(person, now)}
    language = reader_language(request.headers, HTTPStatus.UNAUTHORIZED)
    return _html(rendered("framework/session_over.html", language, values), 401)


def _html(body: str, status: int, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(body, status, {"Content-Type": _HTML, **(headers or {})})
