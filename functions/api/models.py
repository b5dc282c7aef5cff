"""What all bodies have in common, and the types that several of them use."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def absent(**rules: Any) -> Any:
    """Return the default of a patch's member that may be left out and not be null: what has nothing to take away."""
    return Field(default=None, json_schema_extra=_without_default, **rules)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


NameTexts = dict[Literal["fi", "sv", "en"], str]
"""A name by language, in one of them at least; where a reader's is missing, the first that there is stands for it."""
Label = Annotated[str, Field(min_length=1, max_length=40)]
"""The id of a channel or a team."""
Topic = Annotated[str, Field(min_length=1, max_length=40)]
"""The id of a topic of the library."""
Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
"""A web address in an answer."""


class Output(BaseModel):
    """An answer. There are dozens and a request needs a few, so each is built at its first use."""

    model_config = ConfigDict(defer_build=True)


class Input(BaseModel):
    """A body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000, defer_build=True)
