"""Pages that work without the client and without script: a title, and what stands below it."""

from html import escape

from http_adapter import client_files
from http_adapter.languages import VARY
from web.http_messages import Answer


def plain_page(language: str, title: str, body: str, status: int = 200, *, wrong: str | None = None) -> Answer:
    """Answer a page; `body` is markup, `wrong` the word before its title where a form was refused."""
    page = _PAGE.format(
        language=language,
        title=escape(title),
        shown=escape(f"{wrong} {title}" if wrong else title),
        mark=client_files.url(client_files.MARK),
        style=client_files.url(client_files.STYLE),
        body=body,
    )
    return Answer(status, page, "text/html; charset=utf-8", headers=VARY)


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{shown} – Lähetti</title>
<link rel="icon" href="{mark}" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
</head>
<body>
<main class="page stack">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
