"""Every kind of item that the tables hold, and what becomes of it where a person takes their data along, or leaves.

Export and erasure walk one list (`items.everything_of`) and treat what they find by its entry here. A new kind of item
has an entry, or `make check` names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lahetti.analytics.facts.items import CountRunItem, FactItem, PeopleFactItem
from lahetti.analytics.items import ClicksToldItem, SeenItem
from lahetti.analytics.media_value.items import ClickPriceItem
from lahetti.campaigns.items import (
    BaselineItem,
    BroughtItem,
    CampaignItem,
    ConversionItem,
    CountItem,
    MemberItem,
    PaidItem,
    RefItem,
    SiteItem,
)
from lahetti.content.calendar.items import CalendarAddressItem, CalendarTokenItem
from lahetti.content.channels.items import ChannelItem
from lahetti.content.choices.items import ChoicesItem
from lahetti.content.comments.items import CommentItem
from lahetti.content.counts.items import ContentCountsItem
from lahetti.content.feeds.items import GuidItem
from lahetti.content.filters.items import SavedFiltersItem
from lahetti.content.items import CaptionsItem, ContentHeadItem, ContentTextsItem, ContentUrlItem
from lahetti.content.notes.items import NoteItem
from lahetti.dynamodb.models import StoredItem
from lahetti.mail.digests.items import DigestRunItem, DigestStateItem
from lahetti.mail.items import MailDownItem
from lahetti.people.directory.items import (
    DepartureItem,
    DirectoryGroupItem,
    DirectoryKeyItem,
    DirectoryMemberItem,
    DirectoryTokenItem,
    DirectoryUserItem,
    LeftItem,
)
from lahetti.people.erasures.items import ErasureItem
from lahetti.people.guidelines.items import GuidelinesDraftItem, GuidelinesItem
from lahetti.people.items import EmailItem, InvitedByItem, PersonItem, ScoreCardItem, SeatsItem, TeamRemovalItem
from lahetti.people.passkeys.items import AnsweredChallengeItem, PasskeyItem
from lahetti.people.waiting_list.items import WaitingItem
from lahetti.people.walks.items import WalkItem, WalkPartItem
from lahetti.people.work_accounts.items import WorkAccountItem, WorkAccountOwnerItem
from lahetti.periods.items import MovedRaceItem, RaceHeadItem
from lahetti.points.items import EntryItem, HeldClicksItem, LedgerOpeningItem, RefreshItem
from lahetti.races.items import (
    ExcludedChunkItem,
    FrozenChunkItem,
    FrozenTeamItem,
    KeptLineItem,
    RanksItem,
    RosterItem,
    StandingItem,
    TeamTablesItem,
    TeamTicketItem,
    TicketItem,
)
from lahetti.records.items import (
    AuditItem,
    CeilingItem,
    DataVersionItem,
    FanOutItem,
    InterventionItem,
    MailItem,
    PauseItem,
)
from lahetti.reports.items import ReportItem
from lahetti.rewards.items import (
    AwardItem,
    CodeFileItem,
    RewardItem,
    TermsChunkItem,
    TermsItem,
    VoucherCodeItem,
    VoucherItem,
)
from lahetti.security.codes.items import AttemptItem, StrangersItem
from lahetti.settings.items import SettingsItem
from lahetti.sharing.items import MarkItem, OwnDevicesItem, ShareItem, VisitorKeyItem
from lahetti.sharing.reactions.items import AskedServerItem, PostItem
from lahetti.suggestions.items import SuggestionItem, WaitingSuggestionsItem
from lahetti.surveys.items import SurveyAnswerItem, SurveyItem, SurveyTokenItem, WaitingAnswerItem


class Fate(StrEnum):
    """What becomes of an item when its person is erased."""

    GOES = "goes"
    STAYS = "stays under the random id"
    NAMES_NOBODY = "stays, and names the person no more"
    DIRECTORYS = "stays as the directory's own, linked to nobody here, until the directory deletes it"


@dataclass(frozen=True)
class Kind:
    """A kind of item that is of a person, or names one.

    `exported_as` is its name in an export, where it has none `left_out` says why. `naming` are the attributes of an
    item of somebody else's that may name the person, by id, name or address; a key among them moves the item.
    """

    fate: Fate
    exported_as: str | None = None
    naming: tuple[str, ...] = ()
    left_out: str = ""


OF_PEOPLE: Mapping[type[StoredItem], Kind] = {
    PersonItem: Kind(Fate.GOES, "profile"),
    ScoreCardItem: Kind(Fate.GOES, "points"),
    InvitedByItem: Kind(Fate.GOES, "invitations"),
    EntryItem: Kind(Fate.STAYS, "point_entries"),
    LedgerOpeningItem: Kind(Fate.GOES, "openings_of_points", naming=("sk", "by")),
    ShareItem: Kind(Fate.STAYS, "shares"),
    HeldClicksItem: Kind(Fate.GOES, "held_clicks"),
    PostItem: Kind(Fate.GOES, "posts"),
    SuggestionItem: Kind(Fate.GOES, "suggestions"),
    NoteItem: Kind(Fate.GOES, "notes"),
    ChoicesItem: Kind(Fate.GOES, "choices"),
    AwardItem: Kind(Fate.STAYS, "awards"),
    TicketItem: Kind(Fate.GOES, "tickets"),
    TeamTicketItem: Kind(Fate.GOES, "tickets_of_teams"),
    StandingItem: Kind(Fate.GOES, "standings"),
    TeamTablesItem: Kind(Fate.GOES, left_out="made of the standings, and made anew each minute"),
    OwnDevicesItem: Kind(Fate.GOES, "own_devices"),
    CeilingItem: Kind(Fate.GOES, "counted_today"),
    PauseItem: Kind(Fate.GOES, "pauses_of_requests"),
    WaitingSuggestionsItem: Kind(Fate.GOES, "suggestions_waiting"),
    SeenItem: Kind(Fate.GOES, "seen"),
    ClicksToldItem: Kind(Fate.GOES, "clicks_told"),
    MailItem: Kind(Fate.GOES, "mails"),
    DigestStateItem: Kind(Fate.GOES, "digest"),
    CalendarAddressItem: Kind(Fate.GOES, "calendar_address"),
    CalendarTokenItem: Kind(Fate.GOES, left_out="the address stands beside it, and a hash says nothing"),
    SavedFiltersItem: Kind(Fate.GOES, "saved_filters"),
    PasskeyItem: Kind(Fate.GOES, "passkeys"),
    SurveyTokenItem: Kind(Fate.GOES, "surveys_to_answer"),
    AuditItem: Kind(Fate.NAMES_NOBODY, "changes", naming=("who", "subject", "gsi1pk", "view1", "before", "after")),
    ContentHeadItem: Kind(
        Fate.NAMES_NOBODY, "contents", naming=("created_by", "chosen_by", "changed_by", "review", "view1")
    ),
    CommentItem: Kind(Fate.NAMES_NOBODY, "comments", naming=("person", "text")),
    SettingsItem: Kind(Fate.NAMES_NOBODY, "settings_changes", naming=("by",)),
    GuidelinesItem: Kind(Fate.NAMES_NOBODY, "guidelines_published", naming=("by",)),
    GuidelinesDraftItem: Kind(Fate.NAMES_NOBODY, "guidelines_drafts", naming=("by",)),
    CampaignItem: Kind(Fate.NAMES_NOBODY, "campaigns", naming=("owner", "created_by")),
    WaitingItem: Kind(
        Fate.NAMES_NOBODY, naming=("moved_by", "reason", "invited_by"), left_out="the data of somebody who waits"
    ),
    VoucherItem: Kind(Fate.STAYS, left_out="its code stands with its award"),
    DirectoryUserItem: Kind(Fate.DIRECTORYS, "directory_record"),
    DirectoryKeyItem: Kind(Fate.DIRECTORYS, left_out="what a record of the directory is found by, hashed"),
    DirectoryMemberItem: Kind(Fate.DIRECTORYS, left_out="the groups stand in the record of the directory"),
    DirectoryTokenItem: Kind(
        Fate.NAMES_NOBODY, naming=("made_by",), left_out="who made it stands in the changes, and it is the directory's"
    ),
    DepartureItem: Kind(Fate.GOES, left_out="whoever the directory has deleted cannot sign in to ask for it"),
    EmailItem: Kind(Fate.GOES, left_out="the address stands in the profile"),
    WorkAccountItem: Kind(Fate.GOES, "work_account"),
    WorkAccountOwnerItem: Kind(Fate.GOES, left_out="a hash of what stands beside the person"),
    ErasureItem: Kind(Fate.GOES, left_out="whoever is being erased is not here any more"),
}
"""By their classes, because an item of a class that nobody has imported is read without its fields."""

OF_NOBODY: Mapping[type[StoredItem], str] = {
    ChannelItem: "a source of the organisation's",
    ContentTextsItem: "what the organisation says",
    CaptionsItem: "what the organisation says",
    ContentUrlItem: "a URL and a content",
    GuidItem: "what a feed calls an item, and a content",
    ContentCountsItem: "numbers of a content",
    FactItem: "numbers of a content, network and day; of five people or of one, it never says whose",
    PeopleFactItem: "how many people could take part and did, of the programme and its teams; it never says who",
    ClickPriceItem: "prices of clicks",
    CountRunItem: "moments",
    RaceHeadItem: "a period and its promise",
    MovedRaceItem: "which days a challenge was moved to",
    FrozenChunkItem: "tickets, which nobody can undo without the person's id",
    ExcludedChunkItem: "tickets, which nobody can undo without the person's id",
    KeptLineItem: "a ticket and its figures",
    TermsItem: "what a race pays for",
    TermsChunkItem: "what a race pays for, and who is left out as tickets",
    FrozenTeamItem: "tickets, which nobody can undo without the person's id",
    RosterItem: "how many could stand in a race",
    SeatsItem: "how many seats are taken",
    DirectoryGroupItem: "a group of the directory and its team",
    LeftItem: "that somebody has left, by a keyed hash of the address",
    TeamRemovalItem: "a team",
    RanksItem: "how many people have how many points",
    RewardItem: "an offer",
    VoucherCodeItem: "a keyed hash of a code",
    CodeFileItem: "codes that are not taken in yet, encrypted",
    InterventionItem: "that an admin did something to somebody's place; whose it was is not kept",
    DataVersionItem: "which shape the stored data has",
    FanOutItem: "what has become of a content or the guidelines",
    DigestRunItem: "a moment",
    AskedServerItem: "a server of a network",
    MemberItem: "a content of a campaign",
    RefItem: "a content and a network that clicks came from",
    ConversionItem: "that a click was followed by a deed, by a keyed hash that nobody can undo",
    BroughtItem: "numbers of a campaign",
    PaidItem: "what an advertisement cost and brought",
    CountItem: "numbers of a campaign",
    BaselineItem: "numbers of the year before",
    SiteItem: "a site of the organisation's",
    MarkItem: "a visit, hashed with a key that nobody has the day after",
    RefreshItem: "codes of links",
    WalkItem: "how far a walk through everybody has come",
    WalkPartItem: "ids and figures while everybody is walked for a closing or the night's count; gone with the walk",
    AnsweredChallengeItem: "random signs that were answered",
    VisitorKeyItem: "a random key",
    SurveyItem: "what is asked, and how many were invited",
    ReportItem: "figures of a period by the rule of groups, and what admins wrote beside them",
    WaitingAnswerItem: "a sealed answer that nobody can be found by",
    SurveyAnswerItem: "an answer that nobody can be found by",
    AttemptItem: "a keyed hash of a code, for ten minutes",
    StrangersItem: "keyed hashes of addresses of nobody's, for an hour",
    MailDownItem: "a moment",
}
"""Kinds of items that hold nothing of a person, and what they hold instead."""


def name_in_export(kind: type[StoredItem]) -> str | None:
    """Return what an export calls a kind of item; None where it leaves it out."""
    return OF_PEOPLE[kind].exported_as if kind in OF_PEOPLE else None
