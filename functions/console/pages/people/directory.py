"""The organisation's directory: where it speaks to us, and the keys that it proves itself with."""

from console.framework.context import PageContext
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report, page
from console.framework.rendering import Values
from lahetti.core.configuration import configuration
from lahetti.core.errors import NotFound
from lahetti.people.directory import tokens
from lahetti.people.directory.items import SLOTS
from lahetti.people.directory.model import DirectoryToken
from lahetti.people.model import Role
from lahetti.settings.versions import current_settings

_PATH = "/console/people/directory"


@page("people/directory.html", Role.ADMIN)
def directory(_: PageContext) -> Values:
    """Return the address for the directory, its keys, and after how many days whom it deletes is erased."""
    found = tokens.tokens()
    return {
        "url": f"{configuration().web_origin}/scim/v2",
        "keys": found,
        "more": len(found) < len(SLOTS),
        "days": current_settings().directory_days,
    }


@directory.action("make")
def make(context: PageContext) -> Report:
    """Make a key and show it, once."""
    made, told = tokens.make_token(context.form.text("name"), context.person.id, context.now)
    return Report("people/directory_key.html", {"key": made, "told": told})


@directory.action("revoke")
def revoke(context: PageContext) -> Redirect | Confirm:
    """Revoke a key, after asking."""
    found, t = _key(context), context.texts
    if not context.form.confirmed:
        question = t("directory.revoke.question", name=found.name)
        return Confirm(question, (t("directory.revoke.follows"), t("directory.revoke.people")), t("directory.revoke"))
    tokens.revoke_token(found.digest, context.person.id, context.now)
    return Redirect("done.directory_key_revoked", _PATH)


def _key(context: PageContext) -> DirectoryToken:
    wanted = context.form.text("key")
    found = next((one for one in tokens.tokens() if one.digest == wanted), None)
    if found is None:
        raise NotFound("There is no such key.", field="key")
    return found
