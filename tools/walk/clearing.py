"""What the walk has made goes again."""

from tools.walk.counting import LIVE_SECONDS
from tools.walk.expectations import answered, same, within
from tools.walk.state import Walk


def walk_is_cleared_away(walk: Walk) -> str:
    """Take people and contents out; a race of long ago stays as it was closed, with its prizes."""
    ambassador = walk.ambassador
    answered(ambassador.browser.api("DELETE", walk.post), 200)
    for guest in walk.guests:
        paused = answered(walk.admin.api("PATCH", f"/people/{guest.person}", {"state": "paused"}), 200)
        same(f"who is paused: {guest.name}", paused["person"], guest.person)
        same(f"what {guest.name} may see now", guest.browser.api("GET", "/contents").status_code, 401)
    for content in walk.contents:
        archived = answered(walk.admin.api("POST", f"/contents/{content}/archive"), 200)
        same("state of a content", archived["state"], "archived")
    gone = within(LIVE_SECONDS, "own row has left the ten", lambda: walk.inside.rows(ambassador.person)[0][1], None)
    return (
        f"The walk's {len(walk.guests)} people are paused ({gone:.1f} s later out of the race), "
        f"its {len(walk.contents)} contents archived."
    )
