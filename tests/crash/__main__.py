"""`python -m tests.crash --updates 1000 --kills 40`: kills the real process again and again, and says what that did.

With `--matrix` people talk over Matrix, and every fourth kill is of the homeserver. With `--broadcast 1000` it is
killed while a message to so many members leaves.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.crash.broadcast import Sending, send_to_many
from tests.crash.on_matrix import matrix
from tests.crash.on_telegram import telegram
from tests.crash.playing import Plan
from tests.crash.run import compare

SERVER_KILLED_EVERY = 4


def main() -> int:
    """The exit code: 1 where anything was lost, doubled or otherwise wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--matrix", action="store_true", help="Over a homeserver; default: over the Bot API.")
    parser.add_argument("--broadcast", type=int, metavar="MEMBERS", help="Instead: send to so many.")
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--folder", type=Path, help="Where to leave the databases; default: nowhere.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as throwaway:
        folder = given.folder or Path(throwaway)
        problems = _to_many(given, folder) if given.broadcast else _updates(given, folder)
    for problem in problems:
        print(f"  {problem}")  # noqa: T201 - a command prints
    return 1 if problems else 0


def _to_many(given: argparse.Namespace, folder: Path) -> list[str]:
    found = asyncio.run(send_to_many(Sending(given.broadcast, given.kills, given.seed), folder))
    states = ", ".join(f"{count} {reach}" for reach, count in found.reached.items())
    print(  # noqa: T201 - a command prints
        f"{found.recipients} recipients, {found.kills} kills: {states}; {found.repeated} repeated, {found.slowed} "
        f"slowed, {found.seconds:.0f} s from the first to the last, {len(found.problems)} problems"
    )
    return found.problems


def _updates(given: argparse.Namespace, folder: Path) -> list[str]:
    server_kills = given.kills // SERVER_KILLED_EVERY if given.matrix else 0
    plan = Plan(given.updates, given.kills, given.seed, server_kills)
    verdict = asyncio.run(compare(matrix if given.matrix else telegram, plan, folder))
    print(  # noqa: T201 - a command prints
        f"{verdict.updates} updates, {verdict.kills} kills, {server_kills} of them of the server: {verdict.lost} lost, "
        f"{verdict.repeated} messages repeated, {verdict.unsure} uncertain ones, {len(verdict.problems)} problems"
    )
    return verdict.problems


if __name__ == "__main__":
    sys.exit(main())
