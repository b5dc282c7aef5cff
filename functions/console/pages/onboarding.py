"""The first hour of an empty programme: what an admin does, in order, each ticked by what is really there."""

from collections.abc import Mapping
from dataclasses import dataclass

from lahetti.content.model import ContentState
from lahetti.people import admins
from lahetti.settings.versions import current_settings

_BEGUN = (ContentState.PUBLISHED, ContentState.SCHEDULED, ContentState.ARCHIVED, ContentState.RECALLED)


@dataclass(frozen=True)
class Step:
    """A step; its words are `first.<name>`."""

    name: str
    path: str
    done: bool


def first_steps(channels: Mapping[str, str], numbers: Mapping[ContentState, int]) -> tuple[Step, ...]:
    """Return the steps, or none once all are done."""
    has_contents = any(numbers[state] for state in _BEGUN)
    guidelines = current_settings().guidelines > 0
    others = admins.are_others()
    if channels and guidelines and has_contents and others:
        return ()
    return (
        Step("channels", "/console/channels", bool(channels)),
        Step("guidelines", "/console/guidelines", guidelines),
        Step("contents", "/console/contents/new", has_contents),
        Step("people", "/console/people", others),
    )
