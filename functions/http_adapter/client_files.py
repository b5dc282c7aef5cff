"""The client's files, which client, console and plain pages load.

Their version is a hash over all, so that they may be kept for good and their imports of one another stay relative.
"""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lahetti.core import texts as core_texts

_FOLDER = Path(__file__).parent.parent / "web" / "client"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".png": "image/png",
}
ICONS = ("icon-180.png", "icon-192.png", "icon-512.png")
"""The mark as a home screen shows it, made by tools/icons.py."""


def content_type(name: str) -> str:
    """Return the type of a file of the client."""
    return _TYPES[Path(name).suffix]


def url(name: str) -> str:
    """Return the path of a file of the client."""
    return f"/app/{VERSION}/{name}"


@cache
def packed(name: str) -> bytes:
    """Return a file of the client as gzip; the gateway packs nothing by itself."""
    return gzip.compress(FILES[name].encode(), mtime=0)


@cache
def icon(name: str) -> bytes:
    """Return an icon."""
    return (_FOLDER / name).read_bytes()


def _files() -> Mapping[str, str]:
    texts_of = set(_TYPES) - {".png"}
    files = {path.name: path.read_text(encoding="utf-8") for path in _FOLDER.iterdir() if path.suffix in texts_of}
    texts = {f"{language}.json": core_texts.client_catalogue(language) for language in core_texts.LANGUAGES}
    return {**files, **texts}


def _version(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0{files[name]}".encode())
    return digest.hexdigest()[:16]


FILES = _files()
VERSION = _version(FILES)
