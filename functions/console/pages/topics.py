"""The library of topics: what contents are about, with names and hashtags; a topic is removed after asking."""

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.names import read_name
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.campaigns import removing_topics
from lahetti.core.languages import INTERFACE
from lahetti.core.names import LocalisedName
from lahetti.settings import topics as library
from lahetti.settings.model import Topic
from lahetti.settings.versions import read_settings

_PATH = "/console/topics"


@page("topics.html")
def topics(context: PageContext) -> Values:
    """Return the topics by name, and the one that is to be changed."""
    found, language = read_settings().topics, context.texts.language
    wanted = context.query.get("one") or context.form.text("one")
    return {
        "topics": sorted(found, key=lambda topic: topic.name.in_language(language).casefold()),
        "one": next((topic for topic in found if topic.topic == wanted), None),
        "tag_languages": INTERFACE,
    }


@topics.action("add")
def add(context: PageContext) -> Redirect:
    """Add a topic."""
    library.add_topic(*_typed(context.form), context.person.id, context.now)
    return Redirect("done.topic_added", _PATH)


@topics.action("change")
def change(context: PageContext) -> Redirect:
    """Give a topic other names and hashtags."""
    library.change_topic(context.form.text("one"), *_typed(context.form), context.person.id, context.now)
    return Redirect("done.topic_changed", _PATH)


@topics.action("remove")
def remove(context: PageContext) -> Redirect | Confirm:
    """Remove a topic, once it was said what follows; refused before it is asked where it cannot be done."""
    topic = context.form.text("one")
    if not context.form.confirmed:
        return _asked(context, removing_topics.require_removable(topic, context.now))
    removing_topics.remove_topic(topic, context.person.id, context.now)
    return Redirect("done.topic_removed", _PATH)


def _asked(context: PageContext, topic: Topic) -> Confirm:
    t = context.texts
    follows = ("contents", "people", "figures", "again")
    return Confirm(
        t("topics.remove.question", name=topic.name.in_language(t.language)),
        tuple(t(f"topics.remove.{what}") for what in follows),
        t("topics.remove"),
    )


def _typed(form: Form) -> tuple[LocalisedName, LocalisedName]:
    """Return names and hashtags as they were typed."""
    return read_name(form, "name_texts"), read_name(form, "hashtags")
