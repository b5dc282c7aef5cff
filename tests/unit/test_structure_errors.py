"""A refusal has words: what the console and the API say of an error stands in the catalogues."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import lahetti
from lahetti.core.errors import LahettiError
from lahetti.core.texts import LANGUAGES, catalogue
from lahetti.networks.model import CannotFetch

FILE = "layers/lahetti/python/lahetti/core/translations/errors.{}.json"


def errors_of(kind: type[LahettiError]) -> Iterator[type[LahettiError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from errors_of(below)


def codes() -> set[str]:
    """Return the codes of all errors but the base and those of fetching, which a use case turns into its own."""
    for module in pkgutil.walk_packages(lahetti.__path__, "lahetti."):
        importlib.import_module(module.name)
    return {error.code for error in errors_of(LahettiError) if not issubclass(error, CannotFetch)} - {LahettiError.code}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_an_error_has_words(language: str) -> None:
    keys = catalogue("errors", language)
    lacking = {code for code in codes() if not any(f"{key}.".startswith(f"error.{code}.") for key in keys)}

    assert not lacking, f"{FILE.format(language)} lacks error.<code> of {', '.join(sorted(lacking))}"
