"""Shares, and the points that they bring."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import AwareDatetime, Field

from api.application import answer, caller, created, programme, representation
from api.models import Input, Output, Url
from api.paging import MOST, USUAL, Cursor, Limit, Page, cursor_of, key_in
from api.problems import changes, creates, reads
from api.routes_reactions import PostOut, post_out
from lahetti.content.choices import choosing
from lahetti.content.choices import items as choices_items
from lahetti.content.choices.model import Choice
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.core.observability import metrics
from lahetti.networks.networks import LONGEST_TEXT, Network
from lahetti.people.model import DayScore, Role, Totals
from lahetti.points import confirming, ledger, opening_ledgers, reversals
from lahetti.points.model import Activity, Entry, OpeningCause, Programme, Reason
from lahetti.sharing import opening, own_shares
from lahetti.sharing.model import Share, ShareRow, ShareState
from lahetti.sharing.reactions import following
from lahetti.sharing.reactions.model import PostRow

router = APIGatewayRouter()
Code = Annotated[str, Path(max_length=20)]
ContentId = Annotated[str, Path(max_length=64)]
QrRow = Annotated[str, Field(pattern="^[01]+$")]


class ShareIn(Input):
    """What is shared where; `words` are one's own in place of a caption, judged and not kept."""

    content: str = Field(max_length=64)
    network: Network
    words: str | None = Field(default=None, min_length=1, max_length=LONGEST_TEXT)


class OpenedShareOut(Output):
    """What is needed to post. `copy_text_first`: the network's window takes an address only, or not so long a text.

    `qr`: the link's QR code row by row, 1 is dark, without its quiet zone; for the network `link` alone.
    """

    code: str
    link_url: Url
    content: str
    network: Network
    state: ShareState
    caption: str | None
    text: str
    dialog_url: Url | None
    copy_text_first: bool
    own_wording: bool
    qr: list[QrRow] | None


class ShareOut(Output):
    """One of the caller's shares, with its post where that is followed."""

    code: str
    content: str
    title: str
    network: Network
    state: ShareState
    clicks: int
    opened_at: datetime
    remind_at: datetime | None
    post: PostOut | None


class TodayOut(Output):
    """What has been used of the day's caps."""

    day_on: date
    shares: int
    most_shares: int
    points: int
    most_points: int


class ChoiceOut(Output):
    """What the caller has decided about a content: saved for later, hidden, or not to stand behind it."""

    content: str
    choice: Choice | None


class ChoiceIn(Input):
    """A decision about a content; an objection is a note to the editors."""

    choice: Literal[Choice.SAVED, Choice.HIDDEN]


class SharePageOut(Page):
    """The caller's shares, newest first, what of the day's caps is used, and their choices about contents."""

    items: list[ShareOut]
    today: TodayOut
    choices: list[ChoiceOut]


class ReminderIn(Input):
    """When a mail is to remind of a share."""

    remind_at: AwareDatetime


class EntryOut(Output):
    """A line of the ledger; `reasons` say why it has fewer points than its activity would bring.

    It counts for the day `counted_on`, by the version `rules` of the settings; `code` is the share that it is about.
    """

    cause: str
    activity: Activity
    points: int
    shares: int
    clicks: int
    reasons: list[Reason]
    rules: int
    counted_on: date
    entered_at: datetime
    code: str | None
    content: str | None
    network: Network | None
    note: str


class CorrectedOut(Output):
    """The entry that a reversal takes back."""

    activity: Activity
    points: int
    entered_at: datetime


class LedgerLineOut(EntryOut):
    """An entry in its ledger; of a reversal, `corrects` is what it takes back and `note` says why."""

    corrects: CorrectedOut | None


class ConfirmationOut(Output):
    """A confirmed share and what it brought."""

    code: str
    state: ShareState
    points: int
    entries: list[EntryOut]


class ReversalIn(Input):
    """Which entry is taken back, and why: the person reads it in their ledger."""

    cause: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=reversals.LONGEST_REASON)


class LedgerOpeningOut(Output):
    """An admin has looked at the caller's points: when, for what, and why in the admin's words."""

    opened_at: datetime
    opened_for: OpeningCause
    reason: str


class PointsOut(Page):
    """The caller's balances, today's caps, and the ledger, newest first; `openings` are the last ones, newest first."""

    spendable: int
    lifetime: int
    today: TodayOut
    openings: list[LedgerOpeningOut]
    items: list[LedgerLineOut]


_SHOWN_OPENINGS = 20


@router.post("/me/shares", responses=creates("Opened", 409, known="Opened before"))
def open_share(wanted: ShareIn) -> Response[OpenedShareOut]:
    """Open a share. The same content and network give the same share; at most 200 are opened a day (429)."""
    opened, new = opening.open_share(
        caller(), wanted.content, wanted.network, programme().settings, clock.now(), words=wanted.words
    )
    body = OpenedShareOut(
        code=opened.code,
        link_url=opened.link,
        content=opened.content,
        network=opened.network,
        state=opened.state,
        caption=opened.caption,
        text=opened.text,
        dialog_url=opened.share_url,
        copy_text_first=opened.copy_text_first,
        own_wording=opened.own_wording,
        qr=None if opened.qr is None else list(opened.qr),
    )
    return created(body, f"/me/shares/{opened.code}", new=new)


@router.get("/me/shares", responses=reads("A page of the caller's shares"))
def list_my_shares(limit: Limit = MOST, cursor: Cursor = None) -> Response[SharePageOut]:
    """Return the caller's shares but those they declined, newest first, and what of the day's caps is used."""
    person, judged = caller(), programme()
    rows, following_page = own_shares.page_of_own(person.id, cursor, limit)
    posts = following.posts_of(person.id)
    # They stand on the first page; each other one would cost a read more.
    chosen = choices_items.find_choices(person.id).by_content.items() if cursor is None else ()
    return representation(
        SharePageOut(
            items=[_listed(row, posts.get(row.code)) for row in rows],
            today=_today(ledger.own_totals(person.id), judged),
            choices=[ChoiceOut(content=content, choice=choice) for content, choice in chosen],
            next=following_page,
        )
    )


@router.put("/me/choices/<content_id>", responses=changes("Chosen", 404))
def set_choice(content_id: ContentId, wanted: ChoiceIn) -> Response[ChoiceOut]:
    """Save a content for later, or hide it in the caller's own offer; nobody else can tell."""
    choosing.choose(caller(), content_id, wanted.choice, clock.now())
    return answer(ChoiceOut(content=content_id, choice=wanted.choice))


@router.delete("/me/choices/<content_id>", responses=changes("Taken back"))
def delete_choice(content_id: ContentId) -> Response[ChoiceOut]:
    """Take a choice about a content back. Without one, nothing changes."""
    choosing.choose(caller(), content_id, None, clock.now())
    return answer(ChoiceOut(content=content_id, choice=None))


@router.get("/me/shares/<code>", responses=reads("The share", 404))
def get_my_share(code: Code) -> Response[ShareOut]:
    """Return one of the caller's shares."""
    return representation(_out(own_shares.own_share(caller().id, code)))


@router.post("/me/shares/<code>/confirm", responses=changes("Confirmed", 404))
def confirm_share(code: Code) -> Response[ConfirmationOut]:
    """Confirm that a share is posted. Confirming again gives the same answer and no more points."""
    person = caller()
    entries = confirming.confirm_share(person.id, code, programme(), clock.now())
    metrics.add_metric("SharesConfirmed", "Count", 1)
    return answer(
        ConfirmationOut(
            code=code,
            state=ShareState.CONFIRMED,
            points=sum(entry.points for entry in entries),
            entries=[EntryOut(**_entry(entry)) for entry in entries],
        )
    )


@router.post("/me/shares/<code>/decline", responses=changes("Declined", 404))
def decline_share(code: Code) -> Response[ShareOut]:
    """Say that a share was not posted. One that is confirmed stays so; opening the share again takes it back."""
    return answer(_out(own_shares.decline(caller(), code)))


@router.put("/me/shares/<code>/reminder", responses=changes("Postponed", 404, 409))
def set_reminder(code: Code, reminder: ReminderIn) -> Response[ShareOut]:
    """Postpone a share to a time at most 31 days ahead; `remind_at` is after the caller's quiet hours."""
    person, judged = caller(), programme()
    wanted = reminder.remind_at
    return answer(_out(own_shares.remind_later(person, code, wanted, judged.settings, judged.zone, clock.now())))


@router.delete("/me/shares/<code>/reminder", responses=changes("No reminder", 404))
def delete_reminder(code: Code) -> Response[ShareOut]:
    """Take a reminder back. Without one, nothing changes."""
    return answer(_out(own_shares.forget_reminder(caller(), code)))


@router.get("/me/points", responses=reads("Balances and a page of the ledger"))
def get_my_points(limit: Limit = USUAL, cursor: Cursor = None) -> Response[PointsOut]:
    """Return the caller's balances and a page of their ledger, newest first, with every reason."""
    person, judged = caller(), programme()
    page = ledger.ledger_page(person.id, limit, key_in(cursor))
    totals = ledger.own_totals(person.id)
    return representation(
        PointsOut(
            spendable=totals.spendable,
            lifetime=totals.lifetime,
            today=_today(totals, judged),
            openings=[
                LedgerOpeningOut(opened_at=one.at, opened_for=one.cause, reason=one.reason)
                for one in opening_ledgers.openings_of(person.id)[:_SHOWN_OPENINGS]
            ],
            items=[_line(entry, page.corrected.get(entry.cause)) for entry in page.entries],
            next=cursor_of(page.after),
        )
    )


@router.post("/people/<person_id>/reversals", responses=changes("Reversed", 404, 409))
def reverse_entry(person_id: Annotated[str, Path(max_length=64)], wanted: ReversalIn) -> Response[EntryOut]:
    """Take back an entry of somebody's ledger, once. Reversing again gives the same answer."""
    admin = caller(Role.ADMIN)
    reversal = reversals.reverse_entry(person_id, wanted.cause, wanted.reason, admin.id, programme(), clock.now())
    return answer(EntryOut(**_entry(reversal)))


def _listed(row: ShareRow | Share, post: PostRow | None) -> ShareOut:
    return ShareOut(
        code=row.code,
        content=row.content,
        title=row.title,
        network=row.network,
        state=row.state,
        clicks=row.clicks,
        opened_at=row.opened,
        remind_at=row.remind_at if row.state is ShareState.OPENED else None,
        post=None if post is None else post_out(post),
    )


def _out(share: Share) -> ShareOut:
    return _listed(share, following.reactions_of(share.code))


def _today(totals: Totals, judged: Programme) -> TodayOut:
    day = day_of(clock.now(), judged.zone)
    used = totals.days.get(day, DayScore())
    return TodayOut(
        day_on=date.fromisoformat(day),
        shares=used.shares,
        most_shares=judged.settings.daily_shares,
        points=used.points,
        most_points=judged.settings.daily_points,
    )


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "cause": entry.cause,
        "activity": entry.activity,
        "points": entry.points,
        "shares": entry.shares,
        "clicks": entry.clicks,
        "reasons": entry.reasons,
        "rules": entry.rules,
        "counted_on": entry.day,
        "entered_at": entry.at,
        "code": entry.share,
        "content": entry.content,
        "network": entry.network,
        "note": entry.note,
    }


def _line(entry: Entry, corrected: Entry | None) -> LedgerLineOut:
    if corrected is None:
        return LedgerLineOut(**_entry(entry), corrects=None)
    corrects = CorrectedOut(activity=corrected.activity, points=corrected.points, entered_at=corrected.at)
    return LedgerLineOut(**_entry(entry), corrects=corrects)
