"""`/solde` end to end over HTTP, beside a bare echo bot on the same server: how many a second, and how soon."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median, quantiles
from subprocess import Popen
from typing import Any

import psutil

from tests.association import chat_of
from tests.bench.processes import Server
from tests.telegram import people

BURST = 1500
WARM_UP = 300
PACED = 800
PACE = 100
ROUNDS = 3
PEOPLE = 1000


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers a second with all of them waiting; ms from update to answer at 100 a second; CPU ms an update."""

    per_second: float
    p50: float
    p95: float
    cpu: float


def measure(server: Server, bots: dict[str, Callable[[], AbstractContextManager[Popen[bytes]]]]) -> dict[str, Figures]:
    """Each bot in turn, round after round, so that a noisy machine disturbs all alike; medians of the rounds."""
    found: dict[str, list[Figures]] = defaultdict(list)
    updates = _updates()
    for _ in range(ROUNDS):
        for name, bot in bots.items():
            with bot() as process:
                found[name].append(_round(server, process, updates))
    return {name: _median(figures) for name, figures in found.items()}


def _median(figures: list[Figures]) -> Figures:
    return Figures(*(median(getattr(figure, name) for figure in figures) for name in Figures.__slots__))


def _updates() -> Iterator[dict[str, Any]]:
    for place in itertools.cycle(range(1, PEOPLE + 1)):
        yield people.message(chat_of(place), "/solde")


def _round(server: Server, process: Popen[bytes], updates: Iterator[dict[str, Any]]) -> Figures:
    server.post("/control/reset", {})
    server.post("/control/updates", list(itertools.islice(updates, WARM_UP)))
    server.wait_for_messages(WARM_UP)
    per_second, cpu = _burst(server, process, updates)
    delays = _paced(server, updates)
    cuts = quantiles(delays, n=100)
    return Figures(per_second, cuts[49], cuts[94], cpu)


def _burst(server: Server, process: Popen[bytes], updates: Iterator[dict[str, Any]]) -> tuple[float, float]:
    server.post("/control/reset", {})
    before = _cpu(process)
    server.post("/control/updates", list(itertools.islice(updates, BURST)))
    server.wait_for_messages(BURST)
    journal = server.journal(given=True)
    sent = [call["at"] for call in journal["calls"] if call["method"] == "sendMessage"]
    return BURST / (max(sent) - min(journal["given"].values())), 1000 * (_cpu(process) - before) / BURST


def _paced(server: Server, updates: Iterator[dict[str, Any]]) -> list[float]:
    """Milliseconds of each."""
    server.post("/control/reset", {})
    start, chats = time.monotonic(), []
    for place in range(PACED):
        update = next(updates)
        chats.append((str(update["update_id"]), update["message"]["chat"]["id"]))
        time.sleep(max(0.0, start + place / PACE - time.monotonic()))
        server.post("/control/updates", [update])
    server.wait_for_messages(PACED)
    journal = server.journal(given=True)
    asked: dict[int, deque[float]] = defaultdict(deque)
    for update_id, chat in chats:
        asked[chat].append(journal["given"][update_id])
    answers = [call for call in journal["calls"] if call["method"] == "sendMessage"]
    return [1000 * (call["at"] - asked[call["params"]["chat_id"]].popleft()) for call in answers]


def _cpu(process: Popen[bytes]) -> float:
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)
