"""What a case says, read into dataclasses: a key that the dataclass does not have is refused by its full name.

The dataclass is the whole definition: a field's type says what is allowed, a default makes it optional. Types known:
`bool int str date datetime`, string enumerations, `X | None`, `tuple[X, ...]`, `dict[str, X]`, other dataclasses, and
`object` for whatever stands there.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class UnreadableError(Exception):
    """What the runner cannot take, in one sentence that names the key."""


def read(shape: type[T], value: object, path: str) -> T:
    """The value as `shape`. UnreadableError names the key by its path, as in `given.payments[2].method`."""
    result: T = _read(shape, value, path)
    return result


def _read(shape: Any, value: object, path: str) -> Any:
    origin = get_origin(shape)
    if origin in {Union, types.UnionType}:
        (inner,) = (each for each in get_args(shape) if each is not type(None))
        return None if value is None else _read(inner, value, path)
    if shape is object:
        return value
    if origin is tuple:
        return _items(get_args(shape)[0], value, path)
    if origin is dict:
        return {key: _read(get_args(shape)[1], item, f"{path}.{key}") for key, item in _table(value, path).items()}
    if is_dataclass(shape):
        return _fields(shape, value, path)
    return _plain(shape, value, path)


def _items(shape: Any, value: object, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise UnreadableError(f"{path} is {value!r}; expected a list")
    return tuple(_read(shape, item, f"{path}[{place}]") for place, item in enumerate(value, start=1))


def _table(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UnreadableError(f"{path} is {value!r}; expected keys and values")
    return {str(key): item for key, item in value.items()}


def _fields(shape: Any, value: object, path: str) -> Any:
    table = _table(value, path)
    known = {field.name.rstrip("_"): field for field in fields(shape)}
    for key in table:
        if key not in known:
            raise UnreadableError(f"does not know {path}.{key}")
    hints = _hints(shape)
    values = {}
    for key, field in known.items():
        if key in table:
            values[field.name] = _read(hints[field.name], table[key], f"{path}.{key}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise UnreadableError(f"{path}.{key} is missing")
    return shape(**values)


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)


def _plain(shape: Any, value: object, path: str) -> Any:
    if shape is date:
        return _moment(date, value, path)
    if shape is datetime:
        instant = _moment(datetime, value, path)
        if instant.tzinfo is None:
            raise UnreadableError(f"{path} is {value!r}; expected an instant with its offset")
        return instant
    if issubclass(shape, StrEnum):
        if value not in set(shape):
            raise UnreadableError(f"{path} is {value!r}; expected one of {', '.join(shape)}")
        return shape(value)
    if type(value) is not shape:
        raise UnreadableError(f"{path} is {value!r}; expected {_NAMES[shape]}")
    return value


_NAMES = {bool: "true or false", int: "a whole number", str: "a text"}


def _moment(shape: type[date], value: object, path: str) -> Any:
    """A date or an instant, written as such or quoted."""
    if type(value) is shape:
        return value
    try:
        return shape.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        name = "a date" if shape is date else "an instant"
        raise UnreadableError(f"{path} is {value!r}; expected {name}") from None
