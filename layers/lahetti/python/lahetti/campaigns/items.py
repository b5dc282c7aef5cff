"""Campaigns as they are stored: the head, its contents with their refs, what was counted for it; and sites' secrets."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.campaigns.model import (
    Aim,
    Baseline,
    Campaign,
    Conversion,
    Count,
    Member,
    Paid,
    Phase,
    Plan,
    Ref,
    Site,
    SiteSecret,
)
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_delete, batch_get, batch_put
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put, save_if_current, try_write

# --- campaigns


class CampaignItem(ProgrammeItem, discriminator="campaign"):
    """pk = "CAMPAIGN#<id>", sk = "HEAD"; gsi1: CAMPAIGNS / <first day>#<id>."""

    name = UnicodeAttribute()
    aim = UnicodeAttribute()
    number = NumberAttribute()
    by = UnicodeAttribute()
    first = UnicodeAttribute()
    last = UnicodeAttribute()
    utm_campaign = UnicodeAttribute()
    owner = UnicodeAttribute()
    contents: ListAttribute[str] = ListAttribute(default=list)
    topics: ListAttribute[str] = ListAttribute(default=list)
    deed = UnicodeAttribute(default="")
    prizes_cents = NumberAttribute(null=True)
    hours = NumberAttribute(null=True)
    currency = UnicodeAttribute()
    click_ids = BooleanAttribute(default=False)
    created_by = UnicodeAttribute()
    created = UTCDateTimeAttribute()
    deleted_on = UnicodeAttribute(null=True)
    applied = UnicodeAttribute(null=True)
    edition = NumberAttribute()
    version = VersionAttribute()


def find_campaign(campaign: str, *, consistent: bool = False) -> Campaign | None:
    """Return a campaign, or None."""
    item = CampaignItem.find(keys.campaign(campaign), keys.HEAD, consistent=consistent)
    return _to_campaign(item) if item is not None else None


def all_campaigns() -> list[Campaign]:
    """Return every campaign, the latest start first, as they are at this moment."""
    listed = [item.pk for item in ProgrammeItem.gsi1.query(keys.CAMPAIGNS, scan_index_forward=False)]
    found = {item.pk: item for item in batch_get(CampaignItem, ((pk, keys.HEAD) for pk in listed), consistent=True)}
    return [_to_campaign(found[pk]) for pk in listed if pk in found]


def put_campaign(campaign: Campaign) -> Put:
    """Return the write that stores a campaign over the version that was read; a new one must not exist."""
    return Put(_from_campaign(campaign))


def save_campaign(campaign: Campaign) -> bool:
    """Store a campaign alone over the version that was read; return False where another came first."""
    return save_if_current(_from_campaign(campaign))


def _to_campaign(item: CampaignItem) -> Campaign:
    plan = Plan(
        name=item.name,
        aim=Aim(item.aim),
        number=int(item.number),
        by=date.fromisoformat(item.by),
        first=date.fromisoformat(item.first),
        last=date.fromisoformat(item.last),
        utm_campaign=item.utm_campaign,
        owner=item.owner,
        contents=tuple(item.contents),
        topics=tuple(item.topics),
        deed=item.deed,
        prizes_cents=_number(item.prizes_cents),
        hours=_number(item.hours),
        currency=item.currency,
        click_ids=item.click_ids,
    )
    return Campaign(
        campaign=item.pk.removeprefix("CAMPAIGN#"),
        plan=plan,
        created_by=item.created_by,
        created=item.created,
        deleted_on=None if item.deleted_on is None else date.fromisoformat(item.deleted_on),
        applied=None if item.applied is None else Phase(item.applied),
        edition=int(item.edition),
        version=int(item.version or 0),
    )


def _from_campaign(campaign: Campaign) -> CampaignItem:
    plan = campaign.plan
    return CampaignItem(
        keys.campaign(campaign.campaign),
        keys.HEAD,
        gsi1pk=keys.CAMPAIGNS,
        gsi1sk=f"{plan.first.isoformat()}#{campaign.campaign}",
        view1={"name": plan.name},
        name=plan.name,
        aim=plan.aim.value,
        number=plan.number,
        by=plan.by.isoformat(),
        first=plan.first.isoformat(),
        last=plan.last.isoformat(),
        utm_campaign=plan.utm_campaign,
        owner=plan.owner,
        contents=list(plan.contents),
        topics=list(plan.topics),
        deed=plan.deed,
        prizes_cents=plan.prizes_cents,
        hours=plan.hours,
        currency=plan.currency,
        click_ids=plan.click_ids,
        created_by=campaign.created_by,
        created=campaign.created,
        deleted_on=None if campaign.deleted_on is None else campaign.deleted_on.isoformat(),
        applied=None if campaign.applied is None else campaign.applied.value,
        edition=campaign.edition,
        version=campaign.version or None,
    )


# --- contents of a campaign, and the refs of their clicks


class MemberItem(ProgrammeItem, discriminator="member"):
    """pk = "CAMPAIGN#<id>", sk = "MEMBER#<content>"; written with the content's head, whose version guards it."""

    content = UnicodeAttribute()
    refs: MapAttribute[str, Any] = MapAttribute(default=dict)


class RefItem(ProgrammeItem, discriminator="ref"):
    """pk = "REF#<ref>", sk = "REF": what the first part of a click id stands for."""

    campaign = UnicodeAttribute()
    content = UnicodeAttribute()
    network = UnicodeAttribute()


def members_of(campaign: str) -> list[Member]:
    """Return the contents that belong, or have belonged, to a campaign."""
    found = MemberItem.query(keys.campaign(campaign), MemberItem.sk.startswith(keys.MEMBERS), consistent_read=True)
    return [_to_member(item) for item in found]


def find_member(campaign: str, content: str) -> Member | None:
    """Return what is kept of a content in a campaign, or None."""
    item = MemberItem.find(keys.campaign(campaign), keys.member(content), consistent=True)
    return _to_member(item) if item is not None else None


def put_member(member: Member) -> Put:
    """Return the write of what is kept of a content in a campaign."""
    pk, sk = keys.campaign(member.campaign), keys.member(member.content)
    return Put(MemberItem(pk, sk, content=member.content, refs=dict(member.refs)))


def save_member(member: Member) -> bool:
    """Store what is kept of a content in a campaign, unless something is."""
    put = put_member(member)
    return try_write(lambda: put.item.save(MemberItem.pk.does_not_exist()))


def put_refs(member: Member) -> list[Put]:
    """Return the writes that say what a member's refs stand for; refused where a ref is taken."""
    return [
        Put(
            RefItem(keys.ref(ref), "REF", campaign=member.campaign, content=member.content, network=network),
            RefItem.pk.does_not_exist(),
        )
        for network, ref in member.refs.items()
    ]


def find_ref(ref: str) -> Ref | None:
    """Return what a ref stands for, or None."""
    item = RefItem.find(keys.ref(ref), "REF")
    return Ref(ref, item.campaign, item.content, item.network) if item is not None else None


def _to_member(item: MemberItem) -> Member:
    return Member(item.pk.removeprefix("CAMPAIGN#"), item.content, item.refs.as_dict())


# --- conversions by callback


class ConversionItem(ProgrammeItem, discriminator="conversion"):
    """pk = "CAMPAIGN#<id>", sk = "CONVERSION#<day of the click>#<keyed hash>"; under 400 bytes, gone after 60 days."""

    content = UnicodeAttribute()
    network = UnicodeAttribute()
    on = UnicodeAttribute()
    expires = NumberAttribute()


class BroughtItem(ProgrammeItem, discriminator="brought"):
    """pk = "CAMPAIGN#<id>", sk = "BROUGHT#<day of the clicks>": {"<day>#<content>#<network>": conversions}."""

    numbers: MapAttribute[str, Any] = MapAttribute(default=dict)


Brought = Mapping[tuple[date, str, str], int]
"""{(day of the deed, content, network): conversions}."""


def save_conversion(conversion: Conversion, expires: int) -> bool:
    """Store a conversion; return False where it is known already."""
    item = ConversionItem(
        keys.campaign(conversion.campaign),
        keys.conversion(conversion.clicked_on.isoformat(), conversion.digest),
        content=conversion.content,
        network=conversion.network,
        on=conversion.on.isoformat(),
        expires=expires,
    )
    return try_write(lambda: item.save(ConversionItem.pk.does_not_exist()))


def conversions_of(campaign: str, first: date, last: date) -> list[Conversion]:
    """Return the conversions that followed clicks of some days."""
    span = ConversionItem.sk.between(keys.conversion(first.isoformat(), ""), keys.conversion(last.isoformat(), "~"))
    found = []
    for item in ConversionItem.query(keys.campaign(campaign), span):
        _, clicked_on, digest = item.sk.split("#")
        on = date.fromisoformat(item.on)
        found.append(Conversion(campaign, date.fromisoformat(clicked_on), digest, item.content, item.network, on))
    return found


def brought_by(campaign: str, first: date = date.min, last: date = date.max) -> dict[date, Brought]:
    """Return {day of the clicks: {(day, content, network): conversions}} as it was last counted."""
    span = BroughtItem.sk.between(keys.brought(first.isoformat()), keys.brought(last.isoformat()))
    found: dict[date, Brought] = {}
    for item in BroughtItem.query(keys.campaign(campaign), span):
        parts = {key: key.split("#") for key in item.numbers.as_dict()}
        found[date.fromisoformat(item.sk.partition("#")[2])] = {
            (date.fromisoformat(on), content, network): int(item.numbers[key])
            for key, (on, content, network) in parts.items()
        }
    return found


def put_brought(campaign: str, counted: Mapping[date, Brought]) -> None:
    """Store what the clicks of some days brought, whole."""
    batch_put(
        BroughtItem(
            keys.campaign(campaign),
            keys.brought(day.isoformat()),
            numbers={f"{on.isoformat()}#{content}#{network}": n for (on, content, network), n in numbers.items()},
        )
        for day, numbers in counted.items()
    )


# --- what files and forms say: paid rows, counts of conversions, last year's


class PaidItem(ProgrammeItem, discriminator="paid"):
    """pk = "CAMPAIGN#<id>", sk = "PAID#<first day>#<network>#<key>"."""

    last = UnicodeAttribute()
    spend_cents = NumberAttribute()
    impressions = NumberAttribute(null=True)
    clicks = NumberAttribute(null=True)
    conversions = NumberAttribute(null=True)
    label = UnicodeAttribute(default="")


class CountItem(ProgrammeItem, discriminator="counted conversions"):
    """pk = "CAMPAIGN#<id>", sk = "COUNT#<day>#<network, or - where no source is known>"."""

    number = NumberAttribute()


class BaselineItem(ProgrammeItem, discriminator="baseline"):
    """pk = "CAMPAIGN#<id>", sk = "BASE#<first day>"."""

    days = NumberAttribute()
    number = NumberAttribute()


def paid_of(campaign: str) -> list[Paid]:
    """Return what was bought for a campaign, by day and network."""
    found = []
    for item in PaidItem.query(keys.campaign(campaign), PaidItem.sk.startswith("PAID#"), consistent_read=True):
        _, first, network, key = item.sk.split("#", 3)
        found.append(
            Paid(
                first=date.fromisoformat(first),
                last=date.fromisoformat(item.last),
                network=network,
                key=key,
                spend_cents=int(item.spend_cents),
                impressions=_number(item.impressions),
                clicks=_number(item.clicks),
                conversions=_number(item.conversions),
                label=item.label,
            )
        )
    return found


def put_paid(campaign: str, rows: Iterable[Paid]) -> None:
    """Store paid rows whole, each in place of the one of its day, network and key."""
    batch_put(_from_paid(campaign, row) for row in rows)


def delete_paid(campaign: str, rows: Iterable[Paid]) -> None:
    """Take paid rows away."""
    batch_delete(_from_paid(campaign, row) for row in rows)


def _from_paid(campaign: str, row: Paid) -> PaidItem:
    return PaidItem(
        keys.campaign(campaign),
        keys.paid(row.first.isoformat(), row.network, row.key),
        last=row.last.isoformat(),
        spend_cents=row.spend_cents,
        impressions=row.impressions,
        clicks=row.clicks,
        conversions=row.conversions,
        label=row.label,
    )


def counts_of(campaign: str) -> list[Count]:
    """Return the conversions that files told of, by day and network."""
    found = CountItem.query(keys.campaign(campaign), CountItem.sk.startswith("COUNT#"), consistent_read=True)
    split = [(item.sk.split("#"), int(item.number)) for item in found]
    return [Count(date.fromisoformat(day), None if network == "-" else network, n) for (_, day, network), n in split]


def put_counts(campaign: str, counts: Iterable[Count]) -> None:
    """Store counts of conversions, each in place of the one of its day and network."""
    batch_put(
        CountItem(keys.campaign(campaign), keys.count(count.on.isoformat(), count.network or "-"), number=count.number)
        for count in counts
    )


def baseline_of(campaign: str) -> list[Baseline]:
    """Return last year's counts, by day."""
    found = BaselineItem.query(keys.campaign(campaign), BaselineItem.sk.startswith("BASE#"), consistent_read=True)
    return [Baseline(date.fromisoformat(item.sk[5:]), int(item.days), int(item.number)) for item in found]


def put_baseline(campaign: str, rows: Iterable[Baseline]) -> None:
    """Store last year's counts, each in place of the one of its first day."""
    batch_put(
        BaselineItem(keys.campaign(campaign), keys.base(row.first.isoformat()), days=row.days, number=row.number)
        for row in rows
    )


# --- sites that report conversions


class SiteItem(ProgrammeItem, discriminator="site"):
    """pk = "SITE#<id>", sk = "HEAD"; gsi1: SITES / <name>#<id>. `secrets` are [ciphertext, moment], two at most."""

    name = UnicodeAttribute()
    secrets: ListAttribute[Any] = ListAttribute(default=list)
    edition = NumberAttribute()
    version = VersionAttribute()


def all_sites() -> list[Site]:
    """Return every site, by name, as they are at this moment."""
    listed = [item.pk for item in ProgrammeItem.gsi1.query(keys.SITES)]
    found = {item.pk: item for item in batch_get(SiteItem, ((pk, keys.HEAD) for pk in listed), consistent=True)}
    return [_to_site(found[pk]) for pk in listed if pk in found]


def find_site(site: str) -> Site | None:
    """Return a site as it is at this moment, or None."""
    item = SiteItem.find(keys.site(site), keys.HEAD, consistent=True)
    return _to_site(item) if item is not None else None


def put_site(site: Site) -> Put:
    """Return the write that stores a site over the version that was read; a new one must not exist."""
    return Put(_from_site(site))


def delete_site(site: Site) -> Delete:
    """Return the write that takes a site away in the version that was read."""
    return Delete(_from_site(site))


def _to_site(item: SiteItem) -> Site:
    secrets = tuple(SiteSecret(b64decode(sealed), datetime.fromisoformat(created)) for sealed, created in item.secrets)
    return Site(item.pk.removeprefix("SITE#"), item.name, secrets, int(item.edition), int(item.version or 0))


def _from_site(site: Site) -> SiteItem:
    return SiteItem(
        keys.site(site.site),
        keys.HEAD,
        gsi1pk=keys.SITES,
        gsi1sk=f"{site.name.casefold()}#{site.site}",
        view1={"name": site.name},
        name=site.name,
        secrets=[[b64encode(secret.sealed).decode(), secret.created.isoformat()] for secret in site.secrets],
        edition=site.edition,
        version=site.version or None,
    )


def _number(stored: Any) -> int | None:
    return None if stored is None else int(stored)
