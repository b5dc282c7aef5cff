"""The page on which a survey is answered: behind the one-time link of a mail, without a sign-in and without script.

Mail programs fetch links to look at them, so a GET uses nothing up. Nothing on the page tells whose link it is, and no
log line is written: the only trace of an answer is the line of the access log, which has neither token nor person.
"""

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qs

from http_adapter import problems
from http_adapter.languages import language_of
from http_adapter.requests import require_own_origin
from lahetti.core import clock
from lahetti.core.errors import LahettiError
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.surveys import answering, rules
from lahetti.surveys.model import LEAST, LONGEST_TEXT, MOST, STATEMENTS, LinkUsed
from web.http_messages import Answer, Request
from web.plain_pages import plain_page

_LONGEST_FORM = 50_000
"""Characters: a text of the greatest length, whose signs may be encoded in nine each, takes a fifth."""


def show(request: Request) -> Answer:
    """Show what is asked, or that the link is of no use any more."""
    texts = _texts(request)
    try:
        answering.survey_of(request.parameters["token"], clock.now())
    except LinkUsed as error:
        return _told(texts, "survey.over", "warn", error.status)
    return _form(texts, request, {})


def answer(request: Request) -> Answer:
    """Take the answer; what is wrong is said beside it, and what was chosen stays."""
    require_own_origin(request.headers)
    texts = _texts(request)
    sent = {name: values[0] for name, values in parse_qs(request.body[:_LONGEST_FORM]).items()}
    try:
        answering.answer(request.parameters["token"], sent, sent.get("text", ""), clock.now())
    except LinkUsed as error:
        return _told(texts, "survey.over", "warn", error.status)
    except LahettiError as error:
        return _form(texts, request, sent, error)
    return _told(texts, "survey.sent", "ok")


def _told(texts: Texts, key: str, kind: str, status: int = 200) -> Answer:
    body = f'<p class="note {kind}" role="status">{escape(texts(key))}</p>'
    return plain_page(texts.language, texts("survey.title"), body, status)


def _form(texts: Texts, request: Request, sent: Mapping[str, str], error: LahettiError | None = None) -> Answer:
    wrong = rules.wrong_ratings(sent) if error is not None else []
    told = "" if error is None else _summary(texts, wrong, error)
    statements = "\n".join(_statement(texts, name, sent.get(name, ""), name in wrong) for name in STATEMENTS)
    path = f"/survey/{escape(request.parameters['token'])}"
    body = (
        f"{_languages(texts, path)}\n"
        f'<p class="m2">{escape(texts("survey.anonymous"))}</p>\n{told}'
        f'<form method="post" action="{path}?lang={texts.language}" class="stack" novalidate>\n'
        f"<p>{escape(texts('survey.what'))}</p>\n{statements}\n"
        f"{_text(texts, sent.get('text', ''), _is_too_long(error))}\n"
        f'<button class="btn big">{escape(texts("survey.send"))}</button></form>'
    )
    title = texts("survey.title")
    page = plain_page(
        texts.language, title, body, error.status if error else 200, wrong=texts("survey.wrong") if error else None
    )
    if error is None:
        return page
    return Answer(page.status, page.body, page.content_type, {**page.headers, **problems.headers_of(error)})


def _is_too_long(error: LahettiError | None) -> bool:
    return error is not None and error.field == "text"


def _summary(texts: Texts, wrong: list[str], error: LahettiError) -> str:
    if wrong:
        lines = [(name, texts("survey.error.rating", statement=texts(f"survey.statement.{name}"))) for name in wrong]
    elif _is_too_long(error) and isinstance(error.value, int):
        lines = [("text", _over(texts, error.value))]
    else:
        return f'<div class="note bad" role="alert"><p>{escape(texts("survey.error.other"))}</p></div>\n'
    # A group takes the focus at its first choice.
    links = "".join(
        f'<li><a href="#{name if name == "text" else f"{name}-{LEAST}"}">{escape(words)}</a></li>'
        for name, words in lines
    )
    return f'<div class="note bad" role="alert" tabindex="-1" autofocus><ul>{links}</ul></div>\n'


def _over(texts: Texts, length: int) -> str:
    return texts("survey.error.text", over=texts.number(length - LONGEST_TEXT))


def _statement(texts: Texts, name: str, chosen: str, wrong: bool) -> str:
    """Return the five choices of a statement; the ends of the scale are said to those who hear it, too."""
    choices = "".join(_choice(texts, name, number, chosen == str(number)) for number in range(LEAST, MOST + 1))
    error = f'<span class="err" id="{name}-error">{escape(texts("survey.error.missing"))}</span>' if wrong else ""
    described = f' aria-describedby="{name}-error"' if wrong else ""
    return (
        f'<fieldset class="fld{" bad" if wrong else ""}"{described}>'
        f'<legend class="lab">{escape(texts(f"survey.statement.{name}"))}</legend>'
        f'{error}<div class="rates">{choices}</div></fieldset>'
    )


def _choice(texts: Texts, name: str, number: int, chosen: bool) -> str:
    ends = {LEAST: "survey.least", MOST: "survey.most"}
    end = f'<span class="vh">, {escape(texts(ends[number]))}</span>' if number in ends else ""
    checked = " checked" if chosen else ""
    return (
        f'<label class="rate"><input type="radio" id="{name}-{number}" name="{name}" value="{number}"{checked}>'
        f"<span>{number}{end}</span></label>"
    )


def _text(texts: Texts, text: str, wrong: bool) -> str:
    error = f'<span class="err" id="text-error">{escape(_over(texts, len(text)))}</span>' if wrong else ""
    described = f"text-hint{' text-error' if wrong else ''}"
    invalid = ' aria-invalid="true"' if wrong else ""
    return (
        f'<div class="fld{" bad" if wrong else ""}"><label for="text">{escape(texts("survey.text"))}</label>'
        f'<span class="hint" id="text-hint">{escape(texts("survey.text_hint"))}</span>{error}'
        f'<textarea class="inp" id="text" name="text" rows="3" autocomplete="off"'
        f' aria-describedby="{described}"{invalid}>\n{escape(text)}</textarea></div>'
    )


def _languages(texts: Texts, path: str) -> str:
    others = "".join(
        f'<a class="lnk" lang="{one}" hreflang="{one}" href="{path}?lang={one}">{escape(INTERFACE[one].name)}</a>'
        for one in LANGUAGES
        if one != texts.language
    )
    return f'<p class="row s">{others}</p>'


def _texts(request: Request) -> Texts:
    return Texts("mails", language_of(request.headers, request.query))
