"""What became of the settings, version by version."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.paging import every_page
from console.framework.rendering import Values
from console.pages.logs.audit_format import field_in_words, value_in_words
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.settings import history as settings_history


@page("settings/history.html", Role.ADMIN)
def history(context: PageContext) -> Values:
    """Return a page of the versions, the newest first."""
    found, following = settings_history.history(context.cursor)
    names = members.names_of({change.by for change in found})
    texts = context.texts
    return {
        "versions": [
            {
                "number": change.version,
                "at": change.at,
                "by": names.get(change.by, (texts("change.by_itself"), ""))[0],
                "changed": [
                    (field_in_words(texts, name), value_in_words(texts, name, old), value_in_words(texts, name, new))
                    for name, (old, new) in change.changed.items()
                ],
            }
            for change in found
        ],
        "next": following,
    }


@history.export("settings")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every change of a setting."""
    for found in every_page(settings_history.history):
        names = members.names_of({change.by for change in found})
        for change in found:
            for name, (old, new) in change.changed.items():
                yield {
                    "version": change.version,
                    "at": change.at,
                    "who": names.get(change.by, (change.by, ""))[0],
                    "setting": name,
                    "before": value_in_words(context.texts, name, old),
                    "after": value_in_words(context.texts, name, new),
                }
