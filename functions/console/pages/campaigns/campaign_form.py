"""The form of a campaign: its fields, what is read from them, and what can be chosen in it."""

from collections.abc import Callable, Mapping
from typing import Any

from console.framework.context import PageContext
from console.framework.editing import EditedField, typed_lines
from console.framework.form import Form
from console.framework.rendering import Values
from lahetti.campaigns import rules
from lahetti.campaigns.model import CURRENCIES, Aim, Plan
from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.settings import topics
from lahetti.settings.model import Settings
from lahetti.settings.versions import current_settings

_MOST_OFFERED = 100
"""Contents of a state that can be picked from; those that were picked before are there as well."""
_OFFERED = (ContentState.PUBLISHED, ContentState.SCHEDULED, ContentState.DRAFT)


def _aim(form: Form) -> Aim:
    try:
        return Aim(form.text("aim"))
    except ValueError as error:
        raise Invalid("No aim is chosen.", field="aim", reason="missing") from error


def _number(form: Form) -> int:
    limits = (1, rules.MOST_WANTED)
    number = form.number("number", limits)
    if number is None:
        raise Invalid("number is empty.", field="number", limit=limits, reason="missing")
    return number


def _prizes(form: Form) -> int | None:
    return form.cents("prizes_cents") if form.text("prizes_cents") else None


READERS: Mapping[str, Callable[[Form], Any]] = {
    "name": lambda form: form.text("name"),
    "aim": _aim,
    "number": _number,
    "by": lambda form: form.needed_day("by"),
    "first": lambda form: form.needed_day("first"),
    "last": lambda form: form.needed_day("last"),
    "deed": lambda form: form.text("deed"),
    "contents": lambda form: form.texts("contents"),
    "topics": lambda form: form.texts("topics"),
    "utm_campaign": lambda form: form.text("utm_campaign"),
    "owner": lambda form: form.text("owner"),
    "click_ids": lambda form: form.has("click_ids"),
    "currency": lambda form: form.text("currency", CURRENCIES[0]),
    "prizes_cents": _prizes,
    "hours": lambda form: form.number("hours", (0, rules.MOST_HOURS)),
}
"""What each field of the form is read by, in the order of the form."""


def edited_fields(context: PageContext, plan: Plan) -> list[EditedField]:
    """Return the fields of the form over a plan that is stored."""
    shown = shown_texts(context, plan)
    fields = []
    for name, read in READERS.items():
        label = context.texts(f"campaign.form.{name}")
        stored = getattr(plan, name)
        typed = typed_lines if name in ("contents", "topics") else Form.text
        fields.append(EditedField(name, label, stored, shown[name], read, typed))
    return fields


def shown_texts(context: PageContext, plan: Plan) -> dict[str, str]:
    """Return what the form shows of a plan."""
    cents = plan.prizes_cents
    return {
        "name": plan.name,
        "aim": plan.aim.value,
        "number": str(plan.number),
        "by": plan.by.isoformat(),
        "first": plan.first.isoformat(),
        "last": plan.last.isoformat(),
        "deed": plan.deed,
        "contents": "\n".join(sorted(plan.contents)),
        "topics": "\n".join(sorted(plan.topics)),
        "utm_campaign": plan.utm_campaign,
        "owner": plan.owner,
        "click_ids": "yes" if plan.click_ids else "",
        "currency": plan.currency,
        "prizes_cents": "" if cents is None else context.texts.decimal(cents / 100, 2),
        "hours": "" if plan.hours is None else str(plan.hours),
    }


def required_owner(context: PageContext, owner: str, before: str | None = None) -> str:
    """Return who is to own a campaign: the one whose form it is, or the one who owned it; raise Invalid."""
    if owner not in (context.person.id, before):
        raise Invalid("A campaign is one's own, or stays its owner's.", field="owner", reason="missing")
    return owner


def choices(context: PageContext, plan: Plan | None = None) -> Values:
    """Return what can be chosen in the form."""
    offered = {
        row.content: row for state in _OFFERED for _, row in content_items.contents_in(state, at_most=_MOST_OFFERED)
    }
    picked = set(plan.contents if plan else ()) - set(offered)
    offered |= {head.content: head.row for head in content_items.heads_of(sorted(picked))}
    owners = {context.person.id: context.person.name}
    if plan is not None and plan.owner != context.person.id:
        owners = {plan.owner: members.names_of([plan.owner]).get(plan.owner, ("–", ""))[0], **owners}
    settings, language = current_settings(), context.texts.language
    return {
        "topics": _topics(plan, settings, language),
        "currencies": [(currency, currency) for currency in CURRENCIES],
        "offered": [
            (content, row.title, ", ".join(topics.names_in(row.topics, settings, language)))
            for content, row in offered.items()
        ],
        "owners": list(owners.items()),
        "most_contents": rules.MOST_CONTENTS,
    }


def _topics(plan: Plan | None, settings: Settings, language: str) -> list[tuple[str, str]]:
    """Return the topics of the library, and those of a plan that were removed since."""
    offered = topics.choices(settings, language)
    gone = set(plan.topics if plan else ()) - dict(offered).keys()
    return [*offered, *((topic, settings.topic_names[topic].in_language(language)) for topic in sorted(gone))]
