"""`serve` as an operator starts it: a process of its own, until a signal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.conftest import Command
from tests.loopback import free_port

PATIENCE = 120.0


def _dues_recorded(books: Command) -> bool:
    rows = json.loads(books("export", "ledger", "--format", "json").stdout)
    return any(row["kind"] == "monthly" for row in rows)


def test_serving_records_what_has_fallen_due_without_being_told(books: Command, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "ASSISTANT_DATA_DIR": str(tmp_path),
        "WEB_CHAT_LISTEN": f"127.0.0.1:{free_port()}",
    }
    before = _dues_recorded(books)

    serving = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "assistant", "serve"], env=environment, stderr=subprocess.PIPE
    )
    until = time.monotonic() + PATIENCE
    while not (recorded := _dues_recorded(books)) and time.monotonic() < until and serving.poll() is None:
        time.sleep(0.2)
    serving.send_signal(signal.SIGTERM)
    _, told = serving.communicate(timeout=PATIENCE)

    assert (before, recorded) == (False, True)
    assert serving.returncode == 0
    assert b"Traceback" not in told


def test_a_command_line_without_matrix_does_not_load_its_library() -> None:
    loaded = "import sys, assistant.cli; sys.exit('nio' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", loaded], check=False)  # noqa: S603 - our own words

    assert done.returncode == 0
