"""The languages, each declared once: of the interface, of contents, and of the guidelines, which are three things.

A new language of the interface is an entry here, its catalogues, and the few texts that nobody can read from one; what
is missing, `make check` names with its file (tests/unit/test_structure_languages.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language of the interface.

    `name` is what its speakers call it, `locale` as in BCP 47, `called` what a file of invitations may call it in lower
    case; whole numbers are divided by `thousands`, others have `decimal` before their fraction.
    """

    name: str
    locale: str
    called: tuple[str, ...]
    thousands: str = "\u00a0"
    decimal: str = ","


INTERFACE: Mapping[str, Language] = {
    "fi": Language("Suomi", "fi-FI", ("suomi", "finska", "finnish")),
    "sv": Language("Svenska", "sv-FI", ("ruotsi", "svenska", "swedish")),
    "en": Language("English", "en-GB", ("englanti", "engelska", "english"), thousands=",", decimal="."),
}
"""What client, console and mails speak; the first one where nothing is known of a reader."""
DEFAULT = next(iter(INTERFACE))
CONTENTS = ("fi", "sv", "en")
"""What the console offers for contents and captions; a feed may bring contents in any other language."""
GUIDELINES = ("fi", "sv", "en")
"""What the guidelines are published in, each time in all of them."""
