"""GET and HEAD /{code}: send the visitor on, and leave one mark if it is a person.

The hot path carries nothing that it does not need: no SDK, no logger, one read and one write. The redirect is never
late for the counting's sake: a mark that is not written within 300 ms is given up.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.core import clock
from lahetti.core.configuration import Configuration, configuration
from lahetti.core.days import day_of
from lahetti.dynamodb import keys
from lahetti.dynamodb.signed_requests import DynamoDb, Refused
from lahetti.sharing import links
from lahetti.sharing.data_centres import is_data_centre
from lahetti.sharing.links import Visit

_MARK_SECONDS = 0.3
_LEAVE_MARK = (
    "ADD hits :one SET #first = if_not_exists(#first, :now), ip_hash = :ip, data_centre = :centre, kind = :kind, "
    "expires = :end"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

database = DynamoDb(os.environ)
_keys: dict[str, bytes] = {}
"""The visitor key of the present day, and of no other."""


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Answer an event of the HTTP API (payload 2.0)."""
    request, headers = event["requestContext"]["http"], event.get("headers", {})
    code = links.code_in(event["rawPath"])
    if request["method"] not in ("GET", "HEAD") or code is None:
        return _page(404, headers)
    now = clock.now()
    try:
        share = _read(configuration().programme_table, {"pk": {"S": keys.share(code)}, "sk": {"S": "SHARE"}}, now)
    except (OSError, Refused) as error:
        print(json.dumps({"level": "ERROR", "message": "link not read", "code": code, "why": str(error)}))
        return _page(503, headers, {"Retry-After": "1"})
    if share is None:
        return _page(404, headers)
    # The user agent is taken from the headers, as the API's own field is empty for some clients.
    visit = links.kind_of_visit(request["method"], headers)
    marked = visit is Visit.PERSON and _mark(code, request["sourceIp"], headers["user-agent"], now)
    _measure(visit, marked)
    target = share["target"]["S"]
    if visit is Visit.PERSON and "ref" in share:
        zone = ZoneInfo(configuration().time_zone)
        target = links.with_click_id(target, share["ref"]["S"], now, zone, os.urandom(links.CLICK_ID_BYTES))
    location = links.ascii_url(target)
    return {"statusCode": 302, "headers": {**_HEADERS, "Location": location}, "body": ""}


def _mark(code: str, address: str, agent: str, now: datetime) -> bool:
    """Leave the visitor's mark of today; return whether it was written."""
    settings = configuration()
    zone = ZoneInfo(settings.time_zone)
    day = day_of(now, zone)
    try:
        key = _visitor_key(day, zone, settings, now)
        database.call(
            "UpdateItem",
            {
                "TableName": settings.traffic_table,
                "Key": {"pk": {"S": keys.mark(code, day)}, "sk": {"S": links.visitor_of(key, address, agent)}},
                "UpdateExpression": _LEAVE_MARK,
                "ExpressionAttributeNames": {"#first": "first"},
                "ExpressionAttributeValues": {
                    ":one": {"N": "1"},
                    ":now": {"N": str(int(now.timestamp()))},
                    ":ip": {"S": links.ip_hash_of(key, code, address)},
                    ":centre": {"BOOL": is_data_centre(address)},
                    ":kind": {"S": "mark"},
                    ":end": {"N": str(int((now + links.MARK_KEPT).timestamp()))},
                },
            },
            now,
            patience=_MARK_SECONDS,
        )
    except (OSError, Refused) as error:
        print(json.dumps({"level": "WARNING", "message": "mark given up", "code": code, "why": str(error)}))
        return False
    return True


def _visitor_key(day: str, zone: ZoneInfo, settings: Configuration, now: datetime) -> bytes:
    """Return the day's key: this process's, the table's, or a fresh one that the table then keeps for all."""
    if day not in _keys:
        _keys.clear()
        table = settings.transient_table
        expires = links.visitor_key_expires(day, zone)
        try:
            database.call(
                "PutItem",
                {
                    "TableName": table,
                    "Item": {
                        "pk": {"S": keys.visitor_key(day)},
                        "kind": {"S": "key"},
                        "key": {"B": b64encode(os.urandom(links.VISITOR_KEY_BYTES)).decode()},
                        "expires": {"N": str(int(expires.timestamp()))},
                    },
                    "ConditionExpression": "attribute_not_exists(pk)",
                },
                now,
                patience=_MARK_SECONDS,
            )
        except Refused as refused:
            if refused.code != "ConditionalCheckFailedException":
                raise
        item = _read(table, {"pk": {"S": keys.visitor_key(day)}}, now, consistent=True, patience=_MARK_SECONDS)
        if item is None:
            raise OSError("the day's visitor key is gone")
        _keys[day] = b64decode(item["key"]["B"])
    return _keys[day]


def _read(
    table: str, key: dict[str, Any], now: datetime, *, consistent: bool = False, patience: float | None = None
) -> dict[str, Any] | None:
    answer = database.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": consistent}, now, patience)
    item: dict[str, Any] | None = answer.get("Item")
    return item


def _measure(visit: Visit, marked: bool) -> None:
    """Write one metric line (CloudWatch embedded metric format); never anything about the visitor."""
    metric = "VisitsMarked" if marked else "VisitsNotCounted"
    line = {
        "_aws": {
            "Timestamp": int(clock.now().timestamp() * 1000),
            "CloudWatchMetrics": [
                {"Namespace": "Lahetti", "Dimensions": [["service"]], "Metrics": [{"Name": metric, "Unit": "Count"}]}
            ],
        },
        "service": "redirect",
        "visit": visit.value,
        metric: 1,
    }
    print(json.dumps(line))


def _page(status: int, headers: Mapping[str, str], more: dict[str, str] | None = None) -> dict[str, Any]:
    """Answer a page that says why nobody is sent on, in the visitor's language."""
    from redirect import pages  # late: whoever is sent on needs none

    texts = pages.NOT_FOUND if status == 404 else pages.UNAVAILABLE
    own = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": pages.POLICY}
    page = pages.page(texts, headers.get("accept-language", ""))
    return {"statusCode": status, "headers": {**_HEADERS, **own, **(more or {})}, "body": page}
