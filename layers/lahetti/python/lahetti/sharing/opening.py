"""Opening a share: the link, a ready caption, the network's own share URL, and the verdict on own words.

Confirming it earns points and stands in `points`.
"""

from dataclasses import replace
from datetime import datetime
from secrets import randbelow

from lahetti.content import items as content_items
from lahetti.content import rules as content_rules
from lahetti.content.captions import checked_words, with_disclosure
from lahetti.content.model import ContentHead
from lahetti.content.urls import with_ascii_host, without_click_ids
from lahetti.core.configuration import configuration
from lahetti.dynamodb.transactions import retry_on_conflict
from lahetti.networks.networks import NETWORKS, Network, needs_copying, share_url
from lahetti.people.guidelines import rules as guidelines_rules
from lahetti.people.model import Person
from lahetti.records import ceilings
from lahetti.security import secrets
from lahetti.settings.model import Settings
from lahetti.sharing import items, links, qr_codes
from lahetti.sharing.model import NotOnOffer, OpenedShare, RecalledMeanwhile, ServerNeeded, Share, ShareState
from lahetti.sharing.rules import caption_language, is_own_wording, pick_caption, used_caption

_NUMBERS = 10**12
"""How many numbers there are: among 100,000 shares, two with the same one have a chance of 0.5 %."""


def open_share(
    person: Person,
    content_id: str,
    network: Network,
    settings: Settings,
    now: datetime,
    *,
    words: str | None = None,
) -> tuple[OpenedShare, bool]:
    """Open a share for a content and a network; return it and whether it is new.

    Opening twice gives the same share, and opens a declined one again. Words are judged at each opening before the
    confirmation, and only the verdict is kept: whether they are own ones, and the key of the ready caption that they
    are.
    Raise GuidelinesFirst, NotOnOffer, RecalledMeanwhile, Invalid, TooManyRequests, or Busy.
    """
    guidelines_rules.require_accepted(person, settings.guidelines)
    head = content_items.find_head(content_id)
    if head is not None and content_rules.is_recalled_from(head, person):
        raise RecalledMeanwhile("This content has been recalled.", field="content", value=content_id)
    if head is None or not content_rules.is_on_offer(head, person, now):
        raise NotOnOffer("This content is not on offer.", field="content", value=content_id)
    if NETWORKS[network].own_server and network not in person.servers:
        raise ServerNeeded("Say first which server is yours.", field=f"servers.{network}", see="/api/v1/me")
    texts = content_items.find_texts(content_id)
    language = caption_language(head.captioned, network, person.language, head.language)
    offered = content_items.find_captions(content_id, network, language) if language else None
    captions = offered.texts if offered else ()
    if words is not None:
        checked_words(network, words, texts.disclosure, settings, "words")

    ceilings.count(ceilings.SHARES, person.id, now)
    code = links.code_of(secrets.link_key(), person.id, content_id, network)
    number = randbelow(_NUMBERS)
    caption = pick_caption(code, captions)
    share, is_new = _stored(
        Share(
            code=code,
            person=person.id,
            content=content_id,
            network=network,
            title=head.title,
            target=target_of(head, texts.url, network, number, settings),
            opened=now,
            number=number,
            points=head.points,
            ref=head.ref_on(network.value),
            own_wording=words is not None and is_own_wording(words, captions),
            caption=used_caption(caption if words is None else words, offered),
        )
    )

    link = f"{configuration().link_origin}/{code}"
    text = with_disclosure(words or caption or "", texts.disclosure)
    opened = OpenedShare(
        code=code,
        link=link,
        content=content_id,
        network=network,
        state=share.state,
        caption=caption,
        text=text,
        share_url=share_url(network, link=link, text=text, subject=head.title, server=person.servers.get(network)),
        copy_text_first=needs_copying(network, link=link, text=text, subject=head.title),
        own_wording=share.own_wording,
        qr=qr_codes.modules(link) if network is Network.LINK else None,
    )
    return opened, is_new


def target_of(head: ContentHead, url: str, network: Network, number: int, settings: Settings) -> str:
    """Return where a share's link leads: to the content, with what the settings tell its web analytics.

    It is ASCII, and without the ids of others' clicks that were copied along with the content's URL.
    """
    target = _as_a_target(url)
    if not settings.utm:
        return target
    return links.tracked(target, network.value, head.utm_campaign, number if settings.utm_content else None)


def _as_a_target(url: str) -> str:
    return links.ascii_url(with_ascii_host(without_click_ids(url)))


def _stored(wanted: Share) -> tuple[Share, bool]:
    """Store the share if it is new, or a changed verdict if it still waits for its confirmation. Raise Busy.

    A stored target that a browser might read in another way than it was meant is mended.
    """

    def attempt(consistent: bool) -> tuple[Share, bool] | None:
        # Most shares that are opened are new, so the first attempt writes without a read.
        known = items.find_share(wanted.code, consistent=True) if consistent else None
        if known is None:
            return (wanted, True) if items.save_share(wanted) else None
        share = replace(known, target=_as_a_target(known.target))
        if known.state is not ShareState.CONFIRMED:
            share = replace(share, state=ShareState.OPENED, own_wording=wanted.own_wording, caption=wanted.caption)
        return (share, False) if share == known or items.save_share(share) else None

    return retry_on_conflict(attempt)
