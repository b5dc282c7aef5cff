"""Records of one delegated zone in Route 53: what the deployment needs is written, what is there already is left."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.account.certificates import Record
from tools.account.findings import Account

TTL = 300
MOST_CHANGES = 100


@dataclass(frozen=True)
class Alias:
    """A host that leads to an endpoint of API Gateway, also where the host is a zone's own name."""

    name: str
    target: str
    target_zone: str

    def line(self) -> str:
        return f"  {self.name}  CNAME  {self.target}  (or an alias of type A, where the host is a zone's own name)"


def zone_name(account: Account, zone: str) -> str | None:
    """Return the domain that a hosted zone holds, without the dot at its end; None where there is no such zone."""
    dns = account.client("route53")
    try:
        name: str = dns.get_hosted_zone(Id=zone)["HostedZone"]["Name"]
    except (dns.exceptions.NoSuchHostedZone, dns.exceptions.InvalidInput):
        return None
    return name.rstrip(".")


def is_inside(name: str, zone: str) -> bool:
    """Return whether a zone holds a name."""
    return name.rstrip(".") == zone or name.rstrip(".").endswith(f".{zone}")


def write(account: Account, zone: str, records: Iterable[Record | Alias]) -> None:
    """Write records, over those of the same name and kind; the same again changes nothing."""
    changes = [{"Action": "UPSERT", "ResourceRecordSet": _record_set(record)} for record in records]
    if changes:
        account.client("route53").change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Comment": "Lähetti", "Changes": changes[:MOST_CHANGES]}
        )


def has(account: Account, zone: str, name: str, kind: str) -> bool:
    """Return whether the zone holds a record of a name and kind."""
    answer = account.client("route53").list_resource_record_sets(
        HostedZoneId=zone, StartRecordName=name, StartRecordType=kind, MaxItems="1"
    )
    return any(one["Name"].rstrip(".") == name and one["Type"] == kind for one in answer["ResourceRecordSets"])


def _record_set(record: Record | Alias) -> dict[str, object]:
    if isinstance(record, Alias):
        target = {"HostedZoneId": record.target_zone, "DNSName": record.target, "EvaluateTargetHealth": False}
        return {"Name": record.name, "Type": "A", "AliasTarget": target}
    return {
        "Name": record.name,
        "Type": record.kind,
        "TTL": TTL,
        "ResourceRecords": [{"Value": record.value}],
    }
