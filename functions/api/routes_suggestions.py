"""Suggestions of ambassadors, and what editors decide on them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import AwareDatetime, Field

from api import idempotency
from api.application import answer, caller, created, programme, representation
from api.models import Input, Output
from api.problems import UNCHANGED, problems
from lahetti.content.model import ContentState, Draft
from lahetti.core import clock
from lahetti.people.model import Role
from lahetti.settings.versions import current_settings
from lahetti.suggestions import suggesting
from lahetti.suggestions.model import Suggestion, SuggestionState

router = APIGatewayRouter()
ContentId = Annotated[str, Path(max_length=64)]


class SuggestionIn(Input):
    """What an ambassador would like to see on offer, and why; without title or language its page says them."""

    channel: str = Field(max_length=40)
    address: str = Field(max_length=2000)
    title: str = Field(default="", max_length=200)
    language: str = Field(default="", max_length=3)
    summary: str = Field(default="", max_length=1000)
    why: str = Field(default="", max_length=1000)


class SuggestionOut(Output):
    """A suggestion of the caller's; `note` is the editor's."""

    content: str
    channel: str
    title: str
    address: str
    outcome: SuggestionState
    note: str
    suggested: datetime
    decided: datetime | None


class SuggestionsOut(Output):
    """The caller's suggestions, newest first."""

    suggestions: list[SuggestionOut]


class DecisionIn(Input):
    """Accepted: published now, at a time, or left as a draft (`publish` false). Rejected: with a note."""

    decision: Literal["accept", "reject"]
    publish: bool = True
    at: AwareDatetime | None = None
    note: str = Field(default="", max_length=500)


class DecisionOut(Output):
    """The state that the content is in after the decision."""

    content: str
    state: ContentState


@router.post("/suggestions", responses={201: {"description": "Suggested"}, **problems(409, 415)})
def suggest_content(wanted: SuggestionIn) -> Response[SuggestionOut]:
    """Suggest an address to the editors of a channel. The same Idempotency-Key answers the same suggestion again."""
    person, fields = caller(), wanted.model_dump()

    def suggest_once() -> dict[str, Any]:
        now = clock.now()
        draft = Draft(**{_DRAFT_FIELDS.get(name, name): value for name, value in fields.items()})
        made = suggesting.suggest(draft, person, current_settings(), now)
        out = SuggestionOut(
            content=made.row.content,
            channel=made.row.channel,
            title=made.row.title,
            address=made.url,
            outcome=SuggestionState.WAITING,
            note="",
            suggested=now,
            decided=None,
        )
        return out.model_dump(mode="json")

    body = idempotency.once(person.id, "POST /suggestions", fields, suggest_once)
    return created(SuggestionOut(**body), "/suggestions")


@router.get("/suggestions", responses={200: {"description": "The caller's suggestions"}, 304: UNCHANGED, **problems()})
def list_my_suggestions() -> Response[SuggestionsOut]:
    """Return what the caller has suggested, and what came of it."""
    found = suggesting.own_suggestions(caller().id)
    return representation(SuggestionsOut(suggestions=[_out(line) for line in found]))


@router.put(
    "/suggestions/<content_id>/decision",
    responses={200: {"description": "Decided"}, **problems(404, 409, 415)},
)
def decide_suggestion(content_id: ContentId, decision: DecisionIn) -> Response[DecisionOut]:
    """Accept or reject a suggestion to one of the caller's channels. Deciding alike again changes nothing."""
    editor, now = caller(Role.EDITOR), clock.now()
    if decision.decision == "reject":
        state = suggesting.reject(content_id, editor, decision.note, now)
    else:
        state = suggesting.accept(content_id, editor, programme(), now, publish=decision.publish, at=decision.at)
    return answer(DecisionOut(content=content_id, state=state))


_DRAFT_FIELDS = {"address": "url"}


def _out(line: Suggestion) -> SuggestionOut:
    return SuggestionOut(
        content=line.content,
        channel=line.channel,
        title=line.title,
        address=line.url,
        outcome=line.state,
        note=line.note,
        suggested=line.suggested,
        decided=line.decided,
    )
