"""Shares, and the points that they bring."""

from datetime import datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import AwareDatetime, Field

from api.application import answer, caller, created, device, programme, representation
from api.models import Input, Output
from api.problems import UNCHANGED, problems
from api.routes_reactions import PostOut, post_out
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.core.observability import metrics
from lahetti.networks.networks import Network
from lahetti.people.model import DayScore, Role, Totals
from lahetti.points import confirming, ledger, reversals
from lahetti.points.model import Activity, Entry, Programme, Reason
from lahetti.sharing import opening, own_shares
from lahetti.sharing.model import Share, ShareState
from lahetti.sharing.reactions import following

router = APIGatewayRouter()
Code = Annotated[str, Path(max_length=20)]


class ShareIn(Input):
    """What is shared where; `words` are one's own in place of a caption, judged and not kept."""

    content: str = Field(max_length=64)
    network: Network
    words: str | None = Field(default=None, min_length=1, max_length=5000)


class OpenedShareOut(Output):
    """What is needed to post. `copy_text_first`: the network's window takes an address only.

    `qr`: the link's QR code row by row, 1 is dark, without its quiet zone; for the network `link` alone.
    """

    code: str
    link: str
    content: str
    network: Network
    state: ShareState
    caption: str | None
    text: str
    share_address: str | None
    copy_text_first: bool
    own_wording: bool
    qr: list[str] | None


class ShareOut(Output):
    """One of the caller's shares, with its post where that is followed."""

    code: str
    content: str
    title: str
    network: Network
    state: ShareState
    clicks: int
    opened: datetime
    remind_at: datetime | None = None
    post: PostOut | None


class TodayOut(Output):
    """What has been used of the day's caps."""

    day: str
    shares: int
    most_shares: int
    points: int
    most_points: int


class SharesOut(Output):
    """The caller's shares, newest first, and what of the day's caps is used."""

    shares: list[ShareOut]
    today: TodayOut


class ReminderIn(Input):
    """When a mail is to remind of a share."""

    at: AwareDatetime


class EntryOut(Output):
    """A line of the ledger; `reasons` tell why it has fewer points than its deed would bring."""

    cause: str
    deed: Activity
    points: int
    shares: int
    clicks: int
    reasons: list[Reason]
    rules: int
    day: str
    at: datetime
    share: str | None
    content: str | None
    network: str | None
    note: str


class CorrectedOut(Output):
    """The entry that a reversal takes back."""

    deed: Activity
    points: int
    at: datetime


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
    reason: str = Field(min_length=1, max_length=500)


class PointsOut(Output):
    """The caller's balances, today's caps, and the ledger, newest first; `after` is where its next page begins."""

    spendable: int
    lifetime: int
    today: TodayOut
    entries: list[LedgerLineOut]
    after: str | None


@router.post(
    "/shares",
    responses={
        200: {"description": "Opened before"},
        201: {"description": "Opened"},
        **problems(409, 415),
    },
)
def open_share(wanted: ShareIn) -> Response[OpenedShareOut]:
    """Open a share. The same content and network give the same share."""
    person, judged, now = caller(), programme(), clock.now()
    opened, new = opening.open_share(
        person,
        wanted.content,
        wanted.network,
        judged.settings,
        now,
        words=wanted.words,
        device=device(),
        day=day_of(now, judged.zone),
    )
    fields = {**vars(opened), "share_address": opened.share_url}
    del fields["share_url"]
    return created(OpenedShareOut(**fields), f"/shares/{opened.code}", new=new)


@router.get("/shares", responses={200: {"description": "The caller's shares"}, 304: UNCHANGED, **problems()})
def list_my_shares() -> Response[SharesOut]:
    """Return the caller's shares."""
    person, judged = caller(), programme()
    posts = {code: post_out(post) for code, post in following.posts_of(person.id).items()}
    rows = own_shares.own_shares(person.id)
    today = _today(ledger.own_totals(person.id), judged)
    return representation(
        SharesOut(shares=[ShareOut(**vars(row), post=posts.get(row.code)) for row in rows], today=today)
    )


@router.get("/shares/<code>", responses={200: {"description": "The share"}, 304: UNCHANGED, **problems(404)})
def get_my_share(code: Code) -> Response[ShareOut]:
    """Return one of the caller's shares."""
    share = own_shares.own_share(caller().id, code)
    return representation(_out(share))


@router.put("/shares/<code>/confirmation", responses={200: {"description": "Confirmed"}, **problems(404)})
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
            entries=[_entry(entry) for entry in entries],
        )
    )


@router.put("/shares/<code>/reminder", responses={200: {"description": "Put off"}, **problems(404, 409, 415)})
def set_reminder(code: Code, reminder: ReminderIn) -> Response[ShareOut]:
    """Put a share off to a time at most 31 days ahead; `remind_at` is after the caller's quiet hours."""
    person, judged = caller(), programme()
    return answer(_out(own_shares.remind_later(person, code, reminder.at, judged.settings, judged.zone, clock.now())))


@router.delete("/shares/<code>/reminder", responses={200: {"description": "No reminder"}, **problems(404)})
def delete_reminder(code: Code) -> Response[ShareOut]:
    """Take a reminder back. Without one, nothing changes."""
    return answer(_out(own_shares.forget_reminder(caller(), code)))


@router.get("/points", responses={200: {"description": "Balances and ledger"}, 304: UNCHANGED, **problems()})
def get_my_points(
    size: Annotated[int, Query(ge=1, le=1000)] = 10,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response[PointsOut]:
    """Return the caller's balances and a page of their ledger with every reason."""
    person, judged = caller(), programme()
    page = ledger.ledger_page(person.id, size, after)
    card = ledger.own_totals(person.id)
    return representation(
        PointsOut(
            spendable=card.spendable,
            lifetime=card.lifetime,
            today=_today(card, judged),
            entries=[_line(entry, page.corrected.get(entry.cause)) for entry in page.entries],
            after=page.after,
        )
    )


@router.post("/people/<person>/reversals", responses={200: {"description": "Reversed"}, **problems(404, 409, 415)})
def reverse_entry(person: Annotated[str, Path(max_length=64)], wanted: ReversalIn) -> Response[EntryOut]:
    """Take back an entry of somebody's ledger, once. Reversing again gives the same answer."""
    admin = caller(Role.ADMIN)
    return answer(
        _entry(reversals.reverse_entry(person, wanted.cause, wanted.reason, admin.id, programme(), clock.now()))
    )


def _out(share: Share) -> ShareOut:
    post = following.reactions_of(share.code)
    return ShareOut(
        code=share.code,
        content=share.content,
        title=share.title,
        network=share.network,
        state=share.state,
        clicks=share.clicks,
        opened=share.opened,
        remind_at=share.remind_at if share.state == ShareState.OPENED else None,
        post=None if post is None else post_out(post),
    )


def _today(totals: Totals, judged: Programme) -> TodayOut:
    day = day_of(clock.now(), judged.zone)
    used = totals.days.get(day, DayScore())
    return TodayOut(
        day=day,
        shares=used.shares,
        most_shares=judged.settings.daily_shares,
        points=used.points,
        most_points=judged.settings.daily_points,
    )


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(**_of(entry))


def _line(entry: Entry, corrected: Entry | None) -> LedgerLineOut:
    if corrected is None:
        return LedgerLineOut(**_of(entry), corrects=None)
    return LedgerLineOut(
        **_of(entry), corrects=CorrectedOut(deed=corrected.activity, points=corrected.points, at=corrected.at)
    )


def _of(entry: Entry) -> dict[str, Any]:
    fields = dict(vars(entry))
    return {"deed": fields.pop("activity"), **fields}
