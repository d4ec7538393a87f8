"""A message to a thousand members through the paced `serve`: how long it takes, and how soon `/solde` is answered
meanwhile, beside the same at rest.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import quantiles
from typing import Any

from tests.association import chat_of
from tests.bench.processes import Server
from tests.telegram import people

PLATFORM_PER_SECOND = 30
"""What Telegram's frequently asked questions let a bot send to different chats."""
ASKED_PER_SECOND = 4
REST_ASKED = 200
SECRETARY = 3
"""Who writes it: the third of the association."""
WORDS = "La réunion est avancée à 14 h."
PATIENCE = 300.0
LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Sending:
    """Seconds from the yes to the last message, and the platform's own; ms from `/solde` to its answer, at p95."""

    members: int
    seconds: float
    ideal: float
    p95_at_rest: float
    p95_meanwhile: float


def measure(server: Server, members: int, section: str) -> Sending:
    """`section`: the audience, of the first so many members of the association."""
    askers = cycle(place for place in range(1, members + 1) if place != SECRETARY)
    server.post("/control/reset", {})
    at_rest = _ask(server, [next(askers) for _ in range(REST_ASKED)])
    server.post("/control/reset", {})
    yes = _write(server, section)
    asked = _ask_until_sent(server, askers, members)
    journal = server.journal(given=True)
    last = max(call["at"] for call in journal["calls"] if _is_message(call))
    return Sending(members, last - yes, members / PLATFORM_PER_SECOND, _p95(at_rest), _p95(_delays(journal, asked)))


def _ask(server: Server, places: list[int]) -> list[float]:
    """Milliseconds of each, evenly spread."""
    asked = []
    start = time.monotonic()
    for turn, place in enumerate(places):
        time.sleep(max(0.0, start + turn / ASKED_PER_SECOND - time.monotonic()))
        asked.append(_solde(server, place))
    server.wait_for_messages(len(places))
    return _delays(server.journal(given=True), asked)


def _write(server: Server, section: str) -> float:
    """The secretary writes it, sees it and says yes; the server's instant of the yes."""
    chat = chat_of(SECRETARY)
    server.post("/control/updates", [people.message(chat, f"/diffuser section:{section} {WORDS}")])
    server.wait_for_messages(1)
    yes = people.message(chat, "oui")
    server.post("/control/updates", [yes])
    return float(server.journal(given=True)["given"][str(yes["update_id"])])


def _ask_until_sent(server: Server, askers: Any, members: int) -> list[tuple[str, int]]:
    """Ask on, until each has the message; the updates and the chats asked from."""
    asked: list[tuple[str, int]] = []
    start = looked = time.monotonic()
    while time.monotonic() < start + PATIENCE:
        time.sleep(max(0.0, start + len(asked) / ASKED_PER_SECOND - time.monotonic()))
        asked += [_solde(server, place) for place in islice(askers, 1)]
        if time.monotonic() - looked > LOOK_SECONDS:
            looked = time.monotonic()
            if sum(map(_is_message, server.journal()["calls"])) >= members:
                return asked
    raise TimeoutError(f"fewer than {members} messages in {PATIENCE} s")


def _solde(server: Server, place: int) -> tuple[str, int]:
    update = people.message(chat_of(place), "/solde")
    server.post("/control/updates", [update])
    return str(update["update_id"]), chat_of(place)


def _delays(journal: dict[str, Any], asked: list[tuple[str, int]]) -> list[float]:
    """Milliseconds from each question to its answer; the last ones may not have theirs yet."""
    given: dict[int, deque[float]] = defaultdict(deque)
    for update, chat in asked:
        given[chat].append(journal["given"][update])
    answers = [call for call in journal["calls"] if _is_answer(call) and given[call["params"]["chat_id"]]]
    return [1000 * (call["at"] - given[call["params"]["chat_id"]].popleft()) for call in answers]


def _is_message(call: dict[str, Any]) -> bool:
    return call["method"] == "sendMessage" and str(call["params"]["text"]).startswith(WORDS)


def _is_answer(call: dict[str, Any]) -> bool:
    """To who asked: the message apart, nothing else is sent to them."""
    return call["method"] == "sendMessage" and not _is_message(call) and call["params"]["chat_id"] != chat_of(SECRETARY)


def _p95(delays: list[float]) -> float:
    return quantiles(delays, n=100)[94]
