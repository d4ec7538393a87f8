"""What a case expects against what was found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from assistant.scenarios.registry import Found

_ANY = "_any"
"""`reason_any: [A, B]` is met by either."""


def differences(then: Mapping[str, Any], found: Found) -> list[str]:
    """What does not agree, one text a key; empty where all does."""
    return [text for key, wanted in then.items() if (text := _difference(key, wanted, found))]


def _difference(key: str, wanted: object, found: Found) -> str | None:
    if key == "cite":
        return None if wanted in found.articles else f"cite: expected {wanted}, found {_shown(list(found.articles))}"
    if key.endswith(_ANY) and isinstance(wanted, list):
        return _none_of(key.removesuffix(_ANY), wanted, found)
    if key not in found.facts:
        return f"does not know then.{key}"
    fact = found.facts[key]
    expected, got = plain(wanted), plain(fact)
    if isinstance(fact, frozenset) and isinstance(expected, list):
        expected = _in_order(expected)
    return None if _same(expected, got) else f"{key}: expected {_shown(expected)}, found {_shown(got)}"


def _none_of(key: str, wanted: list[object], found: Found) -> str | None:
    """Where several answers are right: what is found is none of them."""
    if key not in found.facts:
        return f"does not know then.{key}{_ANY}"
    got = plain(found.facts[key])
    return (
        None
        if any(_same(plain(one), got) for one in wanted)
        else f"{key}: expected one of {_shown(wanted)}, found {_shown(got)}"
    )


def plain(value: object) -> object:
    """As YAML and JSON write it: dates and instants as ISO text, enumerations as their value, tuples as lists."""
    match value:
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case frozenset():
            return _in_order([plain(item) for item in value])
        case _:
            return _plain_scalar(value)


def _plain_scalar(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _in_order(items: list[object]) -> list[object]:
    return sorted(items, key=str)


def _same(expected: object, got: object) -> bool:
    """Equal, and of one kind: `true` is not 1."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        return expected.keys() == got.keys() and all(_same(item, got[key]) for key, item in expected.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(_same, expected, got))
    return type(expected) is type(got) and expected == got


def _shown(value: object) -> str:
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "nothing"}[value]
        case str():
            return repr(value) if value.strip() != value or not value else value
        case list():
            return f"[{', '.join(map(_shown, value))}]"
        case Mapping():
            return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
        case _:
            return str(value)
