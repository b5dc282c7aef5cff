"""The form by which somebody joins the waiting list, without a sign-in, and the page behind the mail that confirms it.

Answer and work are the same whether the address is new, waits already, or takes part: nobody learns whom we know. It
works without script, and is taken from our own page alone. Looking at the mail's link changes nothing: programs do.
"""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from urllib.parse import parse_qs

from http_adapter import problems
from http_adapter.languages import language_of
from http_adapter.requests import require_own_origin
from lahetti.core import clock
from lahetti.core.errors import LahettiError, NotFound
from lahetti.core.plain_texts import on_one_line
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.people.waiting_list import queueing
from web.http_messages import Answer, Request
from web.plain_pages import plain_page

_FIELDS = ("name", "email")
_CODES = ("queue_full", "too_many_requests")
"""Refusals that have words of their own."""
_OUTSIDE = "outside"
"""Why an address is refused whose domain the programme does not invite."""
_LONGEST_FORM = 10_000
"""Characters: several times what name, address and language take."""


def show(request: Request) -> Answer:
    """Show the form, or what a mail's link asks for."""
    texts, token = _texts(request), request.query.get("token")
    if token is None:
        return _form(texts, {})
    body = (
        f"<p>{escape(texts('waiting.question'))}</p>\n"
        f'<form method="post" action="/waiting-list?lang={texts.language}">'
        f'<input type="hidden" name="token" value="{escape(token)}">'
        f'<button class="btn big">{escape(texts("waiting.confirm"))}</button></form>'
    )
    return plain_page(texts.language, texts("waiting.title"), body)


def join(request: Request) -> Answer:
    """Send somebody the mail by which they confirm, or put whoever confirms at the end of the queue."""
    require_own_origin(request.headers)
    texts = _texts(request)
    # What else is sent is none of this form's.
    typed = {name: on_one_line(values[0]) for name, values in parse_qs(request.body[:_LONGEST_FORM]).items()}
    if "token" in typed:
        return _confirmed(texts, typed["token"])
    language = typed.get("language", "")
    language = language if language in LANGUAGES else texts.language
    try:
        queueing.ask(typed.get("email", ""), typed.get("name", ""), language, request.ip, clock.now())
    except LahettiError as error:
        return _form(texts, typed, error)
    return _told(texts, "waiting.thanks")


def _confirmed(texts: Texts, token: str) -> Answer:
    try:
        return _told(texts, "waiting.done" if queueing.confirm(token, clock.now()) else "waiting.known")
    except NotFound as error:
        return _told(texts, "waiting.over", error.status, "warn")
    except LahettiError as error:
        return _form(texts, {}, error)


def _told(texts: Texts, key: str, status: int = 200, kind: str = "ok") -> Answer:
    body = (
        f'<p class="note {kind}" role="status">{escape(texts(key))}</p>\n'
        f'<p><a href="/">{escape(texts("waiting.back"))}</a></p>'
    )
    return plain_page(texts.language, texts("waiting.title"), body, status)


def _form(texts: Texts, typed: Mapping[str, str], error: LahettiError | None = None) -> Answer:
    refused = error.field if error is not None and error.field in _FIELDS else None
    told = ""
    if error is not None:
        key = f"waiting.error.{error.code}" if error.code in _CODES else f"waiting.error.{refused or 'other'}"
        domains = ", ".join(error.limit) if error.reason == _OUTSIDE and isinstance(error.limit, list) else ""
        words = escape(texts("waiting.error.outside", domains=domains) if domains else texts(key))
        linked = f'<a href="#{refused}">{words}</a>' if refused else words
        told = f'<div class="note bad" role="alert" tabindex="-1" autofocus><p>{linked}</p></div>\n'
    options = "".join(
        f'<option value="{language}"{" selected" if language == texts.language else ""}>'
        f"{escape(texts(f'waiting.language.{language}'))}</option>"
        for language in LANGUAGES
    )
    fields = "\n".join(_field(texts, name, typed.get(name, ""), name == refused) for name in _FIELDS)
    body = (
        f"<p>{escape(texts('waiting.what'))}</p>\n{told}"
        f'<form method="post" action="/waiting-list?lang={texts.language}" class="stack" novalidate>\n{fields}\n'
        f'<div class="fld"><label for="language">{escape(texts("waiting.language"))}</label>'
        f'<select class="inp" id="language" name="language">{options}</select></div>\n'
        f'<p class="s m2">{escape(texts("waiting.kept"))}</p>\n'
        f'<button class="btn big">{escape(texts("waiting.join"))}</button></form>\n'
        f'<p><a href="/">{escape(texts("waiting.back"))}</a></p>'
    )
    wrong = texts("waiting.wrong") if error is not None else None
    page = plain_page(texts.language, texts("waiting.title"), body, error.status if error else 200, wrong=wrong)
    return page if error is None else replace(page, headers={**page.headers, **problems.headers_of(error)})


def _field(texts: Texts, name: str, value: str, wrong: bool) -> str:
    kind, complete = ("email", "email") if name == "email" else ("text", "name")
    error = f'<span class="err" id="{name}-error">{escape(texts(f"waiting.error.{name}"))}</span>' if wrong else ""
    told = f' aria-invalid="true" aria-describedby="{name}-error"' if wrong else ""
    return (
        f'<div class="fld{" bad" if wrong else ""}"><label for="{name}">{escape(texts(f"waiting.{name}"))}</label>'
        f"{error}"
        f'<input class="inp" id="{name}" name="{name}" type="{kind}" autocomplete="{complete}"'
        f' value="{escape(value)}"{told}></div>'
    )


def _texts(request: Request) -> Texts:
    return Texts("mails", language_of(request.headers, request.query))
