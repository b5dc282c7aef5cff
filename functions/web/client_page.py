"""The page that loads the client's files, the manifest of the app, and the service worker."""

import html
import json
import re
from collections.abc import Iterable

from http_adapter.client_files import FILES, ICONS, VERSION, url
from lahetti.core.configuration import configuration

_IMPORT = re.compile(r'^import [^;]*? from "\./([^"]+)";$', re.MULTILINE)
_KEPT_SCREENS = ("offer", "share", "me")
"""Those that work without a network; the service worker keeps their modules from the first visit on."""


def page(screen: str, language: str) -> str:
    """Return the page that a screen starts from; its modules and its texts are asked for at once.

    First comes what asks the API: over a slow line an answer takes as long as all the modules.
    """
    early = sorted(_closure("early.js"))
    later = sorted((_closure("app.js") | _closure(f"{screen}.js")) - set(early))
    return _PAGE.format(
        style=url("lahetti.css"),
        mark=url("mark.svg"),
        early=url("early.js"),
        app=url("app.js"),
        texts=url(f"{language}.json"),
        early_modules=_preloads(early),
        # A module that waits its turn must not keep the session waiting: a browser opens six connections at most.
        modules=_preloads(later, ' fetchpriority="low"'),
        touch_icon=url("icon-180.png"),
        support=html.escape(configuration().support_address or configuration().sender),
    )


def manifest() -> str:
    """Return what makes the client an app that can be installed (https://www.w3.org/TR/appmanifest/)."""
    icons = [{"src": url("mark.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}]
    for name in ICONS[1:]:
        side = name.removeprefix("icon-").removesuffix(".png")
        icons.append({"src": url(name), "type": "image/png", "sizes": f"{side}x{side}", "purpose": "any"})
        icons.append({"src": url(name), "type": "image/png", "sizes": f"{side}x{side}", "purpose": "maskable"})
    return json.dumps(
        {
            "id": "/",
            "name": "Lähetti",
            "short_name": "Lähetti",
            "lang": "fi",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#F3F6F4",
            "theme_color": "#0C2F28",
            "icons": icons,
        },
        ensure_ascii=False,
    )


def service_worker() -> str:
    """Return the service worker of this version, which knows the files that it keeps at once."""
    modules = {name for screen in _KEPT_SCREENS for name in _closure(f"{screen}.js")}
    for module in ("app", "early", "above", "offline", "troubles", "typed"):
        modules |= _closure(f"{module}.js")
    kept = [url(name) for name in sorted(modules | {"lahetti.css", "mark.svg"})]
    return f'const VERSION = "{VERSION}";\nconst FILES = {json.dumps(kept)};\n{FILES["service_worker.js"]}'


def _preloads(names: Iterable[str], attributes: str = "") -> str:
    return "\n".join(f'<link rel="modulepreload" href="{url(name)}"{attributes}>' for name in names)


def _closure(module: str) -> set[str]:
    """Return a module and all that it imports, directly or by way of others; what is fetched later does not count."""
    found: set[str] = set()
    wanted = [module]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += _IMPORT.findall(FILES[name])
    return found


_PAGE = """<!doctype html>
<html lang="fi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#F3F6F4">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0E1513">
<meta name="support" content="{support}">
<title>Lähetti</title>
<script type="module" src="{early}"></script>
{early_modules}
<link rel="stylesheet" href="{style}">
<link rel="icon" href="{mark}" type="image/svg+xml">
<link rel="preload" href="{texts}" as="fetch" crossorigin>
{modules}
<link rel="manifest" href="/manifest.webmanifest">
<link rel="apple-touch-icon" href="{touch_icon}">
<script type="module" src="{app}"></script>
</head>
<body>
<noscript>
<p class="note warn">Lähetti tarvitsee JavaScriptin. Salli se selaimen asetuksista.</p>
<p class="note warn" lang="sv">Lähetti behöver JavaScript. Tillåt det i webbläsarens inställningar.</p>
<p class="note warn" lang="en">Lähetti needs JavaScript. Allow it in your browser's settings.</p>
</noscript>
</body>
</html>
"""
