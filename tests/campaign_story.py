"""The campaign of the drawing: bank account numbers for a tax refund, ambassadors beside ads on X, the year before."""

from datetime import date, timedelta

from lahetti.analytics.facts import items as fact_items
from lahetti.analytics.facts.model import Fact
from lahetti.campaigns import items
from lahetti.campaigns.model import Baseline, Campaign, Count, Paid
from lahetti.networks.networks import Network
from tests.campaigns import campaign, put_campaigns
from tests.contents import content_head, put_heads

FIRST = date(2026, 10, 26)
WEEKS = (9_800, 11_200, 13_900, 17_300, 21_712, 16_500)
BEFORE = (8_900, 9_700, 10_100, 10_800, 11_400, 10_300)
CLICKS = {Network.FACEBOOK: 3480, Network.LINKEDIN: 1290, Network.WHATSAPP: 618, Network.X: 352}
CONVERSIONS = {Network.FACEBOOK: 612, Network.LINKEDIN: 148, Network.WHATSAPP: 129, Network.X: 31}


def store() -> Campaign:
    """Store the campaign with all that is known of it."""
    stored = campaign(contents=("c",), deed="Uudet tilinumerot", prizes_cents=25_000, hours=14)
    put_campaigns(stored)
    put_heads([content_head("c", title="Onko tilinumerosi ajan tasalla?", channel="blogi")])
    day = FIRST.isoformat()
    fact_items.save_days(
        [
            *(Fact(day, "c", network, opened=90, confirmed=80, clicks=clicks) for network, clicks in CLICKS.items()),
            Fact(day, "c", None, sharers=82, seen=736),
        ]
    )
    items.put_paid("k", [Paid(FIRST, FIRST + timedelta(days=6), "x", "typed", 240_000, 90_000, 3164, 221)])
    attributed = sum(CONVERSIONS.values()) + 221
    counts = [Count(FIRST, network.value, number) for network, number in CONVERSIONS.items()]
    for number, week in enumerate(WEEKS):
        monday = FIRST + timedelta(weeks=number)
        counts.append(Count(monday, None, week - (attributed if number == 0 else 0)))
    items.put_counts("k", counts)
    before = [Baseline(date(2025, 10, 27) + timedelta(weeks=number), 7, week) for number, week in enumerate(BEFORE)]
    items.put_baseline("k", before)
    return stored
