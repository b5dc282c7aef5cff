"""What a visitor sees whose link leads nowhere, or not now: in their language, as all our pages look.

Imported for such a page alone; it reads no file and no catalogue, so sentences and style stand here.
"""

import hashlib
from base64 import b64encode

NOT_FOUND = {
    "fi": ("Linkkiä ei löydy", "Tarkista osoite. Linkki voi olla kirjoitettu väärin."),
    "sv": ("Länken finns inte", "Kontrollera adressen. Länken kan vara felskriven."),
    "en": ("There is no such link", "Please check the address. The link may be misspelt."),
}
UNAVAILABLE = {
    "fi": ("Linkki ei avaudu juuri nyt", "Yritä hetken päästä uudelleen."),
    "sv": ("Länken öppnas inte just nu", "Försök igen om en stund."),
    "en": ("This link does not open right now", "Please try again in a moment."),
}
_STYLE = """
:root{color-scheme:light dark;--page:#f3f6f4;--card:#fff;--ink:#12211c;--line:#d3dcd7}
@media (prefers-color-scheme:dark){:root{--page:#0e1513;--card:#17211e;--ink:#e8f0ec;--line:#2e3b36}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);overflow-wrap:anywhere;
font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main{max-width:40rem;margin:auto;padding:1rem}
header{display:flex;align-items:center;gap:.5rem;font-weight:800;font-size:1.25rem;letter-spacing:-.03em}
svg{width:1.75rem;height:1.75rem}
main{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;width:calc(100% - 2rem)}
h1{margin:0;font-size:1.5rem;line-height:1.2}
p{margin:.75rem 0 0}
"""
POLICY = (
    "default-src 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)
"""The Content-Security-Policy that lets these pages, and nothing else, have their style."""
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – Lähetti</title>
<style>{style}</style>
</head>
<body>
<header><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" fill="#0C2F28"/><g \
transform="translate(4.5 4) scale(.72)"><path fill="#F1F7F4" d="M16 5.2a1.9 1.9 0 011.75 1.15l8.9 20.3c.7 1.6-1 \
3.1-2.5 2.3L16 24.7l-8.15 4.25c-1.5.8-3.2-.7-2.5-2.3l8.9-20.3A1.9 1.9 0 0116 5.2z"/><circle fill="#F4A63C" cx="7.2" \
cy="6.6" r="3.1"/><circle fill="#F4A63C" cx="24.8" cy="6.6" r="3.1"/></g></svg>Lähetti</header>
<main><h1>{title}</h1><p>{sentence}</p></main>
</body>
</html>
"""


def page(texts: dict[str, tuple[str, str]], accepted: str) -> str:
    """Return a page in the first language of an Accept-Language header that it speaks, else in the first it has."""
    offered = (part.partition(";")[0].strip().lower().partition("-")[0] for part in accepted.split(","))
    language = next((language for language in offered if language in texts), next(iter(texts)))
    title, sentence = texts[language]
    return _PAGE.format(language=language, title=title, sentence=sentence, style=_STYLE)
