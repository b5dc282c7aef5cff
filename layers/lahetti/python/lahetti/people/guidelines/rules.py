"""Which texts can be published as guidelines, and who may share under them."""

from collections.abc import Mapping

from lahetti.core import languages
from lahetti.core.errors import Invalid
from lahetti.people.guidelines.model import GuidelinesFirst
from lahetti.people.model import Person

LONGEST, LONGEST_CHANGE = 20_000, 1000
"""Characters of the guidelines in a language, and of what changed since the version before."""


def require_lengths(texts: Mapping[str, str], changes: Mapping[str, str]) -> None:
    """Raise Invalid naming the field where a text of the guidelines, or of what changed, is too long."""
    for language in languages.GUIDELINES:
        if len(texts.get(language, "")) > LONGEST:
            raise Invalid(
                f"The guidelines have at most {LONGEST} characters.",
                field=f"texts.{language}",
                value=len(texts[language]),
                limit=LONGEST,
            )
        if len(changes.get(language, "").strip()) > LONGEST_CHANGE:
            raise Invalid(
                f"What changed has at most {LONGEST_CHANGE} characters.",
                field=f"changes.{language}",
                value=len(changes[language].strip()),
                limit=LONGEST_CHANGE,
            )


def checked(texts: dict[str, str], changes: dict[str, str]) -> dict[str, str]:
    """Return what changed by language if a version can be published so; raise Invalid naming the field."""
    noted = {language: note.strip() for language, note in changes.items() if note.strip()}
    require_lengths(texts, changes)
    for language in languages.GUIDELINES:
        if not texts.get(language, "").strip():
            raise Invalid(f"The guidelines lack {language}.", field=f"texts.{language}")
        if noted and language not in noted:
            raise Invalid(f"What changed is not said in {language}.", field=f"changes.{language}")
    return noted


def require_accepted(person: Person, version: int) -> None:
    """Raise GuidelinesFirst unless the person has accepted the current version, or a later one."""
    if person.guidelines < version:
        raise GuidelinesFirst(
            f"Accept version {version} of the guidelines before you share.",
            field="guidelines",
            value=person.guidelines,
            limit=version,
            see="/api/v1/guidelines",
        )
