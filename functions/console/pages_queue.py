"""The queue of a pilot whose seats are taken: in turn, moved with a reason, and given a seat as one becomes free."""

from collections.abc import Iterator

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import Confirm, page
from console.rendering import Values
from lahetti.core.errors import Invalid
from lahetti.people import members, seats, waiting_list
from lahetti.people.model import Role
from lahetti.people.waiting_list import Place
from lahetti.settings import versions as settings_versions

pages = Blueprint(__name__)
_LONGEST_CURSOR = 6


@page(pages, "/console/people/queue", "queue.html", Role.ADMIN)
def queue(ask: Asking) -> Values:
    """Return a page of the queue, and the seats."""
    begin = _begin(ask)
    places, length = waiting_list.queue(begin)
    names = members.names_of({place.moved_by for place in places if place.moved_by})
    following = begin + waiting_list.PAGE
    wanted = ask.query.get("one") or ask.form.text("waiting")
    return {
        "places": places,
        "moved_by": {person: name for person, (name, _) in names.items()},
        "length": length,
        "seats": settings_versions.read_settings().seats,
        "taken": seats.seats_taken(),
        "one": next((place for place in places if place.waiting == wanted), None),
        "next": str(following) if following < length else None,
    }


@queue.deed("add")
def add(ask: Asking) -> Done:
    """Put somebody at the end of the queue."""
    form = ask.form
    new = waiting_list.join(
        form.text("email"), form.text("name"), form.text("language", "fi"), ask.now, by=ask.person.id
    )
    return Done("done.waits" if new else "done.waits_already", "/console/people/queue")


@queue.deed("move")
def move(ask: Asking) -> Done:
    """Put somebody at another place, with a reason."""
    place = ask.form.number("place")
    if place is None:
        raise Invalid("Which place?", field="place", reason="missing")
    waiting_list.move(ask.form.text("waiting"), place, ask.form.text("reason"), ask.person.id, ask.now)
    return Done("done.moved", "/console/people/queue")


@queue.deed("give")
def give(ask: Asking) -> Done:
    """Give somebody a free seat: they are invited and told so."""
    person = waiting_list.give_place(ask.form.text("waiting"), ask.person.id, ask.now)
    return Done("done.place_given", f"/console/people/{person.id}")


@queue.deed("take_off")
def take_off(ask: Asking) -> Done | Confirm:
    """Take somebody off the queue, with a reason."""
    if not ask.form.confirmed:
        follows = (ask.texts("queue.take_off.follows"),)
        return Confirm(ask.texts("queue.take_off.question"), follows, ask.texts("queue.take_off"))
    waiting_list.take_off(ask.form.text("waiting"), ask.form.text("reason"), ask.person.id, ask.now)
    return Done("done.taken_off", "/console/people/queue")


@queue.export("queue")
def exported(_: Asking) -> Iterator[Line]:
    """Yield everybody who waits."""
    places, _length = waiting_list.queue(0, waiting_list.MOST_WAITING)
    yield from (_line(place) for place in places)


def _line(place: Place) -> Line:
    return {
        "place": place.place,
        "name": place.name,
        "email": place.email,
        "language": place.language,
        "asked": place.asked,
        "why": place.reason,
    }


def _begin(ask: Asking) -> int:
    cursor = ask.cursor or ""
    return int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) <= _LONGEST_CURSOR else 0
