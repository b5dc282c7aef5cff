"""Whoever leaves is gone from every table, the bucket and the sign-in of the cloud, and has a last mail."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest

from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.people.erasures import items as erasures
from lahetti.personal_data import files
from tests.integration.api_client import Api
from tests.integration.functions import invoke
from tests.integration.inbox import await_mail, mails_to
from tests.integration.people_fixtures import Cast, accepted
from tests.integration.waiting import until
from tools.mailed_codes import SignInRefused
from tools.repeat_erasures import repeat_erasures


def traces(*words: str) -> list[str]:
    """Return the keys of all items of all tables that name somebody."""
    database = boto3.client("dynamodb")
    tables = (configuration().programme_table, configuration().traffic_table, configuration().transient_table)
    pages = [page for name in tables for page in database.get_paginator("scan").paginate(TableName=name)]
    items: list[Any] = [item for page in pages for item in page["Items"]]
    found = [(item, json.dumps(item, default=str, ensure_ascii=False).casefold()) for item in items]
    return [item["pk"]["S"] for item, text in found if any(word.casefold() in text for word in words)]


def finish(person: str) -> None:
    """Run the job for moments to come until the erasure is done."""
    for minute in range(1, 60):
        invoke("ErasePeopleFunction", {"time": (clock.now() + timedelta(minutes=minute)).isoformat()})
        if erasures.find_erasure(person) is None:
            return
    raise AssertionError("the erasure is not done")


def test_whoever_leaves_is_gone_within_minutes(cast: Cast) -> None:
    person = accepted(cast.invite("Lauri Lähtevä"))
    api = cast.api(person)
    assert api.post("/me/export", None).status_code == 200
    until(lambda: traces(person.id), lambda found: len(found) >= 3)

    assert api.post("/me/leave", {"confirm": "no"}).status_code == 422
    answer = api.post("/me/leave", {"confirm": "erase"})

    assert answer.status_code == 200, answer.text
    assert api.get("/me").status_code == 403
    finish(person.id)
    await_mail(person.email, "Tietosi on poistettu")
    assert traces(person.id, person.email, person.name) == []
    kept = boto3.client("s3").list_objects_v2(Bucket=configuration().pictures_bucket).get("Contents", [])
    assert not [entry["Key"] for entry in kept if person.id in entry["Key"]]
    assert files.hash_of(person.id) in set(files.erasures())
    assert not {entry["Key"] for entry in kept} & {files._export_of(person.id, form) for form in files.FORMS}
    with pytest.raises(SignInRefused):
        cast.tokens(person.email)


def test_an_admin_removes_somebody_with_a_reason_that_they_read(cast: Cast, admin: Api) -> None:
    person = cast.invite("Reetta Poistuva")

    answer = admin.post(f"/people/{person.id}/remove", {"reason": "Siirtyi toiseen virastoon."})

    assert answer.status_code == 200, answer.text
    assert admin.get(f"/people/{person.id}").status_code == 404
    assert admin.post(f"/people/{person.id}/remove", {"reason": ""}).status_code == 422
    finish(person.id)
    mail = await_mail(person.email, "Tietosi on poistettu")
    assert "Siirtyi toiseen virastoon." in json.dumps(mail, ensure_ascii=False)


def test_a_table_that_was_restored_is_rid_again_of_who_was_erased_since_and_nobody_is_told_twice(cast: Cast) -> None:
    person = cast.invite("Raija Palautettu")
    database, table = boto3.client("dynamodb"), configuration().programme_table
    own = {":pk": {"S": f"PERSON#{person.id}"}}
    backup = database.query(TableName=table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues=own)["Items"]
    assert cast.api(person).post("/me/leave", {"confirm": "erase"}).status_code == 200
    finish(person.id)
    await_mail(person.email, "Tietosi on poistettu")
    told = len(mails_to(person.email))

    for item in backup:
        database.put_item(TableName=table, Item=item)
    assert repeat_erasures() == 1

    assert traces(person.id, person.email) == []
    assert len(mails_to(person.email)) == told
    assert repeat_erasures() == 0
