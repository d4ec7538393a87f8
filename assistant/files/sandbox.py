"""Runs a parser of untrusted bytes in a process of its own, with little memory, little time and no secrets.

The parser is a module's function from bytes to plain data; its answer comes back as JSON, so that nothing which a
hostile file may have written is ever executed here. FileRefusedError goes through; whatever else befalls the parser
becomes one.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from assistant.domain.errors import FileRefusedError

Parser = Callable[[bytes], Any]
"""A function at the top of a module; what it returns can be written as JSON."""

SECONDS = 20
MEMORY = 512 * 1024 * 1024
MAX_ANSWER = 64 * 1024 * 1024
_LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_FSIZE, MAX_ANSWER),
    (resource.RLIMIT_CORE, 0),
)
_UNSAFE = "the file cannot be read safely; export it again, or for a shorter period"
_log = logging.getLogger(__name__)


def run(parser: Parser, content: bytes, *, seconds: float = SECONDS) -> Any:
    """What the parser answers. FileRefusedError where it refuses, dies, or takes more time or memory than it may."""
    with tempfile.TemporaryFile() as answer:
        try:
            ended = _ended(parser, content, answer, seconds)
        except subprocess.TimeoutExpired:
            sentence = f"the file takes more than {seconds:g} seconds to read; send a shorter period"
            raise FileRefusedError([sentence]) from None
        if ended != 0:
            _log.warning("the parser %s ended with %s", parser.__qualname__, ended)
            raise FileRefusedError([_UNSAFE])
        answer.seek(0)
        return _answered(answer)


def _ended(parser: Parser, content: bytes, answer: IO[bytes], seconds: float) -> int:
    """The exit code of the process; its answer lies in the file."""
    return subprocess.run(  # noqa: S603 - this very module, and a function of ours
        [sys.executable, "-m", __name__, parser.__module__, parser.__qualname__],
        input=content,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        timeout=seconds,
        check=False,
    ).returncode


def _environment() -> dict[str, str]:
    """Where the code lies, and none of the settings."""
    return {"PYTHONPATH": os.pathsep.join(str(Path(place).absolute()) for place in sys.path), "PYTHONUTF8": "1"}


def _answered(answer: IO[bytes]) -> Any:
    try:
        said = json.load(answer)
        refused = said.get("problems")
        problems = [str(problem) for problem in refused] if refused is not None else []
        value = None if problems else said["value"]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise FileRefusedError([_UNSAFE]) from error
    if problems:
        raise FileRefusedError(problems)
    return value


def _main(module: str, name: str) -> None:
    """In the process of its own."""
    for limit, most in _LIMITS:
        resource.setrlimit(limit, (most, most))
    parser = getattr(import_module(module), name)
    try:
        said = {"value": parser(sys.stdin.buffer.read())}
    except FileRefusedError as error:
        said = {"problems": error.problems}
    json.dump(said, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    _main(*sys.argv[1:])
