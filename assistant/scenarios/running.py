"""Runs the cases of scenario files, each on its own database, and says which failed and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.bylaws import amend
from assistant.clocks import StandingClock
from assistant.domain.bylaws import Bylaws
from assistant.domain.errors import BylawsError, MbongiError, RefusedError
from assistant.scenarios.actions import ACTIONS
from assistant.scenarios.comparing import differences
from assistant.scenarios.files import Case, ScenarioFileError, read_cases
from assistant.scenarios.registry import Action, Found
from assistant.scenarios.shapes import UnreadableError, read
from assistant.scenarios.stage import Fresh, Stage

_AMENDMENTS = ("settings", "tariff_changes")


@dataclass(slots=True)
class Report:
    """How many cases passed and failed, and the lines that say so; the last one is the sum."""

    passed: int = 0
    failed: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def lines(self) -> tuple[str, ...]:
        """A line for each case that failed and each file passed over, then `N passed, N failed`."""
        return (*self.told, f"{self.passed} passed, {self.failed} failed")


async def run_files(paths: Iterable[Path], fresh: Fresh, bylaws: Bylaws) -> Report:
    """Run every case of the files under those bylaws. A file that cannot be read counts as one failure."""
    report = Report()
    for path in paths:
        await _run_file(path, fresh, bylaws, report)
    return report


async def _run_file(path: Path, fresh: Fresh, bylaws: Bylaws, report: Report) -> None:
    try:
        cases = read_cases(path)
    except ScenarioFileError as error:
        report.failed += 1
        report.told.append(str(error))
        return
    if not cases:
        report.told.append(f"{path.name}: holds no cases, passed over")
    for case in cases:
        problems = await run_case(case, fresh, bylaws)
        if problems:
            report.failed += 1
            report.told.append(f"{path.name}: {case.name}: {'; '.join(problems)}")
        else:
            report.passed += 1


async def run_case(case: Case, fresh: Fresh, bylaws: Bylaws) -> list[str]:
    """What came out otherwise than the case expects, one text each; empty where it passes."""
    if case.problem:
        return [case.problem]
    action = ACTIONS.get(case.when["action"])
    if action is None:
        return [f"does not know the action {case.when['action']}"]
    try:
        found = await _play(case, action, fresh, bylaws)
    except UnreadableError as error:
        return [str(error)]
    except MbongiError as error:
        return [_refusal(error)]
    except Exception as error:  # noqa: BLE001 - a case that breaks is a line of the report, and the others still run
        return [f"broke: {type(error).__name__}: {error}"]
    return differences(case.then, found)


async def _play(case: Case, action: Action, fresh: Fresh, bylaws: Bylaws) -> Found:
    given = read(action.given, _without(case.given, _AMENDMENTS), "given")
    when = read(action.when, _without(case.when, ("action",)), "when")
    amended = _amended(case.given, bylaws)
    clock = StandingClock()
    async with fresh(amended, clock) as database:
        return await action.run(Stage(database, clock, amended), given, when)


def _refusal(error: MbongiError) -> str:
    """An error of the services that no action awaits, on one line."""
    if isinstance(error, RefusedError):
        return f"was refused: {error.decision.reason}"
    return " / ".join(str(error).splitlines()) or type(error).__name__


def _without(table: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


def _amended(given: Mapping[str, Any], bylaws: Bylaws) -> Bylaws:
    """The bylaws with the case's settings and newly voted figures."""
    settings, changes = given.get("settings") or {}, given.get("tariff_changes") or []
    if not isinstance(settings, Mapping) or not isinstance(changes, list):
        raise UnreadableError("given.settings holds keys and values, given.tariff_changes a list of them")
    try:
        return amend(bylaws, settings, changes)
    except BylawsError as error:
        raise UnreadableError("; ".join(f"given: {problem}" for problem in error.problems)) from error
