"""The form of one content: its fields over what is stored, and what the use case takes of those that were changed."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from console.framework.context import PageContext
from console.framework.editing import EditedField, typed_lines
from console.framework.form import Form
from lahetti.content import revising
from lahetti.content.caption_keys import CaptionTexts
from lahetti.content.captions import MOST_CAPTIONS
from lahetti.content.model import Content, ContentState, Draft
from lahetti.content.rules import LONGEST_READING
from lahetti.core import languages
from lahetti.core.errors import Invalid
from lahetti.networks.networks import LISTED, Network
from lahetti.settings.topics import known_topics
from lahetti.settings.versions import current_settings

_SHOWN_AT_LEAST = 2
"""Fields for captions of a network: two are wanted, and one more than there are."""
_FIELD_OF_INPUT = {"lang": "language", "address": "url"}
"""Inputs that have another name than the field of a draft."""


def edited_fields(context: PageContext, found: Content) -> list[EditedField]:
    """Return the fields of the form; captions are those of the language that it shows."""
    t, row = context.texts, found.row
    topics, teams = known_topics(row.topics, current_settings()), "\n".join(sorted(row.audience))
    fields = [
        _text_field("title", t("content.title"), row.title),
        _text_field("address", t("content.address"), found.url),
        _text_field("summary", t("content.summary"), found.summary),
        _text_field("why", t("content.why"), found.why),
        _text_field("disclosure", t("content.disclosure"), found.disclosure),
        _text_field("channel", t("contents.channel"), row.channel),
        _text_field("lang", t("contents.language"), row.language),
        EditedField("topics", t("content.topics"), topics, "\n".join(sorted(topics)), _topics, typed_lines),
        EditedField(
            "picture", t("content.picture"), row.picture, row.picture or "", lambda form: form.text("picture") or None
        ),
        _text_field("picture_text", t("content.picture_text"), row.picture_text),
        _number_field("points", t("content.points"), found.points, (0, current_settings().daily_points)),
        _number_field("minutes", t("content.minutes"), row.minutes, (1, LONGEST_READING)),
        EditedField(
            "expiry", t("contents.until"), row.expiry, context.local(row.expiry), lambda form: form.moment("expiry")
        ),
        EditedField(
            "wished_until",
            t("content.wished_until"),
            row.wished_until,
            "" if row.wished_until is None else row.wished_until.isoformat(),
            lambda form: form.day("wished_until"),
        ),
    ]
    if found.state in (ContentState.DRAFT, ContentState.SCHEDULED):
        planned = found.planned if found.state is ContentState.SCHEDULED else None
        fields.append(
            EditedField("at", t("content.at"), planned, context.local(planned), lambda form: form.moment("at"))
        )
    if current_settings().teams:
        fields.append(
            EditedField(
                "audience", t("content.teams"), row.audience, teams, _audience, _typed_teams, ("audience_kind",)
            )
        )
    language = shown_language(context, found)
    for network in LISTED:
        stored = found.captions.get((network.value, language), ())
        for number in range(number_of_captions(context, found, network, language)):
            label = t("content.caption_of", place=t(f"network.{network.value}"), number=number + 1)
            name = f"caption.{network.value}.{language}.{number}"
            fields.append(_text_field(name, label, stored[number] if number < len(stored) else ""))
    return fields


def _text_field(name: str, label: str, stored: str) -> EditedField:
    return EditedField(name, label, stored, stored, lambda form: form.text(name))


def _number_field(name: str, label: str, stored: int | None, limits: tuple[int, int]) -> EditedField:
    return EditedField(
        name, label, stored, "" if stored is None else str(stored), lambda form: form.number(name, limits)
    )


def _topics(form: Form) -> tuple[str, ...]:
    return form.texts("topics")


def _typed_teams(form: Form, name: str) -> str:
    """Return the teams, a line each; none where everybody is meant."""
    return "" if form.text("audience_kind") == "all" else typed_lines(form, name)


def _audience(form: Form) -> tuple[str, ...]:
    teams = tuple(_typed_teams(form, "audience").splitlines())
    if form.text("audience_kind") == "teams" and not teams:
        raise Invalid("No team is chosen.", field="audience", reason="no_team")
    return teams


def changed_draft(found: Content, changed: Mapping[str, Any]) -> Draft:
    """Return the content as it is to be stored."""
    fields = {
        _FIELD_OF_INPUT.get(name, name): value for name, value in changed.items() if "." not in name and name != "at"
    }
    return replace(revising.draft_of(found), **fields)


def changed_captions(context: PageContext, found: Content, changed: Mapping[str, Any]) -> CaptionTexts:
    """Return the captions of each network in which some were changed, empty fields left out."""
    language = shown_language(context, found)
    captions: dict[tuple[Network, str], tuple[str, ...]] = {}
    for network in LISTED:
        names = [f"caption.{network.value}.{language}.{number}" for number in range(MOST_CAPTIONS)]
        if any(name in changed for name in names):
            stored = found.captions.get((network.value, language), ())
            texts = (changed.get(name, text) for name, text in zip_longest(names, stored, fillvalue=""))
            captions[network, language] = tuple(text for text in texts if text)
    return captions


def shown_language(context: PageContext, found: Content) -> str:
    """Return the language whose captions the form shows."""
    wanted = context.form.text("caption_language") or context.query.get("captions") or found.row.language
    return wanted if wanted in {found.row.language, *languages.CONTENTS} else found.row.language


def number_of_captions(context: PageContext, found: Content, network: Network, language: str) -> int:
    """Return how many fields a network has: those that were sent, and at least one more than is stored."""
    stored = found.captions.get((network.value, language), ())
    beginning = f"caption.{network.value}.{language}."
    sent = sum(name.startswith(beginning) for name in context.form.fields)
    return min(max(_SHOWN_AT_LEAST, len(stored) + 1, sent), MOST_CAPTIONS)
