"""A campaign of the walk's own: its click ids, a paid file, a signed callback twice, and what no source is known of.

Plans, files and sites are the console's, so they go through the use cases; click and callback come from outside.
"""

import json
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from standardwebhooks.webhooks import Webhook

from lahetti.analytics.campaign_figures import campaign_figures, known_of
from lahetti.campaigns import converting, filing, planning, sites
from lahetti.campaigns.model import Aim, Plan
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.sharing import items as sharing_items
from tools.walk.expectations import answered, same, within
from tools.walk.state import Walk

_FOLLOWS = 90
"""Seconds in which the links follow a campaign: a fan-out, and on a cold cloud two functions' first calls."""
_PAID = (
    "Päivä;Palvelu;Kampanja;Kulut;Valuutta;Näytöt;Klikkaukset;Konversiot\n{day:%d.%m.%Y};X;Syksy;100,50;EUR;1000;50;4\n"
)
_COUNTS = "Päivä;utm_source;utm_campaign;Konversiot\n{day:%d.%m.%Y};;;2000\n"


def campaign_is_counted(walk: Walk) -> str:
    """Run a campaign for a day; take it out again in the end."""
    now = clock.now()
    today = date.fromisoformat(day_of(now, walk.zone))
    plan = Plan(
        name=f"Kävely {walk.id}",
        aim=Aim.CONVERSIONS,
        number=1,
        by=today,
        first=today,
        last=today + timedelta(days=1),
        utm_campaign=f"kavely-{walk.id}",
        owner=walk.admin_person,
        contents=(walk.content,),
        click_ids=True,
    )
    campaign = planning.create(plan, walk.admin_person, now)
    site, secret = sites.add(f"Kävely {walk.id}", walk.admin_person, now, planning.new_id())
    try:
        click = _click(walk)
        paid = _PAID.format(day=today).encode()
        looks = [filing.store_paid(campaign, paid, walk.admin_person, now) for _ in range(2)]
        same("new rows of the paid file, and of the same again", [look.new for look in looks], [1, 0])
        filing.store_counts(campaign, _COUNTS.format(day=today).encode(), walk.admin_person, now)
        answers = [_reported(walk, click, secret or "") for _ in range(2)]
        same("what the callback answers, and the same again", answers, [(200, True), (200, False)])
        same("a callback that nobody signed", _reported(walk, click, None)[0], 401)
        walk.inside.invoke("LAHETTI_COUNT_CONTENTS_FUNCTION", {"time": clock.now().isoformat()})
        same("conversions of the click", sum(converting.brought(campaign.campaign).values()), 1)
        found = campaign_figures(known_of(campaign, today))
        same("paid", [(line.spend_cents, line.clicks) for line in found.paid], [(10_050, 50)])
        same("unattributed", found.unattributed, 2000)
    finally:
        planning.delete(campaign.campaign, walk.admin_person, clock.now(), walk.zone)
        sites.remove(site.site, walk.admin_person, clock.now())
    return (
        "A campaign gives clicks an id; its paid file comes twice and adds one row of 100,50 €, a signed callback "
        "comes twice and counts once, an unsigned one is refused, and 2000 conversions stay a line of their own: "
        "unattributed."
    )


def _click(walk: Walk) -> str:
    """Follow the ambassador's own link, which counts for nothing, and return the click's id."""
    code = walk.codes["x"]

    def has_ref() -> bool:
        share = sharing_items.find_share(code, consistent=True)
        return share is not None and share.ref is not None

    within(_FOLLOWS, "the link follows its campaign", has_ref, True)
    answer = walk.links.request("GET", f"/{code}", headers={"User-Agent": walk.ambassador.browser.agent})
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    same("campaign of the click", query["utm_campaign"], [f"kavely-{walk.id}"])
    (click,) = query["lahetti"]
    same("whether the click id holds the link's code", code in click, False)
    return click


def _reported(walk: Walk, click: str, secret: str | None) -> tuple[int, bool | None]:
    now = clock.now()
    body = json.dumps({"click_id": click, "goal": "account", "happened_at": now.isoformat()})
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        signature = Webhook(secret).sign("msg_walk", now.replace(tzinfo=None), body)
        stamp = str(int(now.timestamp()))
        headers |= {"webhook-id": "msg_walk", "webhook-timestamp": stamp, "webhook-signature": signature}
    answer = walk.web.request("POST", "/api/v1/conversions", headers=headers, data=body.encode())
    return answer.status_code, answered(answer, answer.status_code).get("counted")
