"""Events as SES publishes them, for tests and the demo.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
"""

from typing import Any


def _mail(address: str, tags: dict[str, str]) -> dict[str, Any]:
    return {
        "timestamp": "2026-11-24T06:30:05.000Z",
        "source": "lahetti@lahetti.example",
        "messageId": "0107018c-0000-0000",
        "destination": [address],
        "tags": {"ses:configuration-set": ["lahetti-mail"], **{name: [value] for name, value in tags.items()}},
    }


def sent(address: str, **tags: str) -> dict[str, Any]:
    """SES has taken a mail and sends it."""
    return {"eventType": "Send", "mail": _mail(address, tags), "send": {}}


def bounced(address: str, kind: str = "Permanent", **tags: str) -> dict[str, Any]:
    """A mail came back."""
    return {
        "eventType": "Bounce",
        "mail": _mail(address, tags),
        "bounce": {
            "bounceType": kind,
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": address, "action": "failed", "status": "5.1.1"}],
            "timestamp": "2026-11-24T06:30:09.000Z",
            "feedbackId": "0107018c-bounce",
        },
    }


def complained(address: str, **tags: str) -> dict[str, Any]:
    """Somebody called a mail spam."""
    return {
        "eventType": "Complaint",
        "mail": _mail(address, tags),
        "complaint": {
            "complainedRecipients": [{"emailAddress": address}],
            "timestamp": "2026-11-24T07:00:00.000Z",
            "feedbackId": "0107018c-complaint",
            "complaintFeedbackType": "abuse",
        },
    }
