"""A scenario file into its cases; what is wrong with it is said with its name and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.errors import MbongiError

_KEYS = frozenset({"id", "title", "rules", "ambiguous", "ambiguity", "given", "when", "then"})
_TABLES = ("given", "when", "then")


class ScenarioFileError(MbongiError):
    """A file whose cases cannot be read."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the facts given, what is done, what must come out. `problem`: why it cannot be run at all."""

    id: str
    title: str
    given: Mapping[str, Any]
    when: Mapping[str, Any]
    then: Mapping[str, Any]
    problem: str | None = None

    @property
    def name(self) -> str:
        """Its id, with the title where it has one."""
        return f"{self.id} ({self.title})" if self.title else self.id


def read_cases(path: Path) -> list[Case]:
    """The file's cases in order; none where it holds no `cases`. ScenarioFileError where it is no scenario file."""
    content = _parsed(path)
    if "cases" not in content:
        return []
    if not isinstance(content["cases"], list):
        raise ScenarioFileError(f"{path.name}: cases is not a list")
    return [_case(place, entry) for place, entry in enumerate(content["cases"], start=1)]


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioFileError(f"{path.name}: cannot be read as UTF-8 text: {error}") from error
    except yaml.YAMLError as error:
        raise ScenarioFileError(f"{path.name}: is not YAML: {_where(error)}") from error
    except ValueError as error:
        raise ScenarioFileError(f"{path.name}: holds a value that does not exist: {error}") from error
    if not isinstance(content, Mapping):
        raise ScenarioFileError(f"{path.name}: holds no keys; expected topic and cases")
    return content


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{place}{getattr(error, 'problem', None) or error}"


def _case(place: int, entry: object) -> Case:
    if not isinstance(entry, Mapping):
        return Case(f"case {place}", "", {}, {}, {}, problem=f"is {entry!r}; expected keys and values")
    label = str(entry.get("id") or f"case {place}")
    tables = {key: {} if entry.get(key) is None else entry[key] for key in _TABLES}
    problem = _problem(entry, tables)
    if problem:
        return Case(label, str(entry.get("title", "")), {}, {}, {}, problem=problem)
    return Case(label, str(entry.get("title", "")), **tables)


def _problem(entry: Mapping[str, Any], tables: Mapping[str, Any]) -> str | None:
    unknown = [str(key) for key in entry if key not in _KEYS]
    if unknown:
        return f"does not know {', '.join(unknown)}"
    for key, table in tables.items():
        if not isinstance(table, Mapping):
            return f"{key} is {table!r}; expected keys and values"
    if not isinstance(tables["when"].get("action"), str):
        return "when.action is missing"
    return None if tables["then"] else "then is missing: nothing would be checked"
