"""The queue of a pilot whose seats are taken: in turn, moved with a reason, and given a seat as one becomes free."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.paging import offset
from console.framework.rendering import Values
from console.pages.people.people import seats_left
from lahetti.core.errors import Invalid
from lahetti.core.languages import DEFAULT
from lahetti.core.texts import LANGUAGES
from lahetti.people import listing, members
from lahetti.people.model import Role
from lahetti.people.waiting_list import admitting, queueing
from lahetti.people.waiting_list.model import QueuePlace


@page("people/waiting_list.html", Role.ADMIN)
def queue(context: PageContext) -> Values:
    """Return a page of the queue, and the seats."""
    begin = offset(context.cursor)
    places, length = queueing.queue(begin)
    names = members.names_of({place.moved_by for place in places if place.moved_by})
    following = begin + queueing.PAGE
    wanted = context.query.get("one") or context.form.text("waiting")
    return {
        "places": places,
        "moved_by": {person: name for person, (name, _) in names.items()},
        "languages": LANGUAGES,
        "length": length,
        **seats_left(listing.count_people()),
        "one": next((place for place in places if place.waiting == wanted), None),
        "next": str(following) if following < length else None,
    }


@queue.action("add")
def add(context: PageContext) -> Redirect:
    """Put somebody at the end of the queue."""
    form = context.form
    new = queueing.join(
        form.text("email"), form.text("name"), form.text("language", DEFAULT), context.now, by=context.person.id
    )
    return Redirect("done.waits" if new else "done.waits_already", "/console/people/queue")


@queue.action("move")
def move(context: PageContext) -> Redirect:
    """Put somebody at another place, with a reason."""
    limits = (1, queueing.length())
    place = context.form.number("place", limits)
    if place is None:
        raise Invalid("Which place?", field="place", limit=limits, reason="missing")
    queueing.move(context.form.text("waiting"), place, context.form.text("reason"), context.person.id, context.now)
    return Redirect("done.moved", "/console/people/queue")


@queue.action("give")
def give(context: PageContext) -> Redirect:
    """Give somebody a free seat: they are invited and told so."""
    person = admitting.admit_from_waiting_list(context.form.text("waiting"), context.person.id, context.now)
    return Redirect("done.place_given", f"/console/people/{person.id}")


@queue.action("take_off")
def take_off(context: PageContext) -> Redirect | Confirm:
    """Take somebody off the queue, with a reason."""
    if not context.form.confirmed:
        follows = (context.texts("queue.take_off.follows"),)
        return Confirm(context.texts("queue.take_off.question"), follows, context.texts("queue.take_off"))
    queueing.take_off(context.form.text("waiting"), context.form.text("reason"), context.person.id, context.now)
    return Redirect("done.taken_off", "/console/people/queue")


@queue.action("take_off_all")
def take_off_all(context: PageContext) -> Redirect | Confirm:
    """Take everybody off the queue who was chosen, with a reason."""
    chosen = context.form.texts("chosen")
    if not chosen:
        raise Invalid("Nobody was chosen.", field="chosen", reason="missing")
    if not context.form.confirmed:
        question = context.texts("queue.take_off_all.question", n=len(chosen))
        return Confirm(question, (context.texts("queue.take_off.follows"),), context.texts("queue.take_off_all.do"))
    queueing.take_off_all(chosen, context.form.text("reason"), context.person.id, context.now)
    return Redirect("done.taken_off_all", "/console/people/queue")


@queue.export("queue")
def exported(_: PageContext) -> Iterator[Line]:
    """Yield everybody who waits."""
    places, _length = queueing.queue(0, queueing.MOST_WAITING)
    yield from (_line(place) for place in places)


def _line(place: QueuePlace) -> Line:
    return {
        "place": place.place,
        "name": place.name,
        "email": place.email,
        "language": place.language,
        "asked": place.asked,
        "why": place.reason,
    }
