"""Contents: the list with its states, filters and figures."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report, page
from console.framework.rendering import Values
from console.pages.contents.bulk import DEEDS, done_to_chosen
from lahetti.analytics import content_stats
from lahetti.analytics.content_stats import ContentStats
from lahetti.content import listing
from lahetti.content.channels import catalogue
from lahetti.content.filters import saving
from lahetti.content.listing import ContentFilter, Listed
from lahetti.content.model import ContentState
from lahetti.core import languages
from lahetti.settings import topics
from lahetti.settings.versions import current_settings

_EXPORTED_AT_ONCE = 100


@page("contents/contents.html")
def contents(context: PageContext) -> Values:
    """Return a page of this editor's contents, with the states' numbers."""
    wanted = _wanted(context)
    rows, following = listing.listed(context.person, wanted, context.cursor)
    channels = {channel.channel: channel.name for channel in catalogue.channels()}
    numbers = listing.numbers(context.person)
    filters = saving.filters_of(context.person)
    return {
        "rows": rows,
        "next": following,
        "wanted": wanted,
        "is_narrowed": wanted != ContentFilter(state=wanted.state, waiting=wanted.waiting),
        "brought": content_stats.stats_of([listed.row.content for listed in rows]),
        "nothing": ContentStats(),
        "channels": channels,
        "own_channels": [(id_, name) for id_, name in channels.items() if context.person.may_edit(id_)],
        "languages": languages.CONTENTS,
        "numbers": numbers,
        "filters": [(name, f"{context.path}?{urlencode(parts)}") for name, parts in filters.items()],
        "can_keep": any(context.query.get(part) for part in saving.PARTS),
        "topics": topics.choices(current_settings(), context.texts.language),
        "deeds": [(deed, context.texts(f"bulk.deed.{deed}")) for deed in DEEDS],
        "all": sum(numbers.values()),
        "second_reader": current_settings().second_reader,
    }


@contents.action("keep_filter")
def keep_filter(context: PageContext) -> Redirect:
    """Keep what the list is narrowed down to under a name."""
    saving.save_filter(context.person, context.form.text("filter_name"), context.query)
    return Redirect("done.filter_kept")


@contents.action("drop_filter")
def drop_filter(context: PageContext) -> Redirect:
    """Drop a filter that was kept."""
    saving.drop_filter(context.person, context.form.text("name"))
    return Redirect("done.filter_dropped")


@contents.action("bulk")
def bulk(context: PageContext) -> Report | Confirm:
    """Do the same to all that were chosen."""
    return done_to_chosen(context)


@contents.export("contents")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every content that the filters leave."""
    batch: list[Listed] = []
    for listed in listing.all_listed(context.person, _wanted(context)):
        batch.append(listed)
        if len(batch) == _EXPORTED_AT_ONCE:
            yield from _lines(context, batch)
            batch = []
    yield from _lines(context, batch)


def _wanted(context: PageContext) -> ContentFilter:
    state = context.query.get("state")
    return ContentFilter(
        state=ContentState(state) if state in set(ContentState) else None,
        channel=context.query.get("channel", ""),
        language=context.query.get("language", ""),
        topic=context.query.get("topic", "").strip(),
        title=context.query.get("q", "").strip(),
        waiting=bool(context.query.get("waiting")),
    )


def _lines(context: PageContext, batch: list[Listed]) -> Iterator[Mapping[str, Any]]:
    figures = content_stats.stats_of([listed.row.content for listed in batch])
    few = context.texts("contents.few_sharers")
    for listed in batch:
        row, brought = listed.row, figures.get(listed.row.content, ContentStats())
        yield {
            "title": row.title,
            "channel": row.channel,
            "language": row.language,
            "topics": topics.names_in(row.topics, current_settings(), context.texts.language),
            "state": listed.state.value,
            "since": listed.since,
            "until": row.expiry,
            "shares": few if brought.shares is None and brought.counted else brought.shares,
            "clicks": brought.clicks,
            "share_rate": brought.share_rate,
        }
