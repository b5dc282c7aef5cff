"""What SES lets the account send: the sender's domain, the sandbox, the quota, and whether sending is paused."""

from dataclasses import dataclass

from tools.account.certificates import Record
from tools.account.findings import Account, Finding, Verdict


@dataclass(frozen=True)
class Identity:
    """A domain as SES knows it, with the records that prove it (Easy DKIM)."""

    domain: str
    is_verified: bool
    records: tuple[Record, ...]


def identity(account: Account, domain: str) -> Identity | None:
    """Return what SES knows of a domain; None where this region's SES does not know it."""
    mail = account.client("sesv2")
    try:
        told = mail.get_email_identity(EmailIdentity=domain)
    except mail.exceptions.NotFoundException:
        return None
    signing = told.get("DkimAttributes", {})
    zone = signing.get("SigningHostedZone") or "dkim.amazonses.com"
    tokens = signing.get("Tokens", [])
    records = tuple(Record(f"{token}._domainkey.{domain}", "CNAME", f"{token}.{zone}") for token in tokens)
    return Identity(domain, bool(told.get("VerifiedForSendingStatus")), records)


def sender(account: Account, domain: str) -> Finding:
    """Whether mails may come from the sender's domain."""
    known = identity(account, domain)
    if known is not None and known.is_verified:
        return Finding("sender", Verdict.GREEN, f"{domain} is verified.")
    return Finding(
        "sender",
        Verdict.RED,
        f"SES has not verified {domain}.",
        "Publish the DKIM records (minutes, at most 72 hours) and run the same command again.",
    )


def sending(account: Account) -> Finding:
    """Whether the account may send to everybody, how much a day and a second, and whether it is paused or watched.

    The sandbox: verified addresses only, 200 mails a day, one a second.
    https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
    """
    told = account.client("sesv2").get_account()
    quota = told.get("SendQuota", {})
    figures = f"{quota.get('Max24HourSend', 0):.0f} mails a day, {quota.get('MaxSendRate', 0):.0f} a second"
    if not told.get("SendingEnabled", True) or told.get("EnforcementStatus") == "SHUTDOWN":
        return Finding(
            "sending",
            Verdict.RED,
            "SES has paused this account's mail.",
            "Answer the case that SES opened (AWS console, SES).",
        )
    if not told.get("ProductionAccessEnabled"):
        return Finding(
            "sending",
            Verdict.AMBER,
            f"the account is in SES's sandbox: {figures}, to verified addresses only. Other mails wait, none is lost.",
            f"Ask for production access (about a day): https://{account.region}.console.aws.amazon.com/ses/home#/account",
        )
    if told.get("EnforcementStatus") == "PROBATION":
        return Finding("sending", Verdict.AMBER, f"{figures}, under SES's review.", "Answer the case that SES opened.")
    return Finding("sending", Verdict.GREEN, f"{figures}, to everybody.")
