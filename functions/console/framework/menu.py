"""The menu: which entries there are, for whom."""

from dataclasses import dataclass

from lahetti.content import listing
from lahetti.content.model import ContentState
from lahetti.people.model import Person, Role
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


def waiting(person: Person) -> dict[str, int]:
    """Return how much waits for the person behind an entry, by its name."""
    found = {"suggestions": listing.number_in(person, ContentState.SUGGESTED)}
    return {**found, "rewards": register.number_waiting()} if person.may(Role.ADMIN) else found


def is_current(entry: Entry, resource: str) -> bool:
    """Return whether a page belongs to an entry."""
    return resource == entry.path or (entry.path != "/console" and resource.startswith(f"{entry.path}/"))
