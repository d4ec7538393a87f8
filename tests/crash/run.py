"""The kill test: the same workload with and without kills, and what must not differ between the two."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.crash.playing import Outcome, Plan, play
from tests.crash.stage import Setting


@dataclass(slots=True)
class Verdict:
    """What the kills did; `problems` is empty where all is well."""

    updates: int
    kills: int
    lost: int
    repeated: int
    unsure: int
    problems: list[str] = field(default_factory=list)


async def compare(setting: Setting, plan: Plan, folder: Path) -> Verdict:
    """Play twice, without and with kills."""
    calm = await play(setting, replace(plan, kills=0, server_kills=0), folder / "calm", 0)
    rough = await play(setting, plan, folder / "rough", calm.messages)
    missing, extra = calm.shown - rough.shown, rough.shown - calm.shown
    verdict = Verdict(rough.given, rough.kills, missing.total(), extra.total(), 0)
    verdict.problems += [f"never shown to {place}: {text[:60]!r} ({n}x)" for (place, text), n in missing.items()]
    verdict.problems += _too_often(rough, extra)
    verdict.problems += rough.wrong
    verdict.problems += [f"failed without a kill: {row}" for row in calm.tables["inbox"] if "'failed" in row]
    verdict.problems += _differences(calm.tables, rough.tables)
    _judge_once(rough, verdict)
    return verdict


def _too_often(rough: Outcome, extra: Counter[tuple[int, str]]) -> list[str]:
    """What a kill left half-sent may come again, where the platform shows again what is sent again."""
    allowed = rough.again if rough.shows_repeats else Counter[int]()
    return [
        f"shown to {place} {n} times too often, {allowed[place]} tried again: {text[:60]!r}"
        for (place, text), n in extra.items()
        if n > allowed[place]
    ]


def _judge_once(rough: Outcome, verdict: Verdict) -> None:
    """At most once: never twice, and whatever did not arrive is listed as unsure.

    Where what is sent again is not shown again, nothing is unsure: all of it arrives.
    """
    ends = ("sent", "unsure") if rough.shows_repeats else ("sent",)
    for key, state in rough.once_states.items():
        times = rough.once[key]
        verdict.unsure += state == "unsure"
        if times > 1:
            verdict.problems.append(f"{key} arrived {times} times")
        if state not in ends or (state == "sent" and times != 1):
            verdict.problems.append(f"{key} is {state} and arrived {times} times")
    if not rough.once_states:
        verdict.problems.append("no message of the at-most-once class was played")


def _differences(calm: dict[str, list[str]], rough: dict[str, list[str]]) -> list[str]:
    found = []
    for table, rows in calm.items():
        gone, new = Counter(rows) - Counter(rough[table]), Counter(rough[table]) - Counter(rows)
        found += [f"{table}: missing {row[:300]}" for row in list(gone)[:3]]
        found += [f"{table}: unexpected {row[:300]}" for row in list(new)[:3]]
    return found
