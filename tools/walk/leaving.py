"""Somebody leaves, and nothing is left of them: no item of any table names them, and their sign-in is gone."""

from datetime import timedelta

from lahetti.core import clock
from tools.mailed_codes import SignInRefused
from tools.walk.expectations import Different, answered, same
from tools.walk.state import Walk

_MOST_RUNS = 10
"""Runs of the job that an erasure takes at most."""


def guest_leaves_and_is_gone(walk: Walk) -> str:
    """Let a guest leave, run the job ahead of its minutes, and look for them everywhere."""
    guest = walk.invite("Lähtijä")
    walk.guests.remove(guest)  # there is nobody to be paused in the end
    version = answered(guest.browser.api("GET", "/guidelines"), 200)["version"]
    answered(guest.browser.api("POST", f"/guidelines/{version}/accept"), 200)
    share = answered(
        guest.browser.api("POST", "/me/shares", {"content": walk.content, "network": "linkedin"}), 200, 201
    )
    before = len(walk.inside.items_naming(guest.person, guest.email, guest.name))
    answered(guest.browser.api("POST", "/me/leave", {"confirm": "erase"}), 200)
    same("what they may see now", guest.browser.api("GET", "/me").status_code, 403)
    for minute in range(1, _MOST_RUNS):
        later = clock.now() + timedelta(minutes=minute)
        walk.inside.invoke("LAHETTI_ERASE_PEOPLE_FUNCTION", {"time": later.isoformat()})
        walk.letter(guest, "viimeinen viesti")
        left = walk.inside.items_naming(guest.person, guest.email, guest.name)
        if not left:
            break
    same("items that name them", left, [])
    try:
        guest.browser.sign_in(guest.email)
    except SignInRefused:
        pass
    else:
        raise Different("whoever has left can still sign in")
    link = walk.links.request("HEAD", f"/{share['code']}", headers={"User-Agent": guest.browser.agent})
    same("what their link answers", link.status_code, 302)
    return (
        f"Somebody shares and leaves: of {before} items that named them none is left in any table, their sign-in is "
        "gone, their link leads on, and the last mail says so."
    )
