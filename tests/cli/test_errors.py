"""Bad input ends with one sentence on standard error and a code: 1 refused or found wrong, 2 bad usage or settings."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

REPORT = ("report", "arrears", "--on", "2026-09-30")


def _is_one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSISTANT_TIMEZONE", "Mars/Olympus"),
        ("ASSISTANT_TIMEZONE", "/etc/passwd"),
        ("ASSISTANT_LOCALE", "de"),
        ("ASSISTANT_LOG_LEVEL", "loud"),
        ("ASSISTANT_BYLAWS", "no-such-bylaws"),
        ("ASSISTANT_IBAN", "FR76"),
        ("ASSISTANT_REGLEMENT", "no/such/file.md"),
        ("ASSISTANT_DATABASE_URL", "mysql://here/there"),
        ("ASSISTANT_DATABASE_URL", "sqlite:///"),
        ("ASSISTANT_DATABASE_URL", "postgresql://nobody@127.0.0.1:port/test"),
        ("ASSISTANT_DATABASE_URL", "postgresql://nobody:hunter2@127.0.0.1:1/test"),
        ("WEB_CHAT_LISTEN", "0.0.0.0:8008"),
        ("TELEGRAM_TOKEN_FILE", "no/such/file"),
        ("MATRIX_HOMESERVER", "matrix.example.org"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_ends_with_2(books: Command, variable: str, value: str) -> None:
    done = books(*REPORT, env={variable: value})

    assert done.exit_code == 2
    assert variable in done.stderr
    assert _is_one_sentence(done.stderr)
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("variable", ["TELEGRAM_TOKEN_FILE", "ASSISTANT_REGLEMENT"])
def test_a_file_of_bytes_where_text_is_expected_is_named(books: Command, tmp_path: Path, variable: str) -> None:
    place = tmp_path / "bytes"
    place.write_bytes(b"\xff\xfe\x00\x81")

    done = books(*REPORT, env={variable: str(place)})

    assert done.exit_code == 2
    assert variable in done.stderr
    assert str(place) in done.stderr


def test_an_empty_file_of_a_secret_does_not_turn_the_channel_off_in_silence(books: Command, tmp_path: Path) -> None:
    place = tmp_path / "token"
    place.write_text("\n", encoding="ascii")

    done = books(*REPORT, env={"TELEGRAM_TOKEN_FILE": str(place)})

    assert done.exit_code == 2
    assert done.stderr.startswith("TELEGRAM_TOKEN_FILE is empty")


def test_a_dotenv_of_bytes_is_named(books: Command, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\x7fELF\xff\xfe")

    done = books(*REPORT)

    assert done.exit_code == 2
    assert done.stderr == ".env cannot be read: it holds no UTF-8 text\n"


@pytest.mark.parametrize(
    "command", [REPORT, ("verify",), ("tick",), ("console",), ("backup", "copy"), ("invite", "M014")]
)
def test_without_a_database_every_command_says_to_make_one(empty: Command, command: tuple[str, ...]) -> None:
    done = empty(*command)

    assert done.exit_code == 1
    assert done.stderr.startswith("there is no database at ")
    assert done.stderr.endswith("run `assistant init`\n")


@pytest.mark.parametrize("command", [REPORT, ("init",), ("tick",), ("backup", "copy")])
def test_a_file_that_is_no_database_is_named(empty: Command, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "assistant.db").write_bytes(b"this was never a database" * 100)

    done = empty(*command)

    assert done.exit_code == 1
    assert str(tmp_path / "assistant.db") in done.stderr
    assert _is_one_sentence(done.stderr)


@pytest.mark.parametrize("command", [REPORT, ("init",)])
def test_a_folder_in_the_place_of_the_database_is_a_bad_setting(
    empty: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = empty(*command, env={"ASSISTANT_DATABASE_URL": f"sqlite:///{tmp_path}"})

    assert done.exit_code == 2
    assert _is_one_sentence(done.stderr)


def test_a_file_in_the_place_of_the_data_folder_is_named(empty: Command, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("", encoding="ascii")

    done = empty("init", env={"ASSISTANT_DATA_DIR": str(place)})

    assert done.exit_code == 1
    assert str(place) in done.stderr
    assert _is_one_sentence(done.stderr)


@pytest.mark.parametrize(
    "command",
    [
        ("no-such-command",),
        ("report", "arrears"),
        ("report", "arrears", "--on", "tomorrow"),
        ("report", "arrears", "--on", "2200-01-01"),
        ("tick", "--at", "9999-12-31"),
        ("import", "members", "no/such/file.csv"),
        ("import", "members", "."),
        ("export", "everything"),
        ("invite",),
        ("scenarios",),
    ],
)
def test_bad_usage_is_one_sentence_and_2(books: Command, command: tuple[str, ...]) -> None:
    done = books(*command)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert _is_one_sentence(done.stderr)


def test_a_place_that_cannot_be_written_is_named(books: Command) -> None:
    done = books("export", "ledger", "no/such/folder/ledger.csv")

    assert done.exit_code == 1
    assert done.stderr.startswith("no/such/folder/ledger.csv cannot be used")


def test_serving_without_a_channel_is_a_missing_setting(books: Command) -> None:
    done = books("serve")

    assert done.exit_code == 2
    assert "TELEGRAM_TOKEN, MATRIX_HOMESERVER or WEB_CHAT_LISTEN" in done.stderr
