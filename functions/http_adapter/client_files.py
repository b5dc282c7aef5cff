"""The client's files as they are served: a script for each language, what comes later, styles, texts, icons.

Their version is a hash over everything that they are made of, so that they may be kept for good. A deployment writes
version and packed files ahead, beside the sources; without that they are made when they are first asked for.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from http_adapter.client_bundles import bundle, later_bundle
from lahetti.core import texts as core_texts
from lahetti.core.languages import INTERFACE

_FOLDER = Path(__file__).parent.parent / "web" / "client"
_AHEAD = _FOLDER / "ahead"
_VERSION_FILE = _AHEAD / "version.txt"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".png": "image/png",
}
ICONS = ("icon-180.png", "icon-192.png", "icon-512.png")
"""The mark as a home screen shows it, made by tools/icons.py."""
CONSOLE = "console.js"
SIGN_IN = "sign_in.js"
"""Is asked for by the two screens of signing in."""
LATER = "later.js"
"""Has what no first screen needs at once; texts are in the script."""
STYLE = "lahetti.css"
CHARTS = "charts.css"
"""Is asked for by the pages that draw, none of them on a phone's way to a share."""
CALENDAR = "calendar.css"
"""Is asked for by the console's calendar."""
PAPER = "paper.css"
"""Is asked for by the one page that is made for paper."""
MARK = "mark.svg"
SERVICE_WORKER = "service_worker.js"
"""Is served with the constants that `web.client_page` writes before it."""
_START = "start/app.js"
_CATALOGUE = "core/catalogue.js"


def content_type(name: str) -> str:
    """Return the type of a file of the client."""
    return _TYPES[Path(name).suffix]


def url(name: str) -> str:
    """Return the path of a file of the client."""
    return f"/app/{VERSION}/{name}"


def script(language: str) -> str:
    """Return the name of the client's script with the texts of a language."""
    return f"client.{language}.js"


@cache
def text(name: str) -> str:
    """Return a file of `NAMES`, or the service worker."""
    ahead = _AHEAD / f"{name}.gz"
    return gzip.decompress(ahead.read_bytes()).decode() if ahead.is_file() else _made(name)


@cache
def packed(name: str) -> bytes:
    """Return a file of `NAMES` as gzip; the gateway packs nothing by itself."""
    ahead = _AHEAD / f"{name}.gz"
    return ahead.read_bytes() if ahead.is_file() else _packed(name)


@cache
def icon(name: str) -> bytes:
    """Return an icon."""
    return (_FOLDER / name).read_bytes()


def _catalogue(language: str) -> str:
    """Return the module that stands in core/catalogue.js's place."""
    languages = {code: {"name": one.name, "locale": one.locale} for code, one in INTERFACE.items()}
    constants = {
        "LANGUAGE": json.dumps(language),
        "LANGUAGES": json.dumps(languages),
        "TEXTS": core_texts.client_catalogue(language),
    }
    return "".join(f"export const {name} = {value};\n" for name, value in constants.items())


@cache
def sources() -> Mapping[str, str]:
    """Return what lies in the folder of the client, by path."""
    found = (path for suffix in ("js", "css", "svg") for path in _FOLDER.rglob(f"*.{suffix}"))
    return {path.relative_to(_FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in found}


def write_ahead() -> None:
    """Write version and files for a deployment: reading, hashing and bundling takes up to 60 ms of a start."""
    _AHEAD.mkdir(exist_ok=True)
    _VERSION_FILE.write_text(_current_version())
    for name in (*NAMES, SERVICE_WORKER):
        (_AHEAD / f"{name}.gz").write_bytes(_packed(name))


def _packed(name: str) -> bytes:
    return gzip.compress(_made(name).encode(), mtime=0)


def _made(name: str) -> str:
    if name == CONSOLE:
        return bundle("console/console.js", sources())
    if name == SIGN_IN:
        return bundle("sign_in/sign_in.js", sources())
    if name == SERVICE_WORKER:
        return bundle(SERVICE_WORKER, sources())
    if name in _LANGUAGE_OF_SCRIPT:
        return bundle(_START, {**sources(), _CATALOGUE: _catalogue(_LANGUAGE_OF_SCRIPT[name])}, LATER)
    if name == LATER:
        return later_bundle(_START, sources())
    if name in _LANGUAGE_OF_TEXTS:
        return core_texts.client_catalogue(_LANGUAGE_OF_TEXTS[name])
    return (_FOLDER / name).read_text(encoding="utf-8")


def _current_version() -> str:
    texts = {name: _catalogue(code) for name, code in _LANGUAGE_OF_SCRIPT.items()}
    bundler = Path(__file__).with_name("client_bundles.py").read_text(encoding="utf-8")
    return _version({**sources(), **texts, "": bundler})


def _version(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0{files[name]}".encode())
    return digest.hexdigest()[:16]


_LANGUAGE_OF_SCRIPT = {script(language): language for language in core_texts.LANGUAGES}
_LANGUAGE_OF_TEXTS = {f"{language}.json": language for language in core_texts.LANGUAGES}
NAMES = (*_LANGUAGE_OF_SCRIPT, LATER, *_LANGUAGE_OF_TEXTS, CONSOLE, SIGN_IN, STYLE, CHARTS, CALENDAR, PAPER, MARK)
VERSION = _VERSION_FILE.read_text() if _VERSION_FILE.is_file() else _current_version()
