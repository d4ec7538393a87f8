"""`python -m tests.crash --updates 1000 --kills 40`: kills the real process again and again, and says what that did."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.crash.run import Plan, compare


def main() -> int:
    """The exit code: 1 where anything was lost, doubled or otherwise wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--folder", type=Path, help="Where to leave the databases; default: nowhere.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as throwaway:
        verdict = asyncio.run(compare(Plan(given.updates, given.kills, given.seed), given.folder or Path(throwaway)))
    print(  # noqa: T201 - a command prints
        f"{verdict.updates} updates, {verdict.kills} kills: {verdict.lost} lost, {verdict.repeated} messages repeated, "
        f"{verdict.unsure} uncertain ones listed, {len(verdict.problems)} problems"
    )
    for problem in verdict.problems:
        print(f"  {problem}")  # noqa: T201 - a command prints
    return 1 if verdict.problems else 0


if __name__ == "__main__":
    sys.exit(main())
