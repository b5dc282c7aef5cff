"""Errors of a form in the person's language: a sentence at a field; the words are those of `errors.*.json`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lahetti.core.error_texts import sentence
from lahetti.core.errors import LahettiError
from lahetti.core.texts import Texts


@dataclass(frozen=True)
class FieldError:
    """A sentence, and the field that it is about; None: the form as a whole."""

    field: str | None
    text: str


class FormErrors(Exception):
    """Several fields are wrong at once."""

    def __init__(self, errors: Sequence[LahettiError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)


def read_all(**reads: Callable[[], Any]) -> dict[str, Any]:
    """Read several fields of a form; raise FormErrors with all that cannot be read."""
    found, wrong = {}, list[LahettiError]()
    for name, read in reads.items():
        try:
            found[name] = read()
        except LahettiError as error:
            wrong.append(error)
    if wrong:
        raise FormErrors(wrong)
    return found


@dataclass(frozen=True)
class Difference:
    """A field that two people wrote: its name, its label in words, what is stored now, and what this person typed."""

    name: str
    label: str
    theirs: str
    own: str


class EditConflict(Exception):
    """Others have changed the same fields since the form was made.

    `original` is what the form carries once its author has seen these differences, `inputs` are the names of the inputs
    that the differing fields consist of.
    """

    def __init__(self, differences: Sequence[Difference], original: str, inputs: Collection[str]) -> None:
        super().__init__(", ".join(difference.name for difference in differences))
        self.differences = tuple(differences)
        self.original = original
        self.inputs = frozenset(inputs)


def in_words(errors: Iterable[LahettiError], texts: Texts) -> tuple[FieldError, ...]:
    """Return the sentences that are shown for some errors."""
    return tuple(FieldError(error.field, sentence(error, texts) or texts("error.other")) for error in errors)
