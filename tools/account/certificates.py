"""The certificate of both hosts in ACM: found, judged, asked for, and the records that prove the hosts are ours."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.account.findings import Account, Finding, Verdict

FROM_ACM = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1"]
"""Kinds of keys that are listed: without a filter ACM lists RSA_1024 and RSA_2048 only."""
STILL_GOOD = ("ISSUED", "PENDING_VALIDATION")


@dataclass(frozen=True)
class Record:
    """A record of the DNS: what a zone holds, or what somebody is asked to publish."""

    name: str
    kind: str
    value: str

    def line(self) -> str:
        return f"  {self.name.rstrip('.')}  {self.kind}  {self.value.rstrip('.')}"


@dataclass(frozen=True)
class Certificate:
    """`records` prove the hosts; ACM names them some seconds after it was asked, so there may be none yet."""

    arn: str
    status: str
    names: tuple[str, ...]
    records: tuple[Record, ...] = ()
    reason: str = ""

    @property
    def is_issued(self) -> bool:
        return self.status == "ISSUED"

    def lacks(self, hosts: Iterable[str]) -> list[str]:
        """Return the hosts that the certificate does not cover; a star stands for one label."""
        return [host for host in hosts if not {host, f"*.{host.partition('.')[2]}"} & set(self.names)]


def certificate(account: Account, arn: str) -> Certificate | None:
    """Return a certificate, or None where the region has none of that name."""
    acm = account.client("acm")
    try:
        told = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    except acm.exceptions.ResourceNotFoundException:
        return None
    options = told.get("DomainValidationOptions", [])
    found = {
        Record(one["ResourceRecord"]["Name"], one["ResourceRecord"]["Type"], one["ResourceRecord"]["Value"])
        for one in options
        if "ResourceRecord" in one
    }
    return Certificate(
        arn,
        told["Status"],
        tuple(told.get("SubjectAlternativeNames") or [told["DomainName"]]),
        tuple(sorted(found, key=lambda record: record.name)),
        told.get("FailureReason", ""),
    )


def find(account: Account, hosts: Sequence[str]) -> Certificate | None:
    """Return the region's certificate that covers all hosts, an issued one first, or None."""
    pages = account.client("acm").get_paginator("list_certificates")
    listed = [
        one["CertificateArn"]
        for page in pages.paginate(CertificateStatuses=list(STILL_GOOD), Includes={"keyTypes": FROM_ACM})
        for one in page["CertificateSummaryList"]
    ]
    known = [found for arn in listed if (found := certificate(account, arn)) and not found.lacks(hosts)]
    return min(known, key=lambda one: STILL_GOOD.index(one.status), default=None)


def ask_for(account: Account, hosts: Sequence[str]) -> str:
    """Ask ACM for a certificate of all hosts, proven by records of the DNS; the same within an hour is the same one."""
    token = hashlib.sha256(" ".join(hosts).encode()).hexdigest()[:32]
    arn: str = account.client("acm").request_certificate(
        DomainName=hosts[0],
        SubjectAlternativeNames=list(hosts[1:]),
        ValidationMethod="DNS",
        IdempotencyToken=token,
    )["CertificateArn"]
    return arn


def judged(arn: str, found: Certificate | None, hosts: Sequence[str], region: str) -> Finding:
    """Whether a certificate serves: it is there, covers both hosts, and is issued."""
    subject = "certificate"
    if found is None:
        return Finding(
            subject, Verdict.RED, f"{arn} is not in region {region}.", "Leave CertificateArn out to ask for one."
        )
    lacking = found.lacks(hosts)
    if lacking:
        return Finding(
            subject,
            Verdict.RED,
            f"{arn} is of {', '.join(found.names)}, not of {' and '.join(lacking)}.",
            "Leave CertificateArn out to ask for one of both hosts.",
        )
    if found.is_issued:
        return Finding(subject, Verdict.GREEN, f"{arn} is issued for {' and '.join(hosts)}.")
    if found.status == "PENDING_VALIDATION":
        return Finding(
            subject,
            Verdict.AMBER,
            f"{arn} waits for records of the DNS (minutes after they are published; ACM gives up after 72 hours).",
            "Publish them and run the same command again.",
        )
    return Finding(
        subject,
        Verdict.RED,
        f"{arn} is {found.status.lower().replace('_', ' ')} {found.reason}".strip() + ".",
        f"Delete it (aws acm delete-certificate --certificate-arn {arn}) and run the same command again.",
    )
