"""The processes of the end-to-end benchmarks: a Bot API server, and a bot that talks to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.association import NOON
from tests.telegram.bot_api import TOKEN

PATIENCE = 120.0


class Server:
    """The Bot API server of its own process, steered over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, path: str, body: Any) -> None:
        """Steer."""
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            answer.read()

    def journal(self, after: int = 0, *, given: bool = False) -> dict[str, Any]:
        """The calls, from that one on."""
        query = f"?after={after}" + ("&given=1" if given else "")
        with urllib.request.urlopen(f"{self.url}/control/journal{query}") as answer:  # noqa: S310 - our own server
            shown: dict[str, Any] = json.load(answer)
            return shown

    def wait_for_messages(self, count: int) -> None:
        """Until so many messages were sent since the last reset."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if sum(call["method"] == "sendMessage" for call in self.journal()["calls"]) >= count:
                return
            time.sleep(0.2)
        raise TimeoutError(f"fewer than {count} messages in {PATIENCE} s")

    def wait_for_poll(self) -> None:
        """Until the bot asks for updates."""
        before, end = self.journal()["polls"], time.monotonic() + PATIENCE
        while time.monotonic() < end and self.journal()["polls"] == before:
            time.sleep(0.01)


@contextmanager
def bot_api() -> Iterator[Server]:
    """A server, on its own core where there is more than one."""
    with _process("-m", "tests.telegram.bot_api", core=0, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield Server(process.stdout.readline().decode().strip())


@contextmanager
def echo_bot(server: Server) -> Iterator[subprocess.Popen[bytes]]:
    """The yardstick, ready."""
    with _process("-m", "tests.bench.echo", server.url, core=1) as process:
        server.wait_for_poll()
        yield process


@contextmanager
def assistant(server: Server, path: Path, module: str = "tests.bench.serving") -> Iterator[subprocess.Popen[bytes]]:
    """Mbongi on that database, ready."""
    settings = _on(path) | {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    arguments = ("-m", module) if module != "assistant" else ("-m", "assistant", "serve")
    with _process(*arguments, core=1, settings=settings) as process:
        server.wait_for_poll()
        yield process


@contextmanager
def matrix_echo_bot(homeserver: str, user: str, store: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The yardstick on Matrix, on any core."""
    store.mkdir()
    with _process("-m", "tests.bench.matrix_echo", homeserver, user, str(store)) as process:
        yield process


@contextmanager
def assistant_on_matrix(path: Path, settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The real `serve` on that database, on any core; it may not be ready yet."""
    with _process("-m", "assistant", "serve", settings={**_on(path), **settings}) as process:
        yield process


def _on(path: Path) -> dict[str, str]:
    return {
        "ASSISTANT_DATABASE_URL": f"sqlite:///{path}",
        "ASSISTANT_DATA_DIR": str(path.parent),
        "ASSISTANT_LOG_LEVEL": "WARNING",
        "ASSISTANT_TIMEZONE": NOON.key,
    }


@contextmanager
def _process(
    *arguments: str, core: int | None = None, settings: Mapping[str, str] | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, *arguments], env=os.environ | (settings or {}), stdout=stdout)  # noqa: S603
    if core is not None:
        available = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(process.pid, {available[core % len(available)]})
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
