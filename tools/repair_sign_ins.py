"""Builds the sign-ins of a user pool anew from the table, under the same ids: `make repair-sign-ins`.

For a pool that was lost, after `make deploy` has made an empty one: whoever takes part signs in by their address as
before, and is the same person. Sign-ins that are there already stay; killed half-way, the same command goes on.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState
from lahetti.security import identity
from tools import stacks
from tools.cloud.places import REGION
from tools.cloud.report import say, step
from tools.deploy import APPLICATION, FOUNDATION

_WORKERS = 8
"""Sign-ins that are made at a time, well below Cognito's quota of 50 a second."""
_WAITS = (1, 2, 4, 8)
"""Seconds between the attempts at one sign-in while Cognito is busy."""


def repair_sign_ins() -> int:
    """Make the sign-ins that people of the programme lack; return how many. Doing it again makes none."""
    known = _sign_ins()
    ids = [person for state in PersonState for person in people_items.ids_in(state) if person not in known]
    with ThreadPoolExecutor(_WORKERS) as workers:
        return sum(1 for _ in workers.map(_make, people_items.find_people(ids)))


def _sign_ins() -> set[str]:
    """Return the names of the pool's users."""
    pages = aws.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=configuration().user_pool)
    return {user["Username"] for page in pages for user in page["Users"]}


def _make(person: Person) -> None:
    for wait in _WAITS:
        try:
            identity.create_sign_in(person.id, person.email)
        except Busy:
            time.sleep(wait)
        else:
            return
    identity.create_sign_in(person.id, person.email)


if __name__ == "__main__":
    session = boto3.Session()
    region = session.region_name or REGION
    try:
        found = stacks.variables(session.client("cloudformation", region_name=region), (FOUNDATION, APPLICATION))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"There is no deployed Lähetti in {region}: {error}")
    os.environ.update({**found, "AWS_REGION": region, "AWS_DEFAULT_REGION": region})
    with step("making the sign-ins that are missing"):
        made = repair_sign_ins()
    say(f"{made} sign-ins were made." if made else "Everybody has a sign-in.")
