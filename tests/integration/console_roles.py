"""Who may open which page of the console and do which action there; `make check` demands a row for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lahetti.people.model import Role

EDITORS = (Role.EDITOR, Role.ADMIN)
ADMINS = (Role.ADMIN,)
NOBODY_HAS_IT = "0000000000"


@dataclass(frozen=True)
class Row:
    """Who may open a page or do an action there, and what they get; `path` fills in the page's names."""

    roles: tuple[Role, ...]
    status: int = 200
    fields: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None


PAGES = {
    "/console": Row(EDITORS),
    "/console/works": Row(EDITORS),
    "/console/works/contents": Row(EDITORS),
    "/console/works/contents/{content_id}": Row(EDITORS, 404, path=f"/console/works/contents/{NOBODY_HAS_IT}"),
    "/console/contents": Row(EDITORS),
    "/console/contents/new": Row(EDITORS),
    "/console/contents/{content_id}": Row(EDITORS, 404, path=f"/console/contents/{NOBODY_HAS_IT}"),
    "/console/calendar": Row(EDITORS),
    "/console/topics": Row(EDITORS),
    "/console/suggestions": Row(EDITORS),
    "/console/channels": Row(EDITORS),
    "/console/channels/{channel_id}": Row(EDITORS, 404, path="/console/channels/no-such-channel"),
    "/console/notes": Row(EDITORS),
    "/console/campaigns": Row(EDITORS),
    "/console/campaigns/new": Row(EDITORS),
    "/console/campaigns/sites": Row(ADMINS),
    "/console/campaigns/{campaign}/edit": Row(EDITORS, 404, path=f"/console/campaigns/{NOBODY_HAS_IT}/edit"),
    "/console/campaigns/{campaign}": Row(EDITORS, 404, path=f"/console/campaigns/{NOBODY_HAS_IT}"),
    "/console/campaigns/{campaign}/files": Row(EDITORS, 404, path=f"/console/campaigns/{NOBODY_HAS_IT}/files"),
    "/console/people": Row(ADMINS),
    "/console/people/invite": Row(ADMINS),
    "/console/people/queue": Row(ADMINS),
    "/console/people/teams": Row(ADMINS),
    "/console/people/directory": Row(ADMINS),
    "/console/people/{person}": Row(ADMINS, 404, path=f"/console/people/{NOBODY_HAS_IT}"),
    "/console/guidelines": Row(ADMINS),
    "/console/settings": Row(ADMINS),
    "/console/settings/history": Row(ADMINS),
    "/console/settings/prices": Row(ADMINS),
    "/console/audit": Row(ADMINS),
    "/console/mails": Row(ADMINS),
    "/console/races": Row(ADMINS),
    "/console/races/new": Row(ADMINS),
    "/console/races/{race}": Row(ADMINS, path="/console/races/ALL"),
    "/console/races/{race}/draw": Row(ADMINS, 404, path="/console/races/ALL/draw"),
    "/console/races/held": Row(ADMINS),
    "/console/works/reports": Row(EDITORS),
    "/console/works/reports/{report}": Row(EDITORS, 404, path=f"/console/works/reports/{NOBODY_HAS_IT}"),
    "/console/surveys": Row(ADMINS),
    "/console/surveys/new": Row(ADMINS),
    "/console/surveys/{survey}": Row(ADMINS, 404, path=f"/console/surveys/{NOBODY_HAS_IT}"),
    "/console/rewards": Row(ADMINS),
    "/console/rewards/new": Row(ADMINS),
    "/console/rewards/claims": Row(ADMINS),
    "/console/rewards/awards": Row(ADMINS),
    "/console/rewards/{reward}": Row(ADMINS, 404, path=f"/console/rewards/{NOBODY_HAS_IT}"),
    "/console/rewards/{reward}/codes": Row(ADMINS, 404, path=f"/console/rewards/{NOBODY_HAS_IT}/codes"),
    "/console/people/ledger": Row(ADMINS),
    "/console/people/{person}/ledger": Row(ADMINS, 404, path=f"/console/people/{NOBODY_HAS_IT}/ledger"),
}
READING = ("submit", "send_back", "comment")
ACTIONS = {
    ("/console/contents", "keep_filter"): Row(EDITORS, 422, {"filter_name": ""}),
    ("/console/contents", "drop_filter"): Row(EDITORS, 303, {"name": "none"}),
    ("/console/contents", "bulk"): Row(EDITORS, 422, {"deed": "publish"}),
    ("/console/contents/new", "add"): Row(EDITORS, 422, {"address": "not an address"}),
    **{
        ("/console/contents/{content_id}", action): Row(EDITORS, 404, path=f"/console/contents/{NOBODY_HAS_IT}")
        for action in ("save", "publish", "share_again", "copy", "copy_captions", "archive", "recall", *READING)
    },
    ("/console/calendar", "move"): Row(EDITORS, 404, {"content": NOBODY_HAS_IT}),
    ("/console/calendar", "make_address"): Row(EDITORS, 303),
    ("/console/calendar", "revoke_address"): Row(EDITORS, 200),
    ("/console/suggestions", "accept"): Row(EDITORS, 404, {"content": NOBODY_HAS_IT}),
    ("/console/suggestions", "reject"): Row(
        EDITORS, 404, {"content": NOBODY_HAS_IT, f"note.{NOBODY_HAS_IT}": "Ei nyt."}
    ),
    ("/console/channels", "add"): Row(ADMINS, 422, {"channel": "Not an id"}),
    ("/console/channels/{channel_id}", "set_feed"): Row(ADMINS, 404, path="/console/channels/no-such-channel"),
    ("/console/channels/{channel_id}", "fetch"): Row(EDITORS, 404, path="/console/channels/no-such-channel"),
    ("/console/channels/{channel_id}", "archive"): Row(ADMINS, 404, path="/console/channels/no-such-channel"),
    ("/console/channels/{channel_id}", "restore"): Row(ADMINS, 404, path="/console/channels/no-such-channel"),
    ("/console/notes", "settle"): Row(EDITORS, 404, {"note": NOBODY_HAS_IT}),
    ("/console/campaigns/new", "create"): Row(EDITORS, 422, {"campaign": "not an id"}),
    **{
        ("/console/campaigns/{campaign}/edit", action): Row(
            EDITORS, 404, path=f"/console/campaigns/{NOBODY_HAS_IT}/edit"
        )
        for action in ("change", "delete")
    },
    **{
        ("/console/campaigns/{campaign}/files", action): Row(
            EDITORS, 404, path=f"/console/campaigns/{NOBODY_HAS_IT}/files"
        )
        for action in ("look", "store", "type", "remove")
    },
    ("/console/campaigns/sites", "add"): Row(ADMINS, 422, {"site": "not an id"}),
    **{
        ("/console/campaigns/sites", action): Row(ADMINS, 404, {"of": NOBODY_HAS_IT})
        for action in ("change_secret", "retire", "remove")
    },
    ("/console/people/directory", "make"): Row(ADMINS, 422, {"name": ""}),
    ("/console/people/directory", "revoke"): Row(ADMINS, 404, {"key": NOBODY_HAS_IT}),
    ("/console/people/invite", "invite"): Row(ADMINS, 422, {"email": "no address", "name": "Ei Kukaan"}),
    ("/console/people/invite", "upload"): Row(ADMINS, 422),
    ("/console/people/invite", "invite_all"): Row(ADMINS, 422),
    **{
        ("/console/people/{person}", action): Row(
            ADMINS, 404, {"confirmed": "yes", "role": "ambassador"}, path=f"/console/people/{NOBODY_HAS_IT}"
        )
        for action in (
            "change",
            "pause",
            "remove",
            "resume",
            "mail_works",
            "correct_email",
            "lost_device",
            "unlink_work_account",
        )
    },
    ("/console/topics", "add"): Row(EDITORS, 422, {"name_texts.fi": ""}),
    ("/console/topics", "change"): Row(EDITORS, 404, {"one": NOBODY_HAS_IT, "name_texts.fi": "x"}),
    ("/console/topics", "remove"): Row(EDITORS, 404, {"one": NOBODY_HAS_IT}),
    ("/console/people/teams", "add"): Row(ADMINS, 422, {"team": "no id", "name_texts.fi": "x"}),
    ("/console/people/teams", "rename"): Row(ADMINS, 404, {"one": NOBODY_HAS_IT, "new_name": "x"}),
    ("/console/people/teams", "remove"): Row(ADMINS, 404, {"one": NOBODY_HAS_IT}),
    ("/console/people", "invite_again"): Row(ADMINS, 200),
    ("/console/people/queue", "add"): Row(ADMINS, 422, {"email": "no address"}),
    ("/console/people/queue", "move"): Row(ADMINS, 404, {"waiting": NOBODY_HAS_IT, "place": "1", "reason": "x"}),
    ("/console/people/queue", "give"): Row(ADMINS, 404, {"waiting": NOBODY_HAS_IT}),
    ("/console/people/queue", "take_off_all"): Row(ADMINS, 422, {"reason": "x"}),
    ("/console/people/queue", "take_off"): Row(
        ADMINS, 404, {"waiting": NOBODY_HAS_IT, "reason": "x", "confirmed": "yes"}
    ),
    ("/console/guidelines", "publish"): Row(ADMINS, 422, {"texts.fi": ""}),
    ("/console/guidelines", "save"): Row(ADMINS, 422),
    ("/console/guidelines", "discard"): Row(ADMINS, 200),
    ("/console/settings", "save"): Row(ADMINS, 422, {"share_points": "-1"}),
    ("/console/settings/prices", "add"): Row(ADMINS, 422, {"network": "x", "price": "no price", "since": ""}),
    ("/console/settings/prices", "remove"): Row(ADMINS, 404, {"network": "x", "since": "1999-01-01"}),
    ("/console/races/{race}", "close"): Row(ADMINS, 404, path="/console/races/ALL"),
    ("/console/races/{race}", "move"): Row(
        ADMINS, 404, {"first": "2099-01-01", "last": "2099-01-02"}, path="/console/races/ALL"
    ),
    ("/console/races/{race}", "rename"): Row(ADMINS, 404, {"name_texts.fi": "Uusi"}, path="/console/races/ALL"),
    ("/console/races/{race}", "withdraw"): Row(ADMINS, 404, {"confirmed": "yes"}, path="/console/races/ALL"),
    ("/console/races/held", "release"): Row(ADMINS, 404, {"code": NOBODY_HAS_IT, "day": "2026-01-01", "upto": "1"}),
    ("/console/races/held", "refuse"): Row(
        ADMINS,
        404,
        {"code": NOBODY_HAS_IT, "day": "2026-01-01", "upto": "1", "reason": "Sama kone", "confirmed": "yes"},
    ),
    ("/console/rewards/new", "offer"): Row(
        ADMINS, 422, {"way": "top", "name_texts.fi": "", "stock": "1", "value_cents": "1"}
    ),
    ("/console/rewards/claims", "approve"): Row(ADMINS, 404, {"claim": f"{NOBODY_HAS_IT}.{NOBODY_HAS_IT}.1"}),
    ("/console/rewards/claims", "refuse"): Row(
        ADMINS, 404, {"claim": f"{NOBODY_HAS_IT}.{NOBODY_HAS_IT}.1", "reason": "x"}
    ),
    ("/console/rewards/{reward}", "upload"): Row(
        ADMINS, 404, {"codes": "A-1"}, path=f"/console/rewards/{NOBODY_HAS_IT}"
    ),
    ("/console/rewards/{reward}", "store"): Row(
        ADMINS, 404, {"kept": NOBODY_HAS_IT, "column": "0"}, path=f"/console/rewards/{NOBODY_HAS_IT}"
    ),
    ("/console/rewards/{reward}", "change"): Row(
        ADMINS, 404, {"name_texts.fi": "x", "stock": "1", "value_cents": "1"}, path=f"/console/rewards/{NOBODY_HAS_IT}"
    ),
    ("/console/rewards/{reward}", "replace"): Row(
        ADMINS, 404, {"collect": "x"}, path=f"/console/rewards/{NOBODY_HAS_IT}"
    ),
    ("/console/rewards/{reward}", "withdraw"): Row(ADMINS, 404, path=f"/console/rewards/{NOBODY_HAS_IT}"),
    ("/console/rewards/{reward}/codes", "withdraw"): Row(
        ADMINS,
        404,
        {"number": "1", "reason": "Vanhentunut", "confirmed": "yes"},
        path=f"/console/rewards/{NOBODY_HAS_IT}/codes",
    ),
    ("/console/people/ledger", "open"): Row(ADMINS, 422, {"email": "nobody@virasto.example", "cause": "complaint"}),
    ("/console/people/{person}/ledger", "open"): Row(
        ADMINS, 404, {"cause": "claim", "reason": "x"}, path=f"/console/people/{NOBODY_HAS_IT}/ledger"
    ),
    ("/console/people/{person}/ledger", "reverse"): Row(
        ADMINS, 404, {"cause": "SHARE#x", "reason": "x"}, path=f"/console/people/{NOBODY_HAS_IT}/ledger"
    ),
    ("/console/works/reports", "create"): Row(ADMINS, 422, {"name": "", "period": "M2026-11"}),
    **{
        ("/console/works/reports/{report}", action): Row(ADMINS, 404, path=f"/console/works/reports/{NOBODY_HAS_IT}")
        for action in ("promise", "write", "remove")
    },
    ("/console/surveys/new", "create"): Row(ADMINS, 422, {"name": "", "kind": "before", "days": "14"}),
    **{
        ("/console/surveys/{survey}", action): Row(ADMINS, 404, path=f"/console/surveys/{NOBODY_HAS_IT}")
        for action in ("start", "close", "discard")
    },
    ("/console/races/new", "create"): Row(
        ADMINS, 422, {"name_texts.fi": "Eilen", "first": "2026-01-01", "last": "2026-01-02", "ranking": "person"}
    ),
}
