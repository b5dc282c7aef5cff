"""What was looked at in an account, what was seen, and the command or deed that mends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError


class Verdict(StrEnum):
    """GREEN: as it should be. AMBER: works, with a limit that is told. RED: does not work. UNKNOWN: cannot be known."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One sentence of what was seen of a subject; `remedy` is what somebody does about it, empty where it is green."""

    subject: str
    verdict: Verdict
    seen: str
    remedy: str = ""

    def line(self) -> str:
        """Return the finding as it is printed."""
        return f"{self.verdict.value:<7} {self.subject}: {self.seen}" + (f" {self.remedy}" if self.remedy else "")


@dataclass(frozen=True)
class Account:
    """An account in one region: a client a service, made once."""

    session: boto3.Session
    clients: dict[str, Any] = field(default_factory=dict)

    @property
    def region(self) -> str:
        return self.session.region_name

    def client(self, service: str) -> Any:
        if service not in self.clients:
            self.clients[service] = self.session.client(service)  # type: ignore[call-overload]
        return self.clients[service]


def read(subject: str, look: Callable[[], Finding]) -> Finding:
    """Return what a look finds; a service that does not answer, or may not be asked, is a finding as well."""
    try:
        return look()
    except (ClientError, BotoCoreError) as error:
        return Finding(
            subject, Verdict.UNKNOWN, f"could not be read ({error}).", "Ask with an account that may read it."
        )
