"""`python -m tests.bench`: measures, prints a table, and writes it into docs/performance.md.

`--quick` leaves out the association of 100,000 members and writes nothing. `--matrix` measures what goes over Matrix,
which needs a homeserver (requirements-synapse.txt), and nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import tempfile
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import psutil

from assistant.ports import UnitOfWork
from assistant.services.tick import tick
from storage import journal_mode
from tests.association import NOON, link, number, opened, register
from tests.bench import books, matrix, messages, sending
from tests.bench.messages import Figures
from tests.bench.processes import Server, assistant, bot_api, echo_bot

PAGE = Path(__file__).parent.parent.parent / "docs" / "performance.md"
BEGIN, BEGIN_MATRIX, END = "<!-- figures: make bench -->", "<!-- figures: matrix -->", "<!-- end of figures -->"
MEMBERS = 10_000
SECTION = "Lyon"
REST_SECONDS = 5
STARTS = 3
MEGABYTE = 1 << 20


def end_to_end(folder: Path) -> list[str]:
    """The table of messages, start-up and memory."""
    path = folder / "assistant.db"
    asyncio.run(_association(path))
    with bot_api() as server:
        figures = messages.measure(
            server, {"echo": partial(echo_bot, server), "mbongi": partial(assistant, server, path)}
        )
        with assistant(server, path, "assistant"):
            sent = sending.measure(server, messages.PEOPLE, SECTION)
        starts = [_start_up(server, path) for _ in range(STARTS)]
        memory = _memory(server, path)
    ours, echo = figures["mbongi"], figures["echo"]
    return [
        "| end to end over HTTP, 10,000 members | Mbongi `/solde` | bare echo bot | ratio |",
        "|---|---|---|---|",
        _row("answers a second, all waiting", ours.per_second, echo.per_second, 0),
        _row("p50 at 100 a second, ms", ours.p50, echo.p50, 1),
        _row("p95 at 100 a second, ms", ours.p95, echo.p95, 1),
        _row("processor time an update, ms", ours.cpu, echo.cpu, 2),
        "",
        f"| a message to {sent.members:,} members, asked for in a chat | Mbongi | yardstick | ratio |",
        "|---|---|---|---|",
        _row("from the yes to the last of them, s (yardstick: 30 a second)", sent.seconds, sent.ideal, 1),
        _row("p95 of `/solde` meanwhile, ms (yardstick: at rest)", sent.p95_meanwhile, sent.p95_at_rest, 1),
        "",
        "| `serve` with 10,000 members | |",
        "|---|---|",
        f"| from start to the first poll, s | {median(starts):.2f} |",
        f"| resident memory at rest, MB | {memory:.0f} |",
    ]


def _row(what: str, ours: float, echo: float, digits: int) -> str:
    return f"| {what} | {ours:.{digits}f} | {echo:.{digits}f} | {ours / echo:.2f} |"


async def _association(path: Path) -> None:
    await _members(path)
    async with opened(f"sqlite:///{path}", timezone=NOON) as database:
        await database.run(lambda work: link(work, 1, messages.PEOPLE))
        await database.run(_part)


def _part(work: UnitOfWork) -> None:
    """Those who are linked are of one section, so that a message can be for all of them and nobody else."""
    linked = {number(place) for place in range(1, messages.PEOPLE + 1)}
    for member in work.members.all():
        if member.number in linked:
            work.members.save(replace(member, section=SECTION))


def _settle(work: UnitOfWork) -> None:
    """What the scheduler owes today is done before anything is measured; this month's reminders are not sent."""
    work.book.once(f"reminders:{work.today:%Y-%m}")
    tick(work)


def _start_up(server: Server, path: Path) -> float:
    start = time.monotonic()
    with assistant(server, path, "assistant"):
        return time.monotonic() - start


def _memory(server: Server, path: Path) -> float:
    """Megabytes a while after the start."""
    with assistant(server, path, "assistant") as process:
        time.sleep(REST_SECONDS)
        return float(psutil.Process(process.pid).memory_info().rss) / MEGABYTE


def over_matrix(folder: Path) -> list[str]:
    """The table of messages over a homeserver, and memory."""
    path = folder / "assistant.db"
    asyncio.run(_members(path))
    figures, memory = asyncio.run(matrix.measure(path))
    ours, echo = figures[matrix.MBONGI], figures[matrix.ECHO]
    return [
        "| over Matrix, 10,000 members | Mbongi, `solde` | bare echo bot | ratio |",
        "|---|---|---|---|",
        _row("p50 one after the other, ms", ours.p50, echo.p50, 0),
        _row("p95 one after the other, ms", ours.p95, echo.p95, 0),
        _row("p50 one after the other, encrypted, ms", ours.p50_encrypted, echo.p50_encrypted, 0),
        _row("p95 one after the other, encrypted, ms", ours.p95_encrypted, echo.p95_encrypted, 0),
        _row(f"answers a second, {matrix.AT_ONCE} people at once", ours.per_second, echo.per_second, 1),
        "",
        "| `serve` on Matrix with 10,000 members | |",
        "|---|---|",
        f"| resident memory at rest, MB | {memory / MEGABYTE:.0f} |",
    ]


async def _members(path: Path) -> None:
    async with opened(f"sqlite:///{path}", timezone=NOON) as database:
        await database.run(lambda work: register(work, MEMBERS))
        await database.run(_settle)


def of_the_books(folder: Path, sizes: list[int]) -> list[str]:
    """The table of dues and arrears, and that of units of work."""
    lines = ["| members | a month's dues, s | µs a member | arrears report, s | µs a member |", "|---|---|---|---|---|"]
    for size in sizes:
        accrued, _, told = asyncio.run(books.month(folder / f"{size}.db", size))
        lines.append(
            f"| {size:,} | {accrued:.2f} | {1e6 * accrued / size:.0f} | {told:.2f} | {1e6 * told / size:.0f} |"
        )
    ours, bare = asyncio.run(books.units(folder / "units.db"))
    return [
        *lines,
        "",
        "| units of work a second, one after the other | through `storage` | bare sqlite3 | ratio |",
        "|---|---|---|---|",
        _row("one row and a commit", ours, bare, 0),
    ]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--matrix", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.matrix:
            begin, lines = BEGIN_MATRIX, over_matrix(folder)
        else:
            begin, lines = BEGIN, [*end_to_end(folder), ""]
            lines += of_the_books(folder, [MEMBERS] if given.quick else [MEMBERS, 10 * MEMBERS])
    text = "\n".join([_machine(), "", *lines])
    print(text)  # noqa: T201 - a command prints
    if not given.quick:
        _write(begin, text)


def _machine() -> str:
    cores = psutil.cpu_count()
    return (
        f"Measured on {date.today():%d %B %Y}: Python {platform.python_version()}, {books.versions()} "  # noqa: DTZ011
        f"({journal_mode()}), {cores} cores of {_processor()}."
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _write(begin: str, text: str) -> None:
    """Replace the figures on the page that begin there, and nothing else."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{begin}\n{text}\n{END}{after}", encoding="utf-8")


__all__ = ["Figures", "main"]

if __name__ == "__main__":
    main()
