"""Contents of a period with what each has brought, in the order that is asked for."""

from collections.abc import Iterator
from functools import partial

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.paging import paged
from console.framework.rendering import Values
from console.pages.works.selection import choices, selection_of
from console.pages.works.shown import cell, in_words
from lahetti.analytics.content_lines import ORDERS, ContentLines, content_lines

_COLUMNS = ("seen", "confirmed", "share_rate", "clicks", "clicks_a_share")


@page("works/contents.html")
def contents(context: PageContext) -> Values:
    """Return a page of the lines, and what was seen often and hardly shared."""
    selection = selection_of(context)
    found = _found(context)
    lines, following = paged(found.lines, context.cursor)
    return {
        **choices(context, selection, found.topics),
        "found": found,
        "lines": lines,
        "orders": ORDERS,
        "order": _order(context),
        "columns": _COLUMNS,
        "next": following,
        "in_words": partial(in_words, texts=context.texts),
    }


@contents.export("contents-figures")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every line."""
    for line in _found(context).lines:
        figures = {name: cell(getattr(line.figures, name), context.texts) for name in _COLUMNS}
        yield {
            "title": line.title,
            "channel": line.channel,
            "language": line.language,
            "since": line.published,
            **figures,
        }


def _found(context: PageContext) -> ContentLines:
    selection = selection_of(context)
    return content_lines(selection.period, selection.filters, _order(context), context.zone)


def _order(context: PageContext) -> str:
    asked = context.query.get("sort", "")
    return asked if asked in ORDERS else ORDERS[0]
