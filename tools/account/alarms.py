"""Whether an alarm reaches anybody: a subscription counts once its address has confirmed it."""

from tools.account.findings import Account, Finding, Verdict

PENDING = ("PendingConfirmation", "Deleted")
"""What SNS lists instead of a subscription's name before somebody confirms, or after they have ended it."""


def subscribers(account: Account, topic: str) -> dict[str, bool]:
    """Return the addresses that subscribe to a topic, and whether each has confirmed it."""
    pages = account.client("sns").get_paginator("list_subscriptions_by_topic")
    return {
        one["Endpoint"]: one["SubscriptionArn"] not in PENDING
        for page in pages.paginate(TopicArn=topic)
        for one in page["Subscriptions"]
    }


def confirmed(account: Account, topic: str) -> Finding:
    """Whether somebody hears the alarms."""
    known = subscribers(account, topic)
    heard = [address for address, is_confirmed in known.items() if is_confirmed]
    if heard:
        return Finding("alarms", Verdict.GREEN, f"{', '.join(heard)} hears them.")
    if known:
        return Finding(
            "alarms",
            Verdict.RED,
            f"{', '.join(known)} has not confirmed the subscription: nobody hears an alarm.",
            "Open the mail of AWS Notifications there and press Confirm (it lapses after two days).",
        )
    return Finding("alarms", Verdict.RED, "nobody subscribes.", "Deploy with AlarmAddress=somebody@….")
