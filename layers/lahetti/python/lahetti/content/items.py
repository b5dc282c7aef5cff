"""Contents as they are stored: three kinds of items each, so that lists read only what they show.

What a content has brought is counted in an item of its own: `content.counts`.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.content.model import (
    Captions,
    ContentHead,
    ContentState,
    ContentTexts,
    Links,
    Membership,
    Recall,
    Review,
    Row,
    Waiting,
)
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Check, Delete, Put, TransactionConflict, Update, save_if_current, transact

PICTURE_PATH = "/picture/"
"""What the pictures begin with that are copies of our own."""


class ContentHeadItem(ProgrammeItem, discriminator="content"):
    """State and list part; `view1` is the whole row of the list: about 400 bytes, as 40 rows are read for a page."""

    content = UnicodeAttribute()
    channel = UnicodeAttribute()
    state = UnicodeAttribute()
    title = UnicodeAttribute()
    language = UnicodeAttribute()
    topics: ListAttribute[str] = ListAttribute(default=list)
    audience: ListAttribute[str] = ListAttribute(default=list)
    picture = UnicodeAttribute(null=True)
    other_pictures: ListAttribute[str] = ListAttribute(default=list)
    campaign = UnicodeAttribute(null=True)
    membership: MapAttribute[str, Any] = MapAttribute(null=True)
    recall: MapAttribute[str, Any] = MapAttribute(null=True)
    former = UnicodeAttribute(null=True)
    picture_text = UnicodeAttribute(null=True)
    points = NumberAttribute(null=True)
    captioned: ListAttribute[str] = ListAttribute(default=list)
    created_by = UnicodeAttribute()
    chosen_by = UnicodeAttribute()
    created = UTCDateTimeAttribute()
    planned = UTCDateTimeAttribute(null=True)
    published = UTCDateTimeAttribute(null=True)
    expiry = UTCDateTimeAttribute(null=True)
    wished_until = UnicodeAttribute(null=True)
    minutes = NumberAttribute(null=True)
    changed = UTCDateTimeAttribute(null=True)
    changed_by = UnicodeAttribute(null=True)
    review: MapAttribute[str, Any] = MapAttribute(null=True)
    comments = NumberAttribute(null=True)
    version = VersionAttribute()


class ContentTextsItem(ProgrammeItem, discriminator="texts"):
    """The long part."""

    url = UnicodeAttribute()
    summary = UnicodeAttribute()
    why = UnicodeAttribute()
    disclosure = UnicodeAttribute()


class CaptionsItem(ProgrammeItem, discriminator="captions"):
    """The captions for one network and language; without texts it keeps the keys that are spent."""

    network = UnicodeAttribute()
    language = UnicodeAttribute()
    texts: ListAttribute[str] = ListAttribute()
    keys: ListAttribute[str] = ListAttribute(default=list)
    spent: ListAttribute[str] = ListAttribute(default=list)


class ContentUrlItem(ProgrammeItem, discriminator="url"):
    """Keeps a URL from being added twice."""

    content = UnicodeAttribute()


def find_head(content: str, *, consistent: bool = False) -> ContentHead | None:
    """Return a content's head, or None."""
    item = ContentHeadItem.find(keys.content(content), keys.HEAD, consistent=consistent)
    return _head(item) if item is not None else None


def heads_of(contents: Iterable[str]) -> list[ContentHead]:
    """Return the heads of several contents as they are at this moment; up to 100 a request."""
    wanted = ((keys.content(content), keys.HEAD) for content in contents)
    return [_head(item) for item in batch_get(ContentHeadItem, wanted, consistent=True)]


def put_head(head: ContentHead) -> Put:
    """Return the write of a head over the version that was read."""
    return Put(_head_item(head))


def save_head(head: ContentHead) -> bool:
    """Write a head alone over the version that was read; return False where another came first."""
    return save_if_current(_head_item(head))


def find_texts(content: str, *, consistent: bool = False) -> ContentTexts:
    """Return a content's long part, which its head's transaction wrote."""
    item = ContentTextsItem.get(keys.content(content), keys.TEXTS, consistent_read=consistent)
    return ContentTexts(content, item.url, item.summary, item.why, item.disclosure)


def put_texts(texts: ContentTexts) -> Put:
    """Return the write of a content's long part; its head's version guards it."""
    return Put(
        ContentTextsItem(
            keys.content(texts.content),
            keys.TEXTS,
            url=texts.url,
            summary=texts.summary,
            why=texts.why,
            disclosure=texts.disclosure,
        )
    )


def find_captions(content: str, network: str, language: str) -> Captions | None:
    """Return the captions for one network and language, or None."""
    item = CaptionsItem.find(keys.content(content), keys.captions(network, language))
    return _captions(item) if item is not None and item.texts else None


def all_captions(content: str, *, consistent: bool = False) -> list[Captions]:
    """Return every caption of a content, by network and language."""
    return [captions for captions in captions_ever(content, consistent=consistent) if captions.texts]


def captions_ever(content: str, *, consistent: bool = False) -> list[Captions]:
    """Return what a content has and had of captions, by network and language: some may have no texts any more."""
    captions = CaptionsItem.sk.startswith("CAPTIONS#")
    found = CaptionsItem.query(keys.content(content), captions, consistent_read=consistent)
    return [_captions(item) for item in found]


def put_captions(captions: Captions) -> Put:
    """Return the write of the captions for one network and language."""
    item = CaptionsItem(
        keys.content(captions.content),
        keys.captions(captions.network, captions.language),
        network=captions.network,
        language=captions.language,
        texts=list(captions.texts),
        keys=list(captions.keys),
        spent=list(captions.spent),
    )
    return Put(item)


def put_url(digest: str, content: str) -> Put:
    """Return the write that takes a URL, by its key, for a content; refused where it is taken."""
    return Put(ContentUrlItem(keys.url(digest), "URL", content=content), ContentUrlItem.pk.does_not_exist())


def hand_on_url(digest: str, owner: str, content: str) -> Put:
    """Return the write that takes a URL, by its key, from one content for another; refused where that has it not."""
    return Put(ContentUrlItem(keys.url(digest), "URL", content=content), ContentUrlItem.content == owner)


def check_url(digest: str, content: str) -> Check:
    """Return what refuses a transaction unless a content has a URL, by its key."""
    return Check(ContentUrlItem(keys.url(digest), "URL"), ContentUrlItem.content == content)


def check_state(head: ContentHead) -> Check:
    """Return what refuses a transaction unless a content is in the state that was read."""
    item = ContentHeadItem(keys.content(head.content), keys.HEAD)
    return Check(item, ContentHeadItem.state == head.state.value)


def delete_url(digest: str, content: str) -> Delete:
    """Return the write that makes a content's URL, by its key, free again; refused where it is another's."""
    return Delete(ContentUrlItem(keys.url(digest), "URL"), ContentUrlItem.content == content)


def contents_at(digests: Collection[str]) -> dict[str, str]:
    """Return the contents that have these URLs' keys, by the key."""
    wanted = [(keys.url(digest), "URL") for digest in digests]
    found = batch_get(ContentUrlItem, wanted, consistent=True)
    return {item.pk.removeprefix("URL#"): item.content for item in found}


def show_sharers(content: str, sharers: int | None) -> None:
    """Let lists show how many people have shared a content, or not; editors who have it open lose nothing."""
    # By the base model, which leaves the version alone: what an editor writes meanwhile is not refused. In a
    # transaction, because PynamoDB would not take the head in answer to the base model's update.
    shown = ProgrammeItem.view1["sharers"]
    action: Any = shown.remove() if sharers is None else shown.set(sharers)
    head = ProgrammeItem(keys.content(content), keys.HEAD)
    with suppress(TransactionConflict):  # the head was being written, or is gone: the next run does it
        transact(Update(head, [action], ProgrammeItem.view1.exists()))


def contents_waiting_in(state: ContentState, *, after: str | None = None) -> Iterator[tuple[str, Row]]:
    """Walk (sort key, row), oldest first, from behind the sort key `after`, 40 a request."""
    bound = None if after is None else ProgrammeItem.gsi1sk > after
    for item in ProgrammeItem.gsi1.query(keys.contents(state), bound, page_size=40):
        yield item.gsi1sk or "", _row(item.pk.removeprefix("CONTENT#"), item.view1.as_dict())


def contents_in(
    state: ContentState, *, before: str | None = None, since: str | None = None, at_most: int | None = None
) -> Iterator[tuple[str, Row]]:
    """Walk (sort key, row), newest first, below the sort key `before` or from `since` on, 40 a request."""
    for item in _rows_in(state, before=before, since=since, at_most=at_most):
        yield item.gsi1sk or "", _row(item.pk.removeprefix("CONTENT#"), item.view1.as_dict())


def contents_with_foreign_pictures(state: ContentState, since: str) -> Iterator[str]:
    """Walk the contents in a state, from a moment on, whose picture is not a copy of our own yet."""
    for item in _rows_in(state, since=since):
        if item.view1.as_dict().get("foreign_picture"):
            yield item.pk.removeprefix("CONTENT#")


def _rows_in(
    state: ContentState, *, before: str | None = None, since: str | None = None, at_most: int | None = None
) -> Iterator[ProgrammeItem]:
    bound = None if before is None else ProgrammeItem.gsi1sk < before
    bound = bound if since is None else ProgrammeItem.gsi1sk >= since
    return iter(
        ProgrammeItem.gsi1.query(keys.contents(state), bound, scan_index_forward=False, limit=at_most, page_size=40)
    )


def count_in(state: ContentState) -> int:
    """Return how many contents are in a state."""
    return ProgrammeItem.gsi1.count(keys.contents(state))


def count_of(channel: str, state: ContentState) -> int:
    """Return how many contents of a channel are in a state."""
    return ProgrammeItem.gsi2.count(keys.channel(channel), ProgrammeItem.gsi2sk.startswith(f"{state}#"))


def contents_due(state: ContentState, moment: datetime) -> list[str]:
    """Return contents of a state whose time in the index has come, this very moment included."""
    bound = ProgrammeItem.gsi1sk < f"{moment.isoformat()}$"  # the character that follows the key's "#"
    return [item.pk.removeprefix("CONTENT#") for item in ProgrammeItem.gsi1.query(keys.contents(state), bound)]


def _head(item: ContentHeadItem) -> ContentHead:
    return ContentHead(
        content=item.content,
        channel=item.channel,
        state=ContentState(item.state),
        since=datetime.fromisoformat((item.gsi1sk or "").rpartition("#")[0]),
        title=item.title,
        language=item.language,
        created_by=item.created_by,
        chosen_by=item.chosen_by,
        created=item.created,
        topics=tuple(item.topics),
        audience=tuple(item.audience),
        picture=item.picture,
        other_pictures=tuple(item.other_pictures),
        campaign=item.campaign,
        points=_number(item.points),
        captioned=tuple(item.captioned),
        planned=item.planned,
        published=item.published,
        expiry=item.expiry,
        wished_until=_day(item.wished_until),
        minutes=_number(item.minutes),
        sharers=_number(item.view1.as_dict().get("sharers")),
        membership=None if item.membership is None else Membership(**item.membership.as_dict()),
        recall=None if item.recall is None else _recall(item.recall.as_dict()),
        former=item.former,
        picture_text=item.picture_text or "",
        changed=item.changed,
        changed_by=item.changed_by,
        review=None if item.review is None else _review(item.review.as_dict()),
        comments=_number(item.comments) or 0,
        version=int(item.version or 0),
    )


def _head_item(head: ContentHead) -> ContentHeadItem:
    moment = head.since.isoformat()
    return ContentHeadItem(
        keys.content(head.content),
        keys.HEAD,
        gsi1pk=keys.contents(head.state),
        gsi1sk=f"{moment}#{head.content}",
        view1=_shown(head),
        gsi2pk=keys.channel(head.channel),
        gsi2sk=f"{head.state}#{moment}#{head.content}",
        view2={"title": head.title},
        content=head.content,
        channel=head.channel,
        state=head.state.value,
        title=head.title,
        language=head.language,
        topics=list(head.topics),
        audience=list(head.audience),
        picture=head.picture,
        other_pictures=list(head.other_pictures),
        campaign=head.campaign,
        points=head.points,
        captioned=list(head.captioned),
        created_by=head.created_by,
        chosen_by=head.chosen_by,
        created=head.created,
        planned=head.planned,
        published=head.published,
        expiry=head.expiry,
        wished_until=_text(head.wished_until),
        minutes=head.minutes,
        membership=None if head.membership is None else {**vars(head.membership), "refs": dict(head.membership.refs)},
        recall=None if head.recall is None else {name: str(kept) for name, kept in vars(head.recall).items() if kept},
        former=head.former,
        picture_text=head.picture_text or None,
        changed=head.changed,
        changed_by=head.changed_by,
        review=None if head.review is None else {"by": head.review.by, "at": head.review.at.isoformat()},
        comments=head.comments or None,
        version=head.version or None,
    )


def _shown(head: ContentHead) -> dict[str, Any]:
    """Return the row that lists read; a picture elsewhere, whose URL may be long, is only marked in it."""
    own = head.picture is not None and head.picture.startswith(PICTURE_PATH)
    shown: dict[str, Any] = {
        "channel": head.channel,
        "title": head.title,
        "language": head.language,
        "topics": list(head.topics),
        "audience": list(head.audience),
        "picture": head.picture if own else None,
        "foreign_picture": head.picture is not None and not own,
        "published": _text(head.published),
        "expiry": _text(head.expiry),
        "wished_until": _text(head.wished_until),
        "minutes": head.minutes,
        "sharers": head.sharers,
        "picture_text": head.picture_text,
        "campaign": head.membership.campaign if head.membership else None,
        "networks": " ".join(head.row.networks),
        "waiting": _waiting_text(head.waiting),
    }
    return {name: value for name, value in shown.items() if value}


def _row(content: str, shown: dict[str, Any]) -> Row:
    return Row(
        content=content,
        channel=shown["channel"],
        title=shown["title"],
        language=shown["language"],
        topics=tuple(shown.get("topics", ())),
        audience=tuple(shown.get("audience", ())),
        picture=shown.get("picture"),
        published=_moment(shown.get("published")),
        expiry=_moment(shown.get("expiry")),
        wished_until=_day(shown.get("wished_until")),
        minutes=_number(shown.get("minutes")),
        sharers=_number(shown.get("sharers")),
        picture_text=shown.get("picture_text", ""),
        campaign=shown.get("campaign"),
        networks=tuple(shown.get("networks", "").split()),
        waiting=_waiting(shown.get("waiting")),
    )


def _recall(stored: dict[str, Any]) -> Recall:
    return Recall(Links(stored["links"]), stored["reason"], stored.get("replacement"))


def _review(stored: dict[str, Any]) -> Review:
    return Review(stored["by"], datetime.fromisoformat(stored["at"]))


def _waiting_text(waiting: Waiting | None) -> str | None:
    """Return what a list keeps of it: the edition, and the ids of who cannot be its second reader."""
    return None if waiting is None else " ".join((waiting.edition.isoformat(), *waiting.not_by))


def _waiting(stored: str | None) -> Waiting | None:
    if stored is None:
        return None
    edition, *not_by = stored.split()
    return Waiting(datetime.fromisoformat(edition), tuple(not_by))


def _captions(item: CaptionsItem) -> Captions:
    content = item.pk.removeprefix("CONTENT#")
    return Captions(content, item.network, item.language, tuple(item.texts), tuple(item.keys), tuple(item.spent))


def _number(stored: Any) -> int | None:
    return None if stored is None else int(stored)


def _text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)
