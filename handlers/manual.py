"""The page of commands, made from the route table and from the questions that the handlers ask."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

from assistant.chat import Command, Routes
from assistant.domain.members import BUREAU, TREASURERS, Role
from assistant.services.permissions import EVERY_MEMBER, Action, holders

ASKS = {"ask": 0, "ask_or_skip": 0, "hand_in": 0, "proof": 1}
"""How questions are asked, and the place of the key among what is given; `confirm` has its own."""
INTRODUCTION = """# Commands

Made by `make docs` from the code. French and English words both work, whatever the reader's language; the menu shows
each person the commands that are open to them. Arguments may follow a command and answer its first questions. Question
keys stand in the order in which they may be asked; what a command gives is its result on the console channel, amounts
in cents. A refusal gives `refused` and `articles` instead.

| who | command | asks | gives |
|---|---|---|---|
"""


def page(routes: Routes) -> str:
    """`docs/commands.md`: a row a command."""
    return INTRODUCTION + "".join(map(_row, routes.commands))


def _row(command: Command) -> str:
    words = " ".join(dict.fromkeys(f"`/{word}`" for word in (*command.names.values(), command.name)))
    asks = ", ".join(f"`{key}`" for key in keys(sys.modules[command.handler.__module__]))
    gives = ", ".join(f"`{name}`" for name in command.gives)
    return f"| {_who(command.action)} | {words} – {command.summary} | {asks} | {gives} |\n"


def _who(action: Action | None) -> str:
    if action is None:
        return "anyone"
    names = {
        frozenset(BUREAU): "bureau",
        frozenset(TREASURERS): "treasurer",
        TREASURERS | {Role.PRESIDENT}: "treasurer, president",
        BUREAU | {Role.CONTROL}: "bureau, control commission",
        BUREAU | {Role.COMMUNICATION}: "bureau, communication commission",
        frozenset({Role.SOCIAL}): "social commission",
    }
    return "member" if action in EVERY_MEMBER else names[holders(action)]


def keys(module: ModuleType) -> tuple[str, ...]:
    """The keys of the questions that a family of commands asks, in the order of its file."""
    return tuple(dict.fromkeys(_asked(ast.parse(inspect.getsource(module)))))


def _asked(tree: ast.AST) -> Iterator[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name == "confirm":
            yield name
        elif name in ASKS and len(call.args) > ASKS[name]:
            key = call.args[ASKS[name]]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value
