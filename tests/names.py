"""Names in several languages, for tests that care for one of them, or for all."""

from lahetti.core.names import LocalisedName


def named(finnish: str, swedish: str = "", english: str = "") -> LocalisedName:
    """Return a name in these languages."""
    return LocalisedName.of({"fi": finnish, "sv": swedish, "en": english})


def teams_named(**names: str) -> tuple[tuple[str, LocalisedName], ...]:
    """Return teams, as settings hold them, by id and Finnish name."""
    return tuple((team, named(name)) for team, name in names.items())
