"""A share and its link: values, states, and what can be wrong with opening one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import Conflict, Invalid
from lahetti.networks.networks import Network


class ShareState(StrEnum):
    """Where a share is on its way: only a confirmed one scores.

    Of a declined one its owner has said that it was not posted: nothing asks about it any more. To everybody else it
    is an opened one.
    """

    OPENED = "opened"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True)
class Tally:
    """The marks of one share and day, counted; absolute numbers that only grow. Each visit is in one of them."""

    counted: int = 0
    repeats: int = 0
    own: int = 0
    held: int = 0
    data_centre: int = 0


@dataclass(frozen=True)
class Share:
    """One ambassador passing one content on to one network, with its own target, so that the redirect needs one read.

    `tally` is {day: counts} of the last three days that brought any, `released` {day: held clicks that were released
    on it} of the last three; `clicks` and its siblings are running totals; `scored` are the clicks that used up a place
    under the share's cap; `points` are what confirming it brings where that differs from the programme's. `ref` begins
    the id of every click where a campaign wishes for ids: it is random, and the same for all who share the content on
    the network. `number` is random and what others may know the share by: the code stands in the post. `caption` is the
    key of the ready caption that it was opened with, None where its words are others.
    """

    code: str
    person: str
    content: str
    network: Network
    title: str
    target: str
    opened: datetime
    number: int = 0
    state: ShareState = ShareState.OPENED
    points: int | None = None
    ref: str | None = None
    own_wording: bool = False
    caption: str | None = None
    confirmed: datetime | None = None
    remind_at: datetime | None = None
    clicks: int = 0
    repeats: int = 0
    own: int = 0
    held: int = 0
    data_centre: int = 0
    scored: int = 0
    capped: bool = False
    tally: Mapping[str, Tally] = field(default_factory=dict)
    released: Mapping[str, int] = field(default_factory=dict)
    tallied: datetime | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ShareRow:
    """What its owner's list shows of a share; `remind_at` only while it waits to be confirmed."""

    code: str
    content: str
    title: str
    network: Network
    state: ShareState
    clicks: int
    opened: datetime
    remind_at: datetime | None = None


@dataclass(frozen=True)
class SharerRow:
    """What the list of a content's shares tells of one."""

    code: str
    person: str
    network: Network
    state: ShareState


@dataclass(frozen=True)
class Mark:
    """One visitor of one share on one day; `first` is the second (epoch) of the first visit.

    `ip_hash` is the day's name of the address at this link; `data_centre` says that it is in a data centre's range.
    """

    visitor: str
    hits: int
    first: int
    ip_hash: str
    data_centre: bool = False


@dataclass(frozen=True)
class OpenedShare:
    """What an ambassador needs to post: `text` is what goes into the network's window or the clipboard.

    `qr` is the link's QR code row by row, for the network `link` alone: no other is shown to be scanned.
    """

    code: str
    link: str
    content: str
    network: Network
    state: ShareState
    caption: str | None
    text: str
    share_url: str | None
    copy_text_first: bool
    own_wording: bool
    qr: tuple[str, ...] | None


class NotOnOffer(Conflict):
    """The content cannot be shared: not published, over, or for others."""

    code = "not_on_offer"


class RecalledMeanwhile(NotOnOffer):
    """The content was recalled: it must not be shared any more, by any way."""

    code = "recalled_meanwhile"


class ServerNeeded(Invalid):
    """The network has no share window of its own: the person's server is asked once."""

    code = "server_needed"
