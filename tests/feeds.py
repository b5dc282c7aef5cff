"""Small feeds as tests need them: a few items in each of the forms that feeds come in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Entry:
    """An item as its feed writes it."""

    address: str
    title: str = "Verokortti 2027"
    published: datetime | None = None
    summary: str = ""
    picture: str | None = None


def rss(entries: Sequence[Entry], language: str = "fi") -> bytes:
    """Write RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(e.title)}</title><link>{escape(e.address)}</link>"
        f"<description>{escape(e.summary)}</description>"
        + (f"<pubDate>{format_datetime(e.published)}</pubDate>" if e.published else "")
        + (f'<enclosure url="{escape(e.picture)}" type="image/jpeg" length="1"/>' if e.picture else "")
        + "</item>"
        for e in entries
    )
    head = f"<title>Blogi</title><link>https://verona.virasto.example/</link><language>{language}</language>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def atom(entries: Sequence[Entry]) -> bytes:
    """Write Atom 1.0."""
    items = "".join(
        f"<entry><id>{number}</id><title>{escape(e.title)}</title><link href={json.dumps(e.address)}/>"
        f"<summary>{escape(e.summary)}</summary>"
        + (f"<published>{e.published.isoformat()}</published>" if e.published else "")
        + "</entry>"
        for number, e in enumerate(entries)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sv"><title>Blogg</title>{items}</feed>'.encode()


def json_feed(entries: Sequence[Entry]) -> bytes:
    """Write a JSON Feed 1.1."""
    items = [
        {
            "id": str(number),
            "url": e.address,
            "title": e.title,
            "content_text": e.summary,
            **({"date_published": e.published.isoformat()} if e.published else {}),
            **({"image": e.picture} if e.picture else {}),
        }
        for number, e in enumerate(entries)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Blogi", "language": "fi", "items": items}
    return json.dumps(feed).encode()
