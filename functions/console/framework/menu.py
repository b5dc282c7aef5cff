"""The menu: which entries there are, for whom."""

from dataclasses import dataclass
from datetime import datetime

from lahetti.content import listing
from lahetti.content.model import ContentState
from lahetti.content.notes import reading
from lahetti.people.model import Person, Role
from lahetti.points import held_clicks
from lahetti.rewards import register


@dataclass(frozen=True)
class Entry:
    """A line of the menu; its words are `menu.<name>`, its icon one of `icons.html`."""

    name: str
    path: str
    icon: str
    role: Role = Role.EDITOR


ENTRIES = (
    Entry("week", "/console", "week"),
    Entry("works", "/console/works", "chart"),
    Entry("contents", "/console/contents", "contents"),
    Entry("topics", "/console/topics", "tag"),
    Entry("calendar", "/console/calendar", "calendar"),
    Entry("suggestions", "/console/suggestions", "plus"),
    Entry("notes", "/console/notes", "note"),
    Entry("channels", "/console/channels", "feed"),
    Entry("campaigns", "/console/campaigns", "flag"),
    Entry("races", "/console/races", "bars", Role.ADMIN),
    Entry("rewards", "/console/rewards", "ticket", Role.ADMIN),
    Entry("surveys", "/console/surveys", "survey", Role.ADMIN),
    Entry("people", "/console/people", "people", Role.ADMIN),
    Entry("guidelines", "/console/guidelines", "guidelines", Role.ADMIN),
    Entry("settings", "/console/settings", "settings", Role.ADMIN),
    Entry("audit", "/console/audit", "log", Role.ADMIN),
    Entry("mails", "/console/mails", "mail", Role.ADMIN),
)


def entries(person: Person) -> list[Entry]:
    """Return what the menu shows a person."""
    return [entry for entry in ENTRIES if person.may(entry.role)]


def waiting(person: Person, now: datetime) -> dict[str, int]:
    """Return how much waits for the person behind an entry, by its name: of contents, drafts, of races, held clicks."""
    found = {
        "contents": listing.number_in(person, ContentState.DRAFT),
        "suggestions": listing.number_in(person, ContentState.SUGGESTED),
        "notes": reading.number_open(person),
    }
    if not person.may(Role.ADMIN):
        return found
    return {**found, "races": held_clicks.number_waiting(now), "rewards": register.number_waiting()}


def is_current(entry: Entry, resource: str) -> bool:
    """Return whether a page belongs to an entry."""
    return resource == entry.path or (entry.path != "/console" and resource.startswith(f"{entry.path}/"))
