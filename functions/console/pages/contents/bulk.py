"""What is done to many contents at once: chosen in the list, each with its own outcome."""

from datetime import datetime

from console.framework.context import PageContext
from console.framework.errors import in_words
from console.framework.form import Form
from console.framework.page import Confirm, Report
from console.pages.contents.second_reading import edition_read
from lahetti.content import in_bulk, items
from lahetti.content.in_bulk import Deed, Outcome
from lahetti.core.errors import Invalid
from lahetti.settings.versions import current_settings

DEEDS = ("publish", "archive", "topics", "expiry")
"""In the order of the form."""


def done_to_chosen(context: PageContext) -> Report | Confirm:
    """Do what was chosen to the contents that were; publishing without captions and archiving ask first."""
    chosen, wanted = in_bulk.require_some(context.form.texts("chosen")), context.form.text("deed")
    deed = _deed(context, wanted)
    if not context.form.confirmed and (question := _question(context, wanted, chosen)) is not None:
        return question
    lines = [(outcome, _why_not(context, outcome)) for outcome in in_bulk.each(chosen, deed)]
    return Report("contents/bulk_report.html", {"lines": lines, "deed": wanted})


def _deed(context: PageContext, wanted: str) -> Deed:
    editor, now, form = context.person, context.now, context.form
    match wanted:
        case "publish":
            return in_bulk.publishes(editor, current_settings(), now, _editions_read(form))
        case "archive":
            return in_bulk.archives(editor, now)
        case "topics":
            return in_bulk.adds_topics(_topics(form), editor, current_settings(), now)
        case "expiry":
            expiry = form.moment("expiry")
            if expiry is None:
                raise Invalid("No end was chosen.", field="expiry", reason="missing")
            return in_bulk.ends_at(expiry, editor, current_settings(), now)
    raise Invalid("There is no such deed.", field="deed", reason="missing")


def _editions_read(form: Form) -> dict[str, datetime]:
    """Return the editions that the list showed of what waits for a second reader."""
    read = {content: edition_read(form, f"edition.{content}") for content in form.texts("chosen")}
    return {content: edition for content, edition in read.items() if edition is not None}


def _topics(form: Form) -> tuple[str, ...]:
    topics = form.texts("topics")
    if not topics:
        raise Invalid("No topic was chosen.", field="topics", reason="missing")
    return topics


def _question(context: PageContext, wanted: str, chosen: list[str]) -> Confirm | None:
    t, number = context.texts, len(chosen)
    if wanted == "archive":
        return Confirm(t("bulk.archive_question", n=number), (t("content.archive_links"),), t("content.archive"))
    if wanted == "publish":
        bare = [head.title for head in items.heads_of(chosen) if not head.captioned]
        if bare:
            titles = ", ".join(f"”{title}”" for title in bare)
            follows = (t("bulk.without_captions", titles=titles),)
            return Confirm(t("bulk.publish_question", n=number), follows, t("content.publish"))
    return None


def _why_not(context: PageContext, outcome: Outcome) -> str:
    return "" if outcome.error is None else in_words([outcome.error], context.texts)[0].text
