"""Count the pictures that are found in feeds and pages: `python -m tools.feed_pictures FOLDER…`.

Each file of a folder is read by what it holds: a feed by the reader of feeds, anything else as a page. Nothing is
fetched, so what a page or picture answers is not among it; addresses are read as if all came from one site by https.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lahetti.content.feeds.choice import usable
from lahetti.content.feeds.documents import NotAFeed, read_feed
from lahetti.networks.model import Fetched
from lahetti.networks.page_metadata import read_page

_SITE = "https://virasto.example/"


@dataclass(frozen=True)
class Found:
    """How many items and pages there are, and how many of them have a picture."""

    items: int = 0
    pictured_items: int = 0
    pages: int = 0
    pictured_pages: int = 0

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.items + other.items,
            self.pictured_items + other.pictured_items,
            self.pages + other.pages,
            self.pictured_pages + other.pictured_pages,
        )

    def __str__(self) -> str:
        return f"{self.pictured_items} of {self.items} items, {self.pictured_pages} of {self.pages} pages"


def found_in(body: bytes) -> Found:
    """Return what a feed or a page has of pictures."""
    fetched = Fetched(f"{_SITE}luettu", "", body)
    try:
        items = read_feed(fetched).items
    except NotAFeed:
        return Found(pages=1, pictured_pages=int(read_page(fetched).picture is not None))
    return Found(len(items), sum(usable(item).picture is not None for item in items))


def files_in(folders: Iterable[Path]) -> list[Path]:
    """Return the files below some folders, in the order of their names."""
    return sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())


def main(arguments: list[str]) -> int:
    """Print the sum, and each file that has fewer pictures than it might."""
    if not arguments:
        print("Name a folder of feeds and pages.", file=sys.stderr)
        return 2
    whole = Found()
    for file in files_in(map(Path, arguments)):
        found = found_in(file.read_bytes())
        whole += found
        if found.pictured_items < found.items or found.pictured_pages < found.pages:
            print(f"{file.name}: {found}")
    print(f"Pictures: {whole}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
