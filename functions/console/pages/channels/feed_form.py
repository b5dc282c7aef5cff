"""The feed that a form gives: tried before it is saved, and asked about where it fails or is one of several."""

from dataclasses import dataclass

from console.framework.context import PageContext
from console.framework.page import Confirm
from lahetti.content import urls
from lahetti.content.channels.model import FeedOverview
from lahetti.networks.model import CannotFetch


@dataclass(frozen=True)
class ChosenFeed:
    """The feed to save, with what stands in it where it could be read."""

    url: str
    overview: FeedOverview | None = None


def chosen_feed(context: PageContext) -> ChosenFeed | Confirm:
    """Return the feed to save, or what is to be asked before; raise Invalid.

    A feed that fails is saved where the person has read why: the form that asked names it in `failed_feed`.
    """
    from lahetti.content.feeds import trying  # late: it carries the client that fetches

    form, t = context.form, context.texts
    picked = form.text("picked_feed")
    url = urls.checked_url(picked or form.text("feed"), "feed")
    if form.confirmed and form.text("failed_feed"):
        return ChosenFeed(urls.checked_url(form.text("failed_feed"), "feed"))
    tried = trying.try_feed(url, context.now)
    if tried.links and not picked:
        values = {"links": tried.links}
        return Confirm(
            t("feed_try.choose"), (), t("feed_try.choose_do"), "channels/pick_feed.html", values, ("picked_feed",)
        )
    if tried.overview is not None and tried.error is None:
        return ChosenFeed(tried.url, tried.overview)
    hint = (t("feed_try.youtube"),) if trying.is_of_youtube(url) else ()
    why = (*_reasons(context, tried.error), *hint, t("feed_try.follows"))
    return Confirm(
        t("feed_try.failed"),
        why,
        t("feed_try.anyway"),
        "channels/failed_feed.html",
        {"url": tried.url},
        ("failed_feed",),
    )


def _reasons(context: PageContext, error: CannotFetch | None) -> tuple[str, ...]:
    code = error.code if error is not None else "not_a_feed"
    words = context.texts(f"feed.reason.{code}")
    return (f"{words[0].upper()}{words[1:]}.",)
