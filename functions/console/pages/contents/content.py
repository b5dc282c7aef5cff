"""One content: its fields and captions, how they look on each network, and its way from draft to archive."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from console.framework.context import PageContext
from console.framework.editing import changed_fields, original
from console.framework.errors import in_words
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report, page
from console.framework.rendering import Values
from console.pages.contents.content_form import (
    changed_captions,
    changed_draft,
    edited_fields,
    number_of_captions,
    shown_language,
)
from console.pages.contents.second_reading import edition_read, second_reading_of
from console.pages.logs.audit_format import change_in_words
from lahetti.analytics import audit_log, content_stats
from lahetti.content import (
    addresses,
    copying,
    items,
    listing,
    pictures,
    publishing,
    reading,
    recalling,
    revising,
    submitting,
)
from lahetti.content.addresses import UrlTaken
from lahetti.content.captions import LINK_SAMPLE, with_disclosure
from lahetti.content.channels import catalogue
from lahetti.content.comments import writing as comments
from lahetti.content.model import Content, ContentState, Links, Recall
from lahetti.core import languages
from lahetti.core.days import require_to_come
from lahetti.core.errors import Invalid
from lahetti.dynamodb import keys
from lahetti.networks.networks import LISTED, NETWORKS, Network, NetworkFacts, length, limit
from lahetti.settings import topics
from lahetti.settings.model import Settings
from lahetti.settings.versions import current_settings
from lahetti.suggestions import suggesting


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
    def facts(self) -> NetworkFacts:
        return NETWORKS[self.network]

    @property
    def written(self) -> tuple[CaptionField, ...]:
        return tuple(field for field in self.fields if field.text)

    @property
    def longest(self) -> CaptionField | None:
        return max(self.written, key=lambda field: field.used, default=None)


@dataclass(frozen=True)
class OtherContent:
    """Another content that a page leads to, where its reader may open it."""

    content: str
    title: str
    state: ContentState
    since: datetime
    may_open: bool


@page("contents/content.html")
def edit(context: PageContext, content_id: str) -> Values:
    """Return a content with its captions in one language, as stored or as just typed."""
    found = reading.content_of_editor(content_id, context.person)
    settings = current_settings()
    language = shown_language(context, found)
    disclosure = context.value("disclosure", found.disclosure)
    numbers = _numbers_of_captions(found)
    changes, following = audit_log.changes_of(keys.content(content_id))
    return {
        "content": found,
        "row": found.row,
        "state": found.state.value,
        "suggester": suggesting.suggester_of(found),
        "replacement": _other(context, found.recall.replacement if found.recall else None),
        "reading": second_reading_of(context, found, settings),
        "comments": comments.comments_for(content_id, context.person),
        "original": original(edited_fields(context, found)),
        "channels": [
            (c.channel, c.name)
            for c in catalogue.channels()
            if context.person.may_edit(c.channel) and (not c.archived or c.channel == found.row.channel)
        ],
        "teams": [
            (team, name)
            for team, name in settings.team_names.items()
            if team in dict(settings.teams) or team in found.row.audience
        ],
        "topics": topics.choices(settings, context.texts.language),
        "hashtags": _hashtags(found, settings, language),
        "caption_language": language,
        "caption_languages": list(numbers),
        "numbers_of_captions": numbers,
        "changes": [change_in_words(context, change) for change in changes],
        "more_changes": following is not None,
        "networks": [_fields(context, found, network, language, disclosure) for network in LISTED],
        "copy_sources": [(n, context.texts(f"network.{n}")) for n in LISTED if found.captions.get((n.value, language))],
        "copy_targets": [(network, context.texts(f"network.{network}")) for network in LISTED],
        "disclosure": disclosure,
        "languages": languages.CONTENTS,
        "out": content_stats.share_counts(content_id)
        if found.state in (ContentState.PUBLISHED, ContentState.ARCHIVED)
        else None,
        "is_editable": found.state not in (ContentState.RECALLED, ContentState.REJECTED),
        "is_shared_again": found.state is ContentState.ARCHIVED and found.row.published is not None,
        "similar": listing.similar(context.person, found.row.title, content_id)
        if found.state in (ContentState.DRAFT, ContentState.SUGGESTED)
        else [],
        "former": _other(context, found.former),
        "follower": _follower(context, found),
        "planned": context.local(found.planned) if found.state is ContentState.SCHEDULED else "",
        "expiry": context.local(found.row.expiry),
    }


@edit.action("save")
def save(context: PageContext, content_id: str) -> Redirect:
    """Store what was typed; of a content that is scheduled another time counts, too, and none makes it a draft."""
    found = reading.content_of_editor(content_id, context.person)
    context = _with_upload(context)
    changed = _changed(context, found)
    unschedules = "at" in changed and changed["at"] is None
    at = changed.pop("at", None)
    if at is not None and found.state is ContentState.DRAFT:
        raise Invalid("A draft has no time yet.", field="at", reason="draft")
    after = _revise(context, found, changed, publish=at is not None, at=at, unschedule=unschedules)
    if unschedules:
        return Redirect("done.content_unscheduled")
    if _is_to_be_read_again(found, after):
        return Redirect("done.content_to_be_read_again")
    return Redirect("done.content_saved" if at is None else "done.content_scheduled")


@edit.action("publish")
def publish(context: PageContext, content_id: str) -> Redirect | Confirm:
    """Store what was typed and publish it, now or at the time that was chosen: both or neither.

    Without any caption it asks first: whoever shares would have to find their own words.
    """
    found = reading.content_of_editor(content_id, context.person)
    context = _with_upload(context)
    changed = _changed(context, found)
    if not (context.form.confirmed or _is_captioned(context, found, changed)):
        t, title = context.texts, changed.get("title", found.row.title)
        return Confirm(
            t("content.publish_question", title=title),
            (t("content.without_captions"),),
            t("content.publish"),
            fields={"picture": context.form.text("picture")} if "picture" in changed else {},
        )
    at = changed.pop("at", found.planned)
    state = _revise(context, found, changed, publish=True, at=at).state
    return Redirect("done.content_scheduled" if state is ContentState.SCHEDULED else "done.content_published")


@edit.action("submit")
def submit(context: PageContext, content_id: str) -> Redirect:
    """Store what was typed and let the draft wait for its second reader: both or neither."""
    found = reading.content_of_editor(content_id, context.person)
    context = _with_upload(context)
    _revise(context, found, _changed(context, found), publish=False, at=None, submit=True)
    return Redirect("done.content_submitted")


@edit.action("send_back")
def send_back(context: PageContext, content_id: str) -> Redirect:
    """Let a draft wait for its second reader no more, with a comment, or as the one who had submitted it."""
    submitting.send_back(content_id, context.person, context.form.text("comment"), context.now)
    return Redirect("done.content_sent_back")


@edit.action("comment")
def comment(context: PageContext, content_id: str) -> Redirect:
    """Add a comment for the other editors of the channel."""
    comments.comment(content_id, context.person, context.form.text("comment"), context.now)
    return Redirect("done.comment_added")


@edit.action("share_again")
def share_again(context: PageContext, content_id: str) -> Redirect | Confirm:
    """Publish an archived content anew, after saying what follows."""
    if not context.form.confirmed:
        title = reading.content_of_editor(content_id, context.person).row.title
        t, days = context.texts, current_settings().days_on_offer
        return Confirm(
            t("content.share_again_question", title=title),
            (t("content.share_again_period", n=days), t("content.share_again_news"), t("content.share_again_figures")),
            t("content.share_again"),
        )
    read = edition_read(context.form)
    publishing.share_again(content_id, context.person, current_settings(), context.now, read)
    return Redirect("done.content_shared_again")


@edit.action("copy")
def copy(context: PageContext, content_id: str) -> Redirect:
    """Make a new draft like this content, at another address."""
    url = context.form.text("copy_address")
    try:
        made = copying.copy_content(content_id, url, context.person, current_settings(), context.now)
    except (Invalid, UrlTaken) as wrong:
        if wrong.field != "address":
            raise
        wrong.field = "copy_address"
        raise
    return Redirect("done.content_copied", f"/console/contents/{made.row.content}")


@edit.action("copy_captions")
def copy_captions(context: PageContext, content_id: str) -> Report:
    """Add the captions of one network to others, as far as they fit there."""
    form, found = context.form, reading.content_of_editor(content_id, context.person)
    source = _network(form.text("source"), "source")
    targets = [_network(name, "targets") for name in form.texts("targets")]
    language = shown_language(context, found)
    copied = copying.copy_captions(
        content_id, source, language, targets, context.person, current_settings(), context.now
    )
    lines = [(outcome, [error.text for error in in_words(outcome.left_out, context.texts)]) for outcome in copied]
    return Report("contents/copied_captions.html", {"lines": lines})


def _network(name: str, field: str) -> Network:
    try:
        return Network(name)
    except ValueError as error:
        raise Invalid("There is no such network.", field=field, value=name[:40], reason="missing") from error


@edit.action("archive")
def archive(context: PageContext, content_id: str) -> Redirect | Confirm:
    """Take a content off the offer, after saying what follows."""
    if not context.form.confirmed:
        found, t = reading.content_of_editor(content_id, context.person), context.texts
        on_offer = (t("content.archive_offer"), t("content.archive_links"), t("content.archive_again"))
        follows = on_offer if found.state is ContentState.PUBLISHED else (t("content.archive_for_good"),)
        return Confirm(t("content.archive_question", title=found.row.title), follows, t("content.archive"))
    publishing.archive(content_id, context.person, context.now)
    return Redirect("done.content_archived")


@edit.action("recall")
def recall(context: PageContext, content_id: str) -> Redirect | Confirm:
    """Recall a content, after saying whom it concerns and choosing where its links lead."""
    settings = current_settings()
    if not context.form.confirmed:
        title = reading.content_of_editor(content_id, context.person).row.title
        out, t = content_stats.share_counts(content_id), context.texts
        return Confirm(
            t("content.recall_question", title=title),
            (
                t("content.recall_offer"),
                t("content.recall_people", n=out.people)
                if isinstance(out.people, int)
                else t("content.recall_sharers"),
                t("content.recall_posts"),
                t("content.recall_for_good"),
            ),
            t("content.recall"),
            "contents/recall.html",
            {
                "front_page": settings.front_page,
                "shares": out.opened,
                "longest": recalling.LONGEST_REASON,
                "replacements": [
                    (row.content, row.title) for row in recalling.replacements(content_id, context.person, context.now)
                ],
            },
            ("links", "reason", "replacement"),
        )
    links = Links.KEEP if context.form.text("links") == Links.KEEP else Links.FRONT_PAGE
    wanted = Recall(links, context.form.text("reason"), context.form.text("replacement") or None)
    recalling.recall(content_id, wanted, context.person, settings, context.now)
    return Redirect("done.content_recalled")


def _hashtags(found: Content, settings: Settings, language: str) -> list[str]:
    """Return the hashtags of a content's topics in the language of the captions that are shown."""
    own = {topic.hashtags.as_map().get(language) for topic in settings.topics if topic.topic in found.row.topics}
    return sorted(hashtag for hashtag in own if hashtag)


def _other(context: PageContext, content: str | None) -> OtherContent | None:
    """Return another content for a link to it."""
    head = items.find_head(content) if content is not None else None
    if head is None:
        return None
    return OtherContent(head.content, head.title, head.state, head.since, context.person.may_edit(head.channel))


def _follower(context: PageContext, found: Content) -> OtherContent | None:
    """Return the content that has the URL of one that is over by now."""
    if found.state not in addresses.OVER:
        return None
    owner = addresses.owner_of(found.url)
    return _other(context, owner) if owner != found.row.content else None


def _numbers_of_captions(found: Content) -> dict[str, int]:
    """Return how many captions there are in each language, the content's own first."""
    codes = dict.fromkeys((found.row.language, *languages.CONTENTS, *sorted(code for _, code in found.captions)))
    return {code: sum(len(texts) for (_, of), texts in found.captions.items() if of == code) for code in codes}


def _with_upload(context: PageContext) -> PageContext:
    """Return the same request with the path of a picture that was sent along where one may also be typed."""
    upload = context.form.upload("picture_file")
    if upload is None:
        return context
    path = pictures.keep_upload(upload.content)
    return replace(context, form=replace(context.form, fields={**context.form.fields, "picture": (path,)}))


def _is_captioned(context: PageContext, found: Content, changed: Mapping[str, Any]) -> bool:
    """Return whether a content has any caption once the changes of a form are stored."""
    written = {
        (network.value, code): texts for (network, code), texts in changed_captions(context, found, changed).items()
    }
    return any({**found.captions, **written}.values())


def _changed(context: PageContext, found: Content) -> dict[str, Any]:
    """Return the fields that the form changes; raise FormErrors with all that is wrong with them."""

    def faults(changed: dict[str, Any]) -> list[Invalid]:
        at, past = changed.get("at"), list[Invalid]()
        try:
            if at is not None:
                require_to_come("at", at, context.now)
        except Invalid as wrong:
            past = [wrong]
        draft, captions = changed_draft(found, changed), changed_captions(context, found, changed)
        return [*past, *revising.faults_of(draft, captions, current_settings(), context.now, found.row)]

    return changed_fields(context.form, edited_fields(context, found), faults)


def _revise(
    context: PageContext,
    found: Content,
    changed: dict[str, Any],
    *,
    publish: bool,
    at: datetime | None,
    unschedule: bool = False,
    submit: bool = False,
) -> Content:
    return revising.revise(
        found.row.content,
        found.version,
        changed_draft(found, changed),
        changed_captions(context, found, changed),
        context.person,
        current_settings(),
        context.now,
        publish=publish,
        at=at,
        unschedule=unschedule,
        submit=submit,
        read=edition_read(context.form),
    )


def _is_to_be_read_again(before: Content, after: Content) -> bool:
    """Return whether a change has ended what somebody had submitted, or scheduled as its second reader."""
    was_scheduled = before.state is ContentState.SCHEDULED and after.state is ContentState.DRAFT
    return current_settings().second_reader and (was_scheduled or (before.review is not None and after.review is None))


def _fields(context: PageContext, found: Content, network: Network, language: str, disclosure: str) -> NetworkFields:
    stored = found.captions.get((network.value, language), ())
    fields = []
    for number in range(number_of_captions(context, found, network, language)):
        name = f"caption.{network.value}.{language}.{number}"
        text = context.value(name, stored[number] if number < len(stored) else "")
        used = length(network, with_disclosure(text, disclosure), LINK_SAMPLE)
        fields.append(CaptionField(name, text, used, limit(network)))
    return NetworkFields(network, tuple(fields))
