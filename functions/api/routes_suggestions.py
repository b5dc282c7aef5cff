"""Suggestions of ambassadors, and what editors decide on them."""

from datetime import datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import AwareDatetime, Field

from api import idempotency
from api.application import answer, caller, created, programme, representation
from api.models import Input, Output, Topic, Url
from api.paging import USUAL, Cursor, Limit, Page, page_of
from api.problems import changes, creates, reads
from lahetti.content.model import ContentState, Draft
from lahetti.content.rules import LONGEST, MOST_TOPICS
from lahetti.content.urls import LONGEST_URL
from lahetti.core import clock
from lahetti.people.model import Role
from lahetti.settings.versions import current_settings
from lahetti.suggestions import suggesting
from lahetti.suggestions.model import Suggestion, SuggestionState
from lahetti.suggestions.rules import LONGEST_NOTE

router = APIGatewayRouter()
SuggestionId = Annotated[str, Path(max_length=64)]


class SuggestionIn(Input):
    """What an ambassador would like to see on offer, and why; without title or language its page says them."""

    channel: str = Field(max_length=40)
    url: str = Field(max_length=LONGEST_URL)
    title: str = Field(default="", max_length=LONGEST["title"])
    language: str = Field(default="", max_length=3)
    summary: str = Field(default="", max_length=LONGEST["summary"])
    why: str = Field(default="", max_length=LONGEST["why"])
    topics: list[Topic] = Field(default_factory=list, max_length=MOST_TOPICS)


class SuggestionOut(Output):
    """A suggestion; its id is that of the content that it became. `note` is the editor's."""

    content: str
    channel: str
    title: str
    url: Url
    state: SuggestionState
    note: str
    suggested_at: datetime
    decided_at: datetime | None


class SuggestionPageOut(Page):
    """The caller's suggestions, newest first."""

    items: list[SuggestionOut]


class AcceptanceIn(Input):
    """Left as a draft, or published: now (`publish` true) or at a time (`publish_at`)."""

    publish: bool = False
    publish_at: AwareDatetime | None = None


class RejectionIn(Input):
    """Why a suggestion is rejected: its suggester reads it."""

    note: str = Field(min_length=1, max_length=LONGEST_NOTE)


class DecisionOut(Output):
    """The state that the content is in after the decision."""

    content: str
    state: ContentState


@router.get("/me/suggestions", responses=reads("A page of the caller's suggestions"))
def list_my_suggestions(limit: Limit = USUAL, cursor: Cursor = None) -> Response[SuggestionPageOut]:
    """Return what the caller has suggested, and what came of it, newest first."""
    found = suggesting.own_suggestions(caller().id)
    page, following = page_of(found, lambda suggestion: suggestion.content, limit, cursor)
    return representation(SuggestionPageOut(items=[_out(suggestion) for suggestion in page], next=following))


@router.post("/suggestions", responses=creates("Suggested", 409))
def suggest_content(wanted: SuggestionIn) -> Response[SuggestionOut]:
    """Suggest an address to the editors of a channel. The same Idempotency-Key answers the same suggestion again.

    At most 5 suggestions of a person wait at a time (409), and 10 are taken a day (429).
    """
    person = caller()

    def suggest_once() -> dict[str, Any]:
        draft = Draft(
            channel=wanted.channel,
            url=wanted.url,
            title=wanted.title,
            language=wanted.language,
            summary=wanted.summary,
            why=wanted.why,
            topics=tuple(wanted.topics),
        )
        now = clock.now()
        made = suggesting.suggest(draft, person, current_settings(), now)
        row = made.row
        waiting = Suggestion(person.id, row.content, row.channel, row.title, made.url, suggested=now)
        return _out(waiting).model_dump(mode="json")

    body = idempotency.once(person.id, "POST /suggestions", wanted.model_dump(), suggest_once)
    return created(SuggestionOut(**body), f"/suggestions/{body['content']}")


@router.get("/suggestions/<suggestion_id>", responses=reads("The suggestion", 404))
def get_suggestion(suggestion_id: SuggestionId) -> Response[SuggestionOut]:
    """Return a suggestion: one of the caller's own, or one to a channel that they edit."""
    return representation(_out(suggesting.find_suggestion(suggestion_id, caller())))


@router.post("/suggestions/<suggestion_id>/accept", responses=changes("Accepted", 404, 409))
def accept_suggestion(suggestion_id: SuggestionId, wanted: AcceptanceIn) -> Response[DecisionOut]:
    """Accept a suggestion to one of the caller's channels. Accepting again changes nothing."""
    editor = caller(Role.EDITOR)
    publishes = wanted.publish or wanted.publish_at is not None
    state = suggesting.accept(suggestion_id, editor, programme(), clock.now(), publish=publishes, at=wanted.publish_at)
    return answer(DecisionOut(content=suggestion_id, state=state))


@router.post("/suggestions/<suggestion_id>/reject", responses=changes("Rejected", 404, 409))
def reject_suggestion(suggestion_id: SuggestionId, wanted: RejectionIn) -> Response[DecisionOut]:
    """Reject a suggestion to one of the caller's channels, with a note. Rejecting again changes nothing."""
    state = suggesting.reject(suggestion_id, caller(Role.EDITOR), wanted.note, clock.now())
    return answer(DecisionOut(content=suggestion_id, state=state))


def _out(suggestion: Suggestion) -> SuggestionOut:
    return SuggestionOut(
        content=suggestion.content,
        channel=suggestion.channel,
        title=suggestion.title,
        url=suggestion.url,
        state=suggestion.state,
        note=suggestion.note,
        suggested_at=suggestion.suggested,
        decided_at=suggestion.decided,
    )
