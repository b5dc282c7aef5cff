"""`make restore`: against the deployed stacks, with the operator's own credentials (docs/operations.md names them)."""

import os
import sys
import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tools import stacks
from tools.cloud.places import REGION, ROOT
from tools.cloud.report import Failure, say
from tools.deploy import APPLICATION, FOUNDATION
from tools.restore import stack
from tools.restore.backups import Backups, PointInTimeRecovery
from tools.restore.wanted import read_wanted

if TYPE_CHECKING:
    from tools.restore.steps import Surroundings

FOLDER = ROOT / "build" / "restore"
_HELP = """Say the moment, with its zone: make restore TABLE=Programme AT=2026-11-30T09:15:00+02:00 (others have none).
Without KEEP it only lists what is newer than that moment and would be lost. Then the same with KEEP=none, KEEP=all, or
KEEP=<the list, with the lines that stay>: it stops the application, brings the table back and starts it again."""


def environment(session: boto3.Session, region: str) -> dict[str, str]:
    """Return what lets the package use the deployed stacks. Raise Failure where there are none."""
    try:
        found = stacks.variables(session.client("cloudformation", region_name=region), (FOUNDATION, APPLICATION))
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"There is no deployed Lähetti in {region}: {error}") from error
    return {**found, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}


def surroundings(session: boto3.Session, region: str, backups: Backups | None = None) -> "Surroundings":
    """Return where a restore of the deployed stacks works."""
    from lahetti.core import clock  # late: the package reads its configuration from the environment
    from tools.restore import settling
    from tools.restore.settling import Tables
    from tools.restore.steps import Surroundings

    database = session.client(
        "dynamodb", region_name=region, config=Config(retries={"mode": "standard", "total_max_attempts": 10})
    )
    formation = session.client("cloudformation", region_name=region)
    return Surroundings(
        database=database,
        backups=backups or PointInTimeRecovery(database),
        tables=Tables(database, os.environ["LAHETTI_TRAFFIC_TABLE"], os.environ["LAHETTI_TRANSIENT_TABLE"]),
        zone=ZoneInfo(os.environ["LAHETTI_TIME_ZONE"]),
        folder=FOLDER,
        now=clock.now,
        pause=lambda: stack.pause(formation, APPLICATION),
        resume=lambda: stack.resume(formation, APPLICATION),
        wait=time.sleep,
        sign_ins=settling.sign_ins,
    )


def main(session: boto3.Session) -> None:
    region = session.region_name or REGION
    os.environ.update(environment(session, region))
    from lahetti.core import clock  # late, as above
    from tools.restore import settling, steps

    tables = {
        f"{name}Table": os.environ[f"LAHETTI_{name.upper()}_TABLE"] for name in ("Programme", "Traffic", "Transient")
    }
    wanted = read_wanted(os.environ, tables, clock.now())
    around = surroundings(session, region)
    if wanted.keeps is None:
        file = steps.list_newer(wanted, around)
        say(
            f"The list: {file}. Nothing was changed yet. Run the same with KEEP=none, KEEP=all, or KEEP=<a copy of the "
            "list with the lines that stay>."
        )
        return
    done_at = settling.logged(wanted.at)
    if done_at is not None and not stack.is_paused(session.client("cloudformation", region_name=region), APPLICATION):
        raise Failure(
            f"That moment was restored at {done_at:%Y-%m-%dT%H:%M:%SZ}: doing it again would lose what was done since. "
            "If that is wished, say another second."
        )
    say(steps.report(wanted, around, steps.restore(wanted, around)))


if __name__ == "__main__":
    if not os.environ.get("AT"):
        sys.exit(_HELP)
    try:
        main(boto3.Session())
    except Failure as failure:
        sys.exit(f"{failure}")
