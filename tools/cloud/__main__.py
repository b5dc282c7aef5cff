"""What the Makefile calls: up, demo, run, reset, environment."""

import argparse
import errno
import os
import signal
import sys

from tools.cloud import commands
from tools.cloud.places import FIRST_PORTS, UP_PORT, Cloud
from tools.cloud.report import Failure


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.cloud", description=__doc__)
    commands_of = parser.add_subparsers(dest="command", required=True)
    commands_of.add_parser("up", help="start, deploy, load the demo programme, stay")
    commands_of.add_parser("demo", help="the same without staying: walk the demonstration")
    commands_of.add_parser("reset", help="drop the state of the cloud to live with")
    commands_of.add_parser("environment", help="print the variables that lead to its stacks")
    run = commands_of.add_parser("run", help="run a command against fresh clouds of its own")
    run.add_argument("name", choices=FIRST_PORTS)
    run.add_argument("--clouds", type=int, default=1, help="how many, for workers side by side")
    run.add_argument("--programme", action="store_true", help="load the demo programme first")
    run.add_argument("arguments", nargs="+", metavar="COMMAND")
    chosen = parser.parse_args(arguments)

    up = Cloud("up", port_named(os.environ.get("PORT", str(UP_PORT))))
    match chosen.command:
        case "up":
            return commands.up(up)
        case "demo":
            return commands.demo(up)
        case "reset":
            return commands.reset(up)
        case "environment":
            return commands.print_environment(up)
    return commands.run(chosen.name, chosen.arguments, programme=chosen.programme, clouds=chosen.clouds)


def port_named(text: str) -> int:
    """Read a port; the inbox takes the next one."""
    if not text.isdecimal() or not 1024 <= int(text) <= 65534:
        raise Failure(f"PORT={text} is no port: choose one from 1024 to 65534, as in make up PORT=4670.")
    return int(text)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell's background jobs are born deaf to SIGINT
        signal.signal(number, interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        sys.exit(f"{failure}")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit("The disk is full: free some space (make reset drops the local cloud's state) and try again.")
