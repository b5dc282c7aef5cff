"""Deploys Lähetti to an AWS account, in one of the account's regions:

    make deploy Domain=lahetti.example.fi FirstAdmin=aino.virtanen@example.fi Sender=lahetti@example.fi

in named steps, each of which says what it does, how long it takes and what it waits for. Where it waits for somebody
(records of the DNS, the host), it stops and says so; the same command goes on. It can be repeated at any time: what is
there already stays, and without changes nothing is done. DRY_RUN=1 only says what would change.

What nobody can do for you: leave SES's sandbox and have more than ten functions run at a time, which AWS decides, and
confirm the alarms' subscription.
"""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import boto3

from tools import stacks
from tools.account import reading
from tools.account.findings import Account, Verdict
from tools.cloud.places import ENVS, REGION, ROOT
from tools.cloud.report import Failure, say
from tools.deploying import steps
from tools.deploying.steps import Deployment
from tools.deploying.wanted import PARAMETERS, Names, wanted

_NAMES = Names.of(os.environ.get("STAGE", ""))
FOUNDATION, APPLICATION = _NAMES.foundation, _NAMES.application
"""The stacks that the tools beside this one work on, of the stage that `Stage=` names."""
LAMBDA_PYTHON = "3.13"
FOLDER = ROOT / "build" / "deploy"
_DRY = "--dry-run"


def compiler() -> str | None:
    """Find Lambda's own Python on this machine; bytecode of another version would be of no use there."""
    done = subprocess.run(
        [ENVS / "uv" / "bin" / "uv", "python", "find", "--no-project", "--no-python-downloads", LAMBDA_PYTHON],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or None


def first_name_of(email: str) -> str:
    """What the first admin is called until they say otherwise: `aino.virtanen@…` → Aino Virtanen."""
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", email.partition("@")[0]) if part)


def invite_first_admin(email: str, environment: dict[str, str]) -> None:
    """Invite by the address, so that a repeated deployment finds the same person."""
    os.environ.update(environment)
    # late: the package reads its configuration from the environment
    from lahetti.core import clock
    from lahetti.people import inviting
    from lahetti.people.model import Invitation, Role, WayIn

    wanted = Invitation(email, first_name_of(email), Role.ADMIN, came_by=WayIn.INSTALLATION)
    inviting.invite(wanted, "deployment", clock.now())


def upgrade_data(environment: dict[str, str]) -> int:
    """Bring the data of the deployed tables to this release's shape; return how many items were changed."""
    os.environ.update(environment)
    from tools.upgrade import upgrade  # late, as above

    database = boto3.client("dynamodb", region_name=environment["AWS_REGION"])
    return upgrade(database, environment["LAHETTI_PROGRAMME_TABLE"])


def host_answers(host: str) -> bool:
    """Return whether the client answers under its own name."""
    try:
        with urllib.request.urlopen(f"https://{host}/manifest.webmanifest", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _build(sam: stacks.Sam, *, target: str) -> Path:
    found = compiler()
    here = reading.compiler(found, LAMBDA_PYTHON, ENVS / "uv" / "bin" / "uv")
    if here.verdict is not Verdict.GREEN:
        say(f"  {here.subject} {here.seen} {here.remedy}")
    return sam.build(
        compiler=found,
        UV=str(ENVS / "uv" / "bin" / "uv"),
        PYTHON=str(ENVS / "cloud" / "bin" / "python"),
        LAYER_TARGET=target,
        COMPILER=found or "",
    )


def deployment(arguments: list[str], session: boto3.Session) -> Deployment:
    """Return what the arguments ask for; raise Failure that names everything that is wrong with them."""
    asked = wanted([argument for argument in arguments if argument != _DRY], session.region_name)
    folder = FOLDER / asked.stage if asked.stage else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    sam = stacks.Sam(folder, {"AWS_REGION": session.region_name, "AWS_DEFAULT_REGION": session.region_name})
    is_local = "AWS_ENDPOINT_URL" in os.environ
    return Deployment(
        asked,
        Account(session),
        sam,
        build=lambda: _build(sam, target="local" if is_local else "aws"),
        answers=host_answers,
        invite=invite_first_admin,
        upgrade=upgrade_data,
        local=str(is_local).lower(),
        dry=_DRY in arguments,
    )


def help_text() -> str:
    width = max(map(len, PARAMETERS))
    return "\n".join(
        [
            __doc__ or "",
            *(f"  {name:<{width}}  {text}" for name, text in PARAMETERS.items()),
            "\nThe steps:\n",
            *(f"  {step.name}: {step.does} ({step.takes}); waits for {step.waits_for}" for step in steps.ALL),
        ]
    )


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(help_text())
    present = boto3.Session()
    chosen = present if present.region_name else boto3.Session(region_name=REGION)
    try:
        steps.run(deployment(sys.argv[1:], chosen))
    except Failure as failure:
        sys.exit(f"{failure}")
