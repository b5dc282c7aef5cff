"""Erases anew whoever was erased since a backup was made, in a table that was restored: `make repeat-erasures`.

The list of erasures lies outside the tables, as keyed hashes of ids. Nobody gets a mail: they were told when it was
done first. Run it before anything else reads the table (`Table=…` names the restored one); killed half-way, the same
command goes on.
"""

import os
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from lahetti.core import clock
from lahetti.people import items as people_items
from lahetti.people.erasures import items as erasures
from lahetti.people.model import PersonState
from lahetti.personal_data import erasing, files, leaving
from lahetti.personal_data.erasing import SECOND_LOOK, Outside
from lahetti.settings.versions import read_settings
from tools import stacks
from tools.cloud.places import REGION
from tools.cloud.report import say, step
from tools.deploy import APPLICATION, FOUNDATION


def repeat_erasures() -> int:
    """Erase again who is on the list; return how many were there still. Doing it again finds nobody."""
    now = clock.now()
    listed = set(files.erasures())
    there = [person for state in PersonState for person in people_items.ids_in(state)]
    again = [person for person in there if files.hash_of(person) in listed]
    for person in again:
        leaving.repeat(person, now)
    begun = [person for person in erasures.people_under_way() if files.hash_of(person) in listed]
    for person in {*again, *begun}:
        erasing.silence(person)
        erasing.erase(person, read_settings(), now, Outside())
        erasing.erase(person, read_settings(), now + SECOND_LOOK, Outside())
    return len({*again, *begun})


if __name__ == "__main__":
    session = boto3.Session()
    region = session.region_name or REGION
    try:
        found = stacks.variables(session.client("cloudformation", region_name=region), (FOUNDATION, APPLICATION))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"There is no deployed Lähetti in {region}: {error}")
    os.environ.update({**found, "AWS_REGION": region, "AWS_DEFAULT_REGION": region})
    if restored := os.environ.get("TABLE"):
        os.environ["LAHETTI_PROGRAMME_TABLE"] = restored
    with step("erasing anew who was erased since the backup"):
        number = repeat_erasures()
    say(f"{number} people were erased again." if number else "Nobody had to be erased again.")
