"""One content: its fields and captions, how they look on each network, and its way from draft to archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.framework.context import PageContext
from console.framework.errors import Difference, EditConflict, FormErrors
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.analytics import figures
from lahetti.content import channels, editing, revising
from lahetti.content import recall as content_recall
from lahetti.content.captions import LINK_SAMPLE, with_disclosure
from lahetti.content.recall import Links
from lahetti.content.rules import Content, ContentState, Draft
from lahetti.core.errors import Invalid
from lahetti.core.texts import LANGUAGES
from lahetti.networks.share_dialogs import Network, length, limit
from lahetti.settings.versions import current_settings

NETWORKS = tuple(network for network in Network if network is not Network.LINK)
_SHOWN_AT_LEAST = 2
"""Fields for captions of a network: two are wanted, and one more than there are."""
_MOST_CAPTIONS = 15


@dataclass(frozen=True)
class CaptionField:
    """A caption as the form shows it; `used` is its length as the network counts it."""

    name: str
    text: str
    used: int
    limit: int | None

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.used > self.limit


@dataclass(frozen=True)
class NetworkFields:
    """The captions of one network in one language."""

    network: Network
    fields: tuple[CaptionField, ...]

    @property
    def written(self) -> tuple[CaptionField, ...]:
        return tuple(field for field in self.fields if field.text)

    @property
    def longest(self) -> CaptionField | None:
        return max(self.written, key=lambda field: field.used, default=None)


@page("/console/contents/{content_id}", "contents/content.html")
def edit(context: PageContext, content_id: str) -> Values:
    """Return a content with its captions in one language, as stored or as just typed."""
    found = revising.content_of_editor(content_id, context.person)
    settings = current_settings()
    language = _language(context, found)
    disclosure = context.value("disclosure", found.disclosure)
    return {
        "content": found,
        "row": found.row,
        "state": found.state.value,
        "version": context.value("version", found.version),
        "channels": [(c["channel"], c["name"]) for c in channels.channels() if context.person.may_edit(c["channel"])],
        "teams": settings.teams,
        "caption_language": language,
        "caption_languages": sorted({found.row.language, *LANGUAGES, *(code for _, code in found.captions)}),
        "networks": [_fields(context, found, network, language, disclosure) for network in NETWORKS],
        "disclosure": disclosure,
        "languages": LANGUAGES,
        "out": figures.shares_out(content_id)
        if found.state in (ContentState.PUBLISHED, ContentState.ARCHIVED)
        else None,
        "is_editable": found.state is not ContentState.RECALLED,
        "planned": context.local(found.planned) if found.state is ContentState.SCHEDULED else "",
        "expiry": context.local(_moment(found.row.expiry)),
    }


@edit.action("save")
def save(context: PageContext, content_id: str) -> Redirect:
    """Store what was typed; another time of a content that is scheduled already counts, too."""
    found = revising.content_of_editor(content_id, context.person)
    at = _time_to_come(context)
    if at is not None and found.state is ContentState.DRAFT:
        raise Invalid("A draft has no time yet.", field="at", reason="draft")
    _save(context, content_id)
    if at is None or found.state is not ContentState.SCHEDULED or at == found.planned:
        return Redirect("done.content_saved")
    editing.publish(content_id, context.person, current_settings(), context.now, at)
    return Redirect("done.content_scheduled")


@edit.action("publish")
def publish(context: PageContext, content_id: str) -> Redirect:
    """Store what was typed and publish it, now or at the time that was chosen."""
    at = _time_to_come(context)
    _save(context, content_id)
    state = editing.publish(content_id, context.person, current_settings(), context.now, at)
    return Redirect("done.content_scheduled" if state is ContentState.SCHEDULED else "done.content_published")


@edit.action("archive")
def archive(context: PageContext, content_id: str) -> Redirect | Confirm:
    """Take a content off the offer, after saying what follows."""
    if not context.form.confirmed:
        title = revising.content_of_editor(content_id, context.person).row.title
        t = context.texts
        return Confirm(
            t("content.archive_question", title=title),
            (t("content.archive_offer"), t("content.archive_links"), t("content.archive_for_good")),
            t("content.archive"),
        )
    editing.archive(content_id, context.person, context.now)
    return Redirect("done.content_archived")


@edit.action("recall")
def recall(context: PageContext, content_id: str) -> Redirect | Confirm:
    """Recall a content, after saying whom it concerns and choosing where its links lead."""
    settings = current_settings()
    if not context.form.confirmed:
        title = revising.content_of_editor(content_id, context.person).row.title
        out, t = figures.shares_out(content_id), context.texts
        return Confirm(
            t("content.recall_question", title=title),
            (
                t("content.recall_offer"),
                t("content.recall_people", n=out.people) if out.people else t("content.recall_nobody"),
                t("content.recall_posts"),
                t("content.recall_for_good"),
            ),
            t("content.recall"),
            "contents/recall.html",
            {"front_page": settings.front_page, "shares": out.opened},
        )
    links = Links.KEEP if context.form.text("links") == Links.KEEP else Links.FRONT_PAGE
    content_recall.recall(content_id, links, context.person, settings, context.now)
    return Redirect("done.content_recalled")


def _time_to_come(context: PageContext) -> datetime | None:
    at = context.form.moment("at")
    if at is not None and at <= context.now:
        raise Invalid("The time is over.", field="at", reason="past")
    return at


def _save(context: PageContext, content_id: str) -> None:
    form, settings = context.form, current_settings()
    found = revising.content_of_editor(content_id, context.person)
    draft = _draft(context, found)
    captions = _captions_sent(context, found)
    faults = revising.faults_of(draft, captions, settings, found.row.picture)
    if faults:
        raise FormErrors(faults)
    if form.version is not None and form.version != found.version:
        differences = _differences(context, found, draft, captions)
        if differences:
            raise EditConflict(found.version, differences)
    revising.revise(content_id, found.version, draft, captions, context.person, settings, context.now)


def _draft(context: PageContext, found: Content) -> Draft:
    form = context.form
    # A team a box, or a line each where two people's texts were compared.
    ticked = tuple(team.strip() for text in form.texts("audience") for team in text.split("\n") if team.strip())
    audience = ticked if form.text("audience_kind") == "teams" else ()
    if form.text("audience_kind") == "teams" and not audience:
        raise Invalid("No team is chosen.", field="audience", reason="no_team")
    return Draft(
        channel=form.text("channel", found.row.channel),
        address=form.text("address"),
        title=form.text("title"),
        language=form.text("lang", found.row.language),
        summary=form.text("summary"),
        why=form.text("why"),
        disclosure=form.text("disclosure"),
        topics=tuple(dict.fromkeys(topic.strip() for topic in form.text("topics").split(",") if topic.strip())),
        audience=audience,
        picture=form.text("picture") or None,
        campaign=found.campaign,
        points=form.number("points"),
        expiry=form.moment("expiry"),
        wished_until=form.day("wished_until"),
        minutes=form.number("minutes"),
    )


def _captions_sent(context: PageContext, found: Content) -> dict[tuple[Network, str], tuple[str, ...]]:
    """Return the captions of the form's language that differ from what is stored, empty fields left out."""
    language = _language(context, found)
    sent: dict[tuple[Network, str], tuple[str, ...]] = {}
    for network in NETWORKS:
        names = [f"caption.{network.value}.{language}.{number}" for number in range(_MOST_CAPTIONS)]
        if not any(name in context.form.fields for name in names):
            continue
        texts = tuple(text for text in (context.form.text(name) for name in names) if text)
        if texts != found.captions.get((network.value, language), ()):
            sent[network, language] = texts
    return sent


def _language(context: PageContext, found: Content) -> str:
    wanted = context.form.text("caption_language") or context.query.get("captions") or found.row.language
    return wanted if wanted in {found.row.language, *LANGUAGES} else found.row.language


def _fields(context: PageContext, found: Content, network: Network, language: str, disclosure: str) -> NetworkFields:
    stored = found.captions.get((network.value, language), ())
    shown = min(max(_SHOWN_AT_LEAST, len(stored) + 1), _MOST_CAPTIONS)
    if context.errors:
        beginning = f"caption.{network.value}.{language}."
        shown = max(shown, sum(name.startswith(beginning) for name in context.form.fields))
    fields = []
    for number in range(min(shown, _MOST_CAPTIONS)):
        name = f"caption.{network.value}.{language}.{number}"
        text = context.value(name, stored[number] if number < len(stored) else "")
        used = length(network, with_disclosure(text, disclosure), LINK_SAMPLE)
        fields.append(CaptionField(name, text, used, limit(network)))
    return NetworkFields(network, tuple(fields))


def _differences(
    context: PageContext, found: Content, draft: Draft, captions: Mapping[tuple[Network, str], tuple[str, ...]]
) -> list[Difference]:
    """Return what this person typed and somebody else has meanwhile stored otherwise."""
    t = context.texts
    pairs = [
        ("title", t("content.title"), found.row.title, draft.title),
        ("address", t("content.address"), found.address, draft.address),
        ("summary", t("content.summary"), found.summary, draft.summary),
        ("why", t("content.why"), found.why, draft.why),
        ("topics", t("content.topics"), ", ".join(found.row.topics), ", ".join(draft.topics)),
        ("disclosure", t("content.disclosure"), found.disclosure, draft.disclosure),
    ]
    row = found.row
    others = {
        "channel": (t("contents.channel"), row.channel),
        "lang": (t("contents.language"), row.language),
        "picture": (t("content.picture"), row.picture),
        "points": (t("content.points"), found.points),
        "expiry": (t("contents.until"), context.local(_moment(row.expiry))),
        "wished_until": (t("content.wished_until"), row.wished_until),
        "minutes": (t("content.minutes"), row.minutes),
    }
    for name, (label, value) in others.items():
        if name in context.form.fields:
            pairs.append((name, label, "" if value is None else str(value), context.form.text(name)))
    if "audience_kind" in context.form.fields:
        pairs.append(("audience", t("content.teams"), "\n".join(row.audience), "\n".join(draft.audience)))
    for (network, language), texts in captions.items():
        stored = found.captions.get((network.value, language), ())
        for number in range(max(len(texts), len(stored))):
            name = f"caption.{network.value}.{language}.{number}"
            label = t("content.caption_of", place=t(f"network.{network.value}"), number=number + 1)
            theirs = stored[number] if number < len(stored) else ""
            pairs.append((name, label, theirs, context.form.text(name)))
    return [Difference(*pair) for pair in pairs if pair[2] != pair[3]]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
