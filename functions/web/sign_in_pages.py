"""How the two screens of signing in look: pages of the server in the client's clothes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from http import HTTPStatus
from math import ceil
from urllib.parse import urlencode

from http_adapter import client_files
from http_adapter.languages import VARY
from lahetti.core.configuration import configuration
from lahetti.core.errors import LahettiError
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.people.work_accounts.model import Refusal
from web.http_messages import Answer
from web.screens import sign_in_at

_NOTICES = ("over", "failed", "expired", *(f"work_{refusal}" for refusal in Refusal))
"""Why somebody is on the first screen."""
_SECONDS_A_MINUTE = 60
_BAD = "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 7v6M12 16.4v.1"
_BACK = "M15 5l-7 7 7 7"
_MARK = (
    '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M16 5.2a1.9 1.9 0 011.75 1.15l8.9 20.3c.7 1.6-1'
    ' 3.1-2.5 2.3L16 24.7l-8.15 4.25c-1.5.8-3.2-.7-2.5-2.3l8.9-20.3A1.9 1.9 0 0116 5.2z"/>'
    '<circle class="d" cx="7.2" cy="6.6" r="3.1"/><circle class="d" cx="24.8" cy="6.6" r="3.1"/></svg>'
)
"""As the client draws it (core/dom.js), so that it follows the page's colours."""


@dataclass(frozen=True)
class AddressForm:
    """The first screen: `form` names this page's form, `chosen` is a language that was chosen on it."""

    to: str
    form: str
    email: str = ""
    chosen: str | None = None
    notice: str | None = None
    error: LahettiError | None = None


@dataclass(frozen=True)
class CodeForm:
    """The second screen; `form` names the form by which another code is asked for."""

    email: str
    to: str
    form: str
    chosen: str | None = None
    error: LahettiError | None = None
    mail_is_down: bool = False


def address_page(texts: Texts, shown: AddressForm) -> Answer:
    """Answer the form for the address, below the promise."""
    error = shown.error
    field_is_wrong = error is not None and error.status == HTTPStatus.UNPROCESSABLE_ENTITY
    told = _notice(_said(texts, error, "email" if field_is_wrong else None)) if error is not None else ""
    if error is None and shown.notice in _NOTICES:
        told = _notice(escape(texts(f"notice.{shown.notice}")))
    content = (
        f'<div class="stack-l">{told}\n'
        f'<form class="stack" method="post" action="{_action("/signin", shown.chosen)}" novalidate>'
        f"{_email_field(texts, shown.email, wrong=field_is_wrong)}\n"
        f"{_hidden(to=shown.to, form=shown.form)}"
        f'<button class="btn big">{escape(texts("send"))}</button></form>\n'
        f"{_passkey(texts, shown.to)}"
        f'<p><a href="/waiting-list?lang={texts.language}">{escape(texts("queue"))}</a></p>\n'
        f'<p class="m2 s">{escape(texts("no_code"))} {escape(texts("help"))} {_support()}</p></div>'
    )
    header = (
        f'<header class="hero"><div class="top">{_logo()}{_languages(texts, sign_in_at(shown.to))}</div>'
        f'<div class="hero-in"><h1>{escape(texts("promise"))}</h1><p>{escape(texts("promise_more"))}</p></div></header>'
    )
    return _page(texts, "title", header, content, error)


def code_page(texts: Texts, shown: CodeForm) -> Answer:
    """Answer the form for the code, with the ways to another one."""
    error = shown.error
    told = _notice(_said(texts, error, "code")) if error is not None else ""
    if shown.mail_is_down:
        told = _notice(escape(texts("mail_down")))
    sent = escape(texts("sent", email="\0")).replace("\0", f"<b>{escape(shown.email)}</b>")
    wrong = error is not None and not shown.mail_is_down
    content = (
        f'<div class="stack-l"><p><a class="lnk plain back" href="{escape(sign_in_at(shown.to))}">{_icon(_BACK)}'
        f"{escape(texts('other_email'))}</a></p>\n"
        f'<h1 class="t">{escape(texts("code_title"))}</h1>\n'
        f"{'' if shown.mail_is_down else f'<p>{sent}</p>'}{told}\n"
        f'<form class="stack" method="post" action="{_action("/signin/code", shown.chosen)}" novalidate>'
        f"{_code_field(texts, wrong=wrong)}\n"
        f'<button class="btn big">{escape(texts("sign_in"))}</button></form>\n'
        f'<form method="post" action="{_action("/signin", shown.chosen)}">'
        f"{_hidden(email=shown.email, to=shown.to, form=shown.form)}"
        f'<button class="btn sec">{escape(texts("new_code"))}</button></form>\n'
        f'<p class="m2 s">{escape(texts("no_code"))} {escape(texts("help"))} {_support()}</p></div>'
    )
    header = f'<header class="top">{_logo()}{_languages(texts, "/signin/code")}</header>'
    return _page(texts, "code_title", header, content, error)


def leaving_page(texts: Texts, to: str, cookies: tuple[str, ...]) -> Answer:
    """Answer a page that leads elsewhere by itself, at once, and by a link where the browser does not."""
    content = (
        f'<div class="stack-l"><h1 class="t">{escape(texts("work_title"))}</h1>\n<p>{escape(texts("work_leads"))}</p>\n'
        f'<p><a class="btn big" href="{escape(to)}">{escape(texts("work_go_on"))}</a></p></div>'
    )
    page = _page(texts, "work_title", f'<header class="top">{_logo()}</header>', content, None)
    return replace(page, headers={**page.headers, "Refresh": f"0; url={to}"}, cookies=cookies)


def _said(texts: Texts, error: LahettiError, field: str | None) -> str:
    """Return what is wrong, as a link to the field where it is mended."""
    words = escape(_words(texts, error))
    return f'<a href="#{field}">{words}</a>' if field else words


def _words(texts: Texts, error: LahettiError) -> str:
    match error.code:
        case "invalid":
            return texts("error.email")
        case "too_many_requests":
            key = "error.sign_in_email" if error.field == "sign_in_email" else "error.network"
            return texts(key, n=max(1, ceil((error.retry_after or 0) / _SECONDS_A_MINUTE)))
        case "code_wrong":
            return texts("error.code_wrong", n=error.limit)
    return texts(f"error.{error.code}")


def _email_field(texts: Texts, email: str, *, wrong: bool) -> str:
    said = f'<p class="err" id="email-error">{_icon(_BAD)}<span>{escape(texts("error.email"))}</span></p>'
    error = said if wrong else ""
    described = f"email-hint{' email-error' if wrong else ''}"
    invalid = ' aria-invalid="true"' if wrong else ""
    return (
        f'<div class="fld{" bad" if wrong else ""}"><label for="email">{escape(texts("email"))}</label>'
        f'<span class="hint" id="email-hint">{escape(texts("email_hint"))}</span>{error}'
        f'<input class="inp" id="email" name="email" type="email" autocomplete="email webauthn" autocapitalize="off"'
        f' spellcheck="false" required value="{escape(email)}" aria-describedby="{described}"{invalid}></div>'
    )


def _code_field(texts: Texts, *, wrong: bool) -> str:
    invalid = ' aria-invalid="true"' if wrong else " autofocus"
    return (
        f'<div class="fld{" bad" if wrong else ""}"><label for="code">{escape(texts("code"))}</label>'
        f'<span class="hint" id="code-hint">{escape(texts("code_hint"))}</span>'
        f'<input class="inp digits" id="code" name="code" inputmode="numeric" autocomplete="one-time-code"'
        f' required aria-describedby="code-hint"{invalid}></div>'
    )


def _passkey(texts: Texts, to: str) -> str:
    """Return what the script shows where the browser has passkeys: they need one, and the code does not."""
    told = f'data-to="{escape(to)}" data-failed="{escape(texts("error.passkey"))}"'
    return (
        f'<div class="stack-s" id="passkey" {told} hidden>'
        f'<button class="btn sec" type="button">{escape(texts("passkey"))}</button>'
        '<p role="alert" class="err" hidden></p></div>\n'
    )


def _hidden(**values: str) -> str:
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items())


def _action(path: str, chosen: str | None) -> str:
    return f"{path}?lang={chosen}" if chosen else path


def _notice(words: str) -> str:
    return (
        f'<div class="note bad" role="alert" tabindex="-1" autofocus>{_icon(_BAD)}'
        f'<div class="stack-s"><p>{words}</p></div></div>'
    )


def _languages(texts: Texts, here: str) -> str:
    def links() -> Iterator[str]:
        for language in LANGUAGES:
            name = escape(INTERFACE[language].name)
            if language == texts.language:
                yield f'<b class="lnk" aria-current="true" lang="{language}">{name}</b>'
            else:
                to = escape(f"{here}{'&' if '?' in here else '?'}{urlencode({'lang': language})}")
                yield f'<a class="lnk" href="{to}" lang="{language}" hreflang="{language}">{name}</a>'

    return f'<nav class="end row s" aria-label="{escape(texts("language"))}">{"".join(links())}</nav>'


def _logo() -> str:
    return f'<a class="logo" href="/">{_MARK}<span>Lähetti</span></a>'


def _icon(path: str) -> str:
    return f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'


def _support() -> str:
    contact = escape(configuration().contact)
    return f'<a href="mailto:{contact}">{contact}</a>'


def _page(texts: Texts, title: str, header: str, content: str, error: LahettiError | None) -> Answer:
    contact = escape(configuration().contact)
    shown = texts(title)
    page = _PAGE.format(
        language=texts.language,
        title=escape(f"{texts('wrong')} {shown}" if error is not None else shown),
        skip=escape(texts("skip")),
        mark=client_files.url(client_files.MARK),
        style=client_files.url(client_files.STYLE),
        script=client_files.url(client_files.SIGN_IN),
        header=header,
        content=content,
        accessibility=escape(texts("accessibility")),
        feedback=escape(texts("feedback")),
        contact=contact,
    )
    return Answer(_status(error), page, "text/html; charset=utf-8", headers=VARY)


def _status(error: LahettiError | None) -> int:
    """Return the status of a form; a wrong code is wrong input: 401 would ask for another kind of sign-in."""
    if error is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if error.status == HTTPStatus.UNAUTHORIZED else error.status


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#F3F6F4">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0E1513">
<meta name="robots" content="noindex">
<title>{title} – Lähetti</title>
<script type="module" src="{script}"></script>
<link rel="icon" href="{mark}" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
</head>
<body>
<a class="skip" href="#content">{skip}</a>
{header}
<main id="content" class="page" tabindex="-1">
{content}
</main>
<footer class="foot"><div><p class="row s"><a class="lnk" href="/accessibility">{accessibility}</a>
<a class="lnk" href="mailto:{contact}">{feedback}</a></p></div></footer>
</body>
</html>
"""
