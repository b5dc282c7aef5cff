"""One content: its fields and captions, how they look on each network, and its way from draft to archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalice.app import Blueprint

from console.asking import Asking
from console.notices import Done
from console.pages import Confirm, page
from console.pages_contents import LANGUAGES
from console.refusals import Difference, Overtaken, Wrong
from console.rendering import Values
from lahetti.analytics import figures
from lahetti.content import channels, editing, revising
from lahetti.content import recall as content_recall
from lahetti.content.captions import LINK_SAMPLE, with_disclosure
from lahetti.content.recall import Links
from lahetti.content.rules import Content, ContentState, Draft
from lahetti.core.errors import Invalid
from lahetti.networks.share_dialogs import Network, length, limit
from lahetti.settings.versions import current_settings

pages = Blueprint(__name__)
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


@page(pages, "/console/contents/{content_id}", "content.html")
def edit(ask: Asking, content_id: str) -> Values:
    """Return a content with its captions in one language, as stored or as just typed."""
    found = revising.content_of_editor(content_id, ask.person)
    settings = current_settings()
    language = _language(ask, found)
    disclosure = ask.typed("disclosure", found.disclosure)
    return {
        "content": found,
        "row": found.row,
        "state": found.state.value,
        "version": ask.typed("version", found.version),
        "channels": [(c["channel"], c["name"]) for c in channels.channels() if ask.person.may_edit(c["channel"])],
        "teams": settings.teams,
        "caption_language": language,
        "caption_languages": sorted({found.row.language, *LANGUAGES, *(code for _, code in found.captions)}),
        "networks": [_fields(ask, found, network, language, disclosure) for network in NETWORKS],
        "disclosure": disclosure,
        "languages": LANGUAGES,
        "out": figures.shares_out(content_id)
        if found.state in (ContentState.PUBLISHED, ContentState.ARCHIVED)
        else None,
        "is_editable": found.state is not ContentState.RECALLED,
        "planned": ask.local(found.planned) if found.state is ContentState.SCHEDULED else "",
        "expiry": ask.local(_moment(found.row.expiry)),
    }


@edit.deed("save")
def save(ask: Asking, content_id: str) -> Done:
    """Store what was typed; another time of a content that is scheduled already counts, too."""
    found = revising.content_of_editor(content_id, ask.person)
    at = _time_to_come(ask)
    if at is not None and found.state is ContentState.DRAFT:
        raise Invalid("A draft has no time yet.", field="at", reason="draft")
    _save(ask, content_id)
    if at is None or found.state is not ContentState.SCHEDULED or at == found.planned:
        return Done("done.content_saved")
    editing.publish(content_id, ask.person, current_settings(), ask.now, at)
    return Done("done.content_scheduled")


@edit.deed("publish")
def publish(ask: Asking, content_id: str) -> Done:
    """Store what was typed and publish it, now or at the time that was chosen."""
    at = _time_to_come(ask)
    _save(ask, content_id)
    state = editing.publish(content_id, ask.person, current_settings(), ask.now, at)
    return Done("done.content_scheduled" if state is ContentState.SCHEDULED else "done.content_published")


@edit.deed("archive")
def archive(ask: Asking, content_id: str) -> Done | Confirm:
    """Take a content off the offer, after saying what follows."""
    if not ask.form.confirmed:
        title = revising.content_of_editor(content_id, ask.person).row.title
        t = ask.texts
        return Confirm(
            t("content.archive_question", title=title),
            (t("content.archive_offer"), t("content.archive_links"), t("content.archive_for_good")),
            t("content.archive"),
        )
    editing.archive(content_id, ask.person, ask.now)
    return Done("done.content_archived")


@edit.deed("recall")
def recall(ask: Asking, content_id: str) -> Done | Confirm:
    """Recall a content, after saying whom it concerns and choosing where its links lead."""
    settings = current_settings()
    if not ask.form.confirmed:
        title = revising.content_of_editor(content_id, ask.person).row.title
        out, t = figures.shares_out(content_id), ask.texts
        return Confirm(
            t("content.recall_question", title=title),
            (
                t("content.recall_offer"),
                t("content.recall_people", n=out.people) if out.people else t("content.recall_nobody"),
                t("content.recall_posts"),
                t("content.recall_for_good"),
            ),
            t("content.recall"),
            "content_recall.html",
            {"front_page": settings.front_page, "shares": out.opened},
        )
    links = Links.KEEP if ask.form.text("links") == Links.KEEP else Links.FRONT_PAGE
    content_recall.recall(content_id, links, ask.person, settings, ask.now)
    return Done("done.content_recalled")


def _time_to_come(ask: Asking) -> datetime | None:
    at = ask.form.moment("at")
    if at is not None and at <= ask.now:
        raise Invalid("The time is over.", field="at", reason="past")
    return at


def _save(ask: Asking, content_id: str) -> None:
    form, settings = ask.form, current_settings()
    found = revising.content_of_editor(content_id, ask.person)
    draft = _draft(ask, found)
    captions = _captions_sent(ask, found)
    faults = revising.faults_of(draft, captions, settings, found.row.picture)
    if faults:
        raise Wrong(faults)
    if form.version is not None and form.version != found.version:
        differences = _differences(ask, found, draft, captions)
        if differences:
            raise Overtaken(found.version, differences)
    revising.revise(content_id, found.version, draft, captions, ask.person, settings, ask.now)


def _draft(ask: Asking, found: Content) -> Draft:
    form = ask.form
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


def _captions_sent(ask: Asking, found: Content) -> dict[tuple[Network, str], tuple[str, ...]]:
    """Return the captions of the form's language that differ from what is stored, empty fields left out."""
    language = _language(ask, found)
    sent: dict[tuple[Network, str], tuple[str, ...]] = {}
    for network in NETWORKS:
        names = [f"caption.{network.value}.{language}.{number}" for number in range(_MOST_CAPTIONS)]
        if not any(name in ask.form.fields for name in names):
            continue
        texts = tuple(text for text in (ask.form.text(name) for name in names) if text)
        if texts != found.captions.get((network.value, language), ()):
            sent[network, language] = texts
    return sent


def _language(ask: Asking, found: Content) -> str:
    wanted = ask.form.text("caption_language") or ask.query.get("captions") or found.row.language
    return wanted if wanted in {found.row.language, *LANGUAGES} else found.row.language


def _fields(ask: Asking, found: Content, network: Network, language: str, disclosure: str) -> NetworkFields:
    stored = found.captions.get((network.value, language), ())
    shown = min(max(_SHOWN_AT_LEAST, len(stored) + 1), _MOST_CAPTIONS)
    if ask.refusals:
        beginning = f"caption.{network.value}.{language}."
        shown = max(shown, sum(name.startswith(beginning) for name in ask.form.fields))
    fields = []
    for number in range(min(shown, _MOST_CAPTIONS)):
        name = f"caption.{network.value}.{language}.{number}"
        text = ask.typed(name, stored[number] if number < len(stored) else "")
        used = length(network, with_disclosure(text, disclosure), LINK_SAMPLE)
        fields.append(CaptionField(name, text, used, limit(network)))
    return NetworkFields(network, tuple(fields))


def _differences(
    ask: Asking, found: Content, draft: Draft, captions: Mapping[tuple[Network, str], tuple[str, ...]]
) -> list[Difference]:
    """Return what this person typed and somebody else has meanwhile stored otherwise."""
    t = ask.texts
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
        "expiry": (t("contents.until"), ask.local(_moment(row.expiry))),
        "wished_until": (t("content.wished_until"), row.wished_until),
        "minutes": (t("content.minutes"), row.minutes),
    }
    for name, (label, value) in others.items():
        if name in ask.form.fields:
            pairs.append((name, label, "" if value is None else str(value), ask.form.text(name)))
    if "audience_kind" in ask.form.fields:
        pairs.append(("audience", t("content.teams"), "\n".join(row.audience), "\n".join(draft.audience)))
    for (network, language), texts in captions.items():
        stored = found.captions.get((network.value, language), ())
        for number in range(max(len(texts), len(stored))):
            name = f"caption.{network.value}.{language}.{number}"
            label = t("content.caption_of", place=t(f"network.{network.value}"), number=number + 1)
            theirs = stored[number] if number < len(stored) else ""
            pairs.append((name, label, theirs, ask.form.text(name)))
    return [Difference(*pair) for pair in pairs if pair[2] != pair[3]]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
