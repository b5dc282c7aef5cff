"""The page that loads the client's files, the manifest of the app, and the service worker."""

import html
import json
from functools import cache
from urllib.parse import quote

from http_adapter.client_files import ICONS, LATER, MARK, SERVICE_WORKER, STYLE, VERSION, script, text, url
from http_adapter.security_headers import security_headers
from lahetti.core.configuration import configuration
from lahetti.core.languages import DEFAULT
from lahetti.core.texts import Texts


@cache
def page(language: str) -> str:
    """Return the page that every screen starts from, with the script that has the texts of a language.

    The icon is in the page itself: each request more is a call of a function, and a first visit should make few. So are
    the words for a script that does not come, which the style shows after some seconds.
    """
    said = Texts("client", language)
    return _PAGE.format(
        language=language,
        style=url(STYLE),
        icon=f"data:image/svg+xml,{quote(text(MARK))}",
        script=url(script(language)),
        touch_icon=url(ICONS[0]),
        late=html.escape(said("error.slow")),
        retry=html.escape(said("error.retry")),
        support=html.escape(configuration().contact),
    )


def manifest() -> str:
    """Return what makes the client an app that can be installed (https://www.w3.org/TR/appmanifest/)."""
    icons = [{"src": url(MARK), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}]
    for name in ICONS[1:]:
        side = name.removeprefix("icon-").removesuffix(".png")
        icons.append({"src": url(name), "type": "image/png", "sizes": f"{side}x{side}", "purpose": "any"})
        icons.append({"src": url(name), "type": "image/png", "sizes": f"{side}x{side}", "purpose": "maskable"})
    return json.dumps(
        {
            "id": "/",
            "name": "Lähetti",
            "short_name": "Lähetti",
            "lang": DEFAULT,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#F3F6F4",
            "theme_color": "#0C2F28",
            "icons": icons,
        },
        ensure_ascii=False,
    )


def service_worker(language: str) -> str:
    """Return the service worker of this version with the page and the files that it keeps at once.

    It brings the page along, with its headers, and the later script, so that keeping them costs no request.
    """
    kept = [url(name) for name in (script(language), STYLE)]
    headers = {**security_headers(), "Content-Type": "text/html; charset=utf-8"}
    given = {
        "VERSION": VERSION,
        "FILES": kept,
        "PAGE": page(language),
        "PAGE_HEADERS": headers,
        "LATER": url(LATER),
        "LATER_SCRIPT": text(LATER),
    }
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items())
    return constants + text(SERVICE_WORKER)


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#F3F6F4">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0E1513">
<meta name="support" content="{support}">
<title>Lähetti</title>
<script type="module" src="{script}"></script>
<link rel="stylesheet" href="{style}">
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="manifest" href="/manifest.webmanifest">
<link rel="apple-touch-icon" href="{touch_icon}">
</head>
<body>
<div class="late page stack">
<p>{late}</p>
<p><a class="btn" href="">{retry}</a></p>
</div>
<noscript>
<p class="note warn" lang="fi">Lähetti tarvitsee JavaScriptin. Salli se selaimen asetuksista.</p>
<p class="note warn" lang="sv">Lähetti behöver JavaScript. Tillåt det i webbläsarens inställningar.</p>
<p class="note warn" lang="en">Lähetti needs JavaScript. Allow it in your browser's settings.</p>
</noscript>
</body>
</html>
"""
