"""Actions by name: coroutines `(stage, given, when) -> Found`, whose annotations say which keys they know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, get_type_hints

from assistant.scenarios.stage import Stage


@dataclass(frozen=True, slots=True)
class Found:
    """What the services did: each fact that `then` may ask for, and the articles that the decision names."""

    facts: Mapping[str, object]
    articles: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Action:
    """How a case's `when.action` is carried out; `given` and `when` are the dataclasses that its keys are read into."""

    name: str
    given: Any
    when: Any
    run: Callable[[Stage, Any, Any], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No keys at all."""


def by_name(*functions: Callable[..., Awaitable[Found]]) -> dict[str, Action]:
    """The functions as actions, each under its own name."""
    return {function.__name__: _action(function) for function in functions}


def _action(function: Callable[..., Awaitable[Found]]) -> Action:
    hints = get_type_hints(function)
    _, given, when = (hints[name] for name in signature(function).parameters)
    return Action(function.__name__, given, when, function)
