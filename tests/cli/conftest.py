import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy

import pytest
from click.testing import CliRunner, Result

import storage
from assistant.cli import cli

Command = Callable[..., Result]
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """What a command sets up for its own process is undone."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line in a folder of its own, where nothing was ever done; `env` sets variables for one command."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "ASSISTANT_DATABASE_URL",
        "ASSISTANT_BYLAWS",
        "TELEGRAM_TOKEN",
        "MATRIX_HOMESERVER",
        "WEB_CHAT_LISTEN",
    ):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, env: dict[str, str] | None = None, typed: str = "") -> Result:
        chosen = {"ASSISTANT_DATA_DIR": str(tmp_path)} | (env or {})
        return CliRunner().invoke(cli, arguments, input=typed, env=chosen, prog_name="assistant")

    return run


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the data files in it, made once."""
    folder = tmp_path_factory.mktemp("kept")
    runner = CliRunner()
    for arguments in (
        ("init",),
        ("import", "members", str(DATA / "members.csv")),
        ("import", "balances", str(DATA / "balances-2025-12-31.csv"), "--on", "2025-12-31"),
        ("import", "payments", str(DATA / "payments-2026.csv")),
    ):
        done = runner.invoke(cli, arguments, env={"ASSISTANT_DATA_DIR": str(folder)})
        assert done.exit_code == 0, done.output
    return folder / "assistant.db"


@pytest.fixture
def books(empty: Command, kept: Path, tmp_path: Path) -> Command:
    """The command line over the association of the data files."""
    copy(kept, tmp_path / "assistant.db")
    assert storage.verify(f"sqlite:///{tmp_path / 'assistant.db'}") == []
    return empty
