"""Puts people and events into a deployed Lähetti: `python -m tools.programme invite | load | reconcile`.

Finds the deployment by the variables of `python -m tools.cloud environment`.
"""

import argparse
import sys
from zoneinfo import ZoneInfo

from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.races.reconciliation import reconcile
from tools.cloud.report import Failure, say
from tools.programme import loader
from tools.programme.cast import read_cast


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.programme", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("invite", help="invite the first admin")
    commands.add_parser("load", help="load the demo programme, once")
    commands.add_parser("reconcile", help="put right what was lost between ledgers and standings")
    match parser.parse_args(arguments).command:
        case "invite":
            loader.invite_first_admin(read_cast(), clock.now())
        case "load":
            loader.load(read_cast(), clock.now())
        case "reconcile":
            for found in reconcile(clock.now(), ZoneInfo(configuration().time_zone)):
                say(f"  put right: {found.what} of {found.person}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Failure as failure:
        sys.exit(f"{failure}")
