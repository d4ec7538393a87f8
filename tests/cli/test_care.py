"""Bylaws chosen, copies, verification, the doctor: what an operator does for the data's sake."""

import sqlite3
from contextlib import closing
from json import loads
from pathlib import Path
from shutil import copy

import pytest

from assistant import bylaws
from tests.cli.conftest import Command

SHIPPED = Path(bylaws.__file__).parent / "ndzouana.toml"


def _findings(run: Command) -> dict[str, bool]:
    return {row["what"]: row["ok"] for row in loads(run("doctor", "--json").stdout)}


def test_init_may_be_repeated(empty: Command) -> None:
    assert [empty("init").exit_code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("chosen", ["no-such-name", "bad.toml", "."])
def test_bylaws_that_cannot_be_used_are_not_recorded(empty: Command, tmp_path: Path, chosen: str) -> None:
    (tmp_path / "bad.toml").write_text("x = [", encoding="ascii")
    empty("init")

    refused = empty("init", "--bylaws", chosen)

    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"{chosen}: ")
    assert empty("report", "arrears", "--on", "2026-09-30").exit_code == 0


def test_bylaws_chosen_by_file_are_found_from_any_folder_and_replaced_once_gone(
    empty: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(copy(SHIPPED, tmp_path / "own.toml"))
    chosen = empty("init", "--bylaws", "own.toml")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    found = empty("report", "arrears", "--on", "2026-09-30")
    own.unlink()

    gone = empty("report", "arrears", "--on", "2026-09-30")
    told = _findings(empty)["bylaws"]
    again = empty("init", "--bylaws", "ndzouana")

    assert [chosen.exit_code, found.exit_code, gone.exit_code, again.exit_code] == [0, 0, 1, 0]
    assert str(own) in gone.stderr
    assert told is False
    assert empty("report", "arrears", "--on", "2026-09-30").exit_code == 0


def test_a_changed_line_of_the_ledger_is_named_by_verify(books: Command, tmp_path: Path) -> None:
    sound = books("verify")
    with closing(sqlite3.connect(tmp_path / "assistant.db")) as raw:
        raw.execute("DROP TRIGGER transfer_unchanged")
        raw.execute("UPDATE transfer SET cents = cents + 1 WHERE id = 3")
        raw.commit()

    found = books("verify", "--json")

    assert (sound.exit_code, sound.stdout) == (0, "All is well.\n")
    assert found.exit_code == 1
    assert "transfers 1 to " in loads(found.stdout)["problems"][0]
    assert _findings(books)["books"] is False


def test_a_copy_is_restored_elsewhere_in_quarantine_until_released(books: Command, tmp_path: Path) -> None:
    books("backup", "copy")
    there = {"ASSISTANT_DATA_DIR": str(tmp_path / "there")}
    before = books("report", "arrears", "--on", "2026-09-30", "--json").stdout

    restored = books("restore", "copy", env=there)
    held = loads(books("doctor", "--json", env=there).stdout)
    released = books("release", env=there)

    assert (restored.exit_code, released.exit_code) == (0, 0)
    assert [row["what"] for row in held if not row["ok"]] == ["sending"]
    assert books("doctor", env=there).exit_code == 0
    assert books("verify", env=there).exit_code == 0
    assert books("report", "arrears", "--on", "2026-09-30", "--json", env=there).stdout == before


def test_a_copy_overwrites_nothing(books: Command, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious", encoding="ascii")

    made, back = books("backup", "copy"), books("restore", "copy")

    assert (made.exit_code, back.exit_code) == (1, 1)
    assert (tmp_path / "copy").read_text(encoding="ascii") == "precious"


def test_the_doctor_says_what_is_missing_without_a_database(empty: Command) -> None:
    assert _findings(empty) == {
        "settings": True,
        "bylaws": True,
        "database": False,
        "books": False,
        "account": True,
        "documents": True,
        "sending": False,
        "telegram": True,
        "matrix": True,
        "e-mail": True,
        "web chat": True,
    }


def test_the_doctor_says_where_members_pay_and_whether_documents_are_taken(empty: Command) -> None:
    with_both = {"ASSISTANT_IBAN": "FR7630006000011234567890189", "ASSISTANT_SECRET_KEY": "a long random text"}

    without, set_up = empty("doctor").stdout, empty("doctor", env=with_both).stdout

    assert "set ASSISTANT_IBAN" in without
    assert "set ASSISTANT_SECRET_KEY" in without
    assert "ends in 0189" in set_up
    assert "kept encrypted" in set_up
    assert "a long random text" not in set_up


def test_an_article_is_shown_and_an_unknown_one_is_refused(empty: Command) -> None:
    shown, unknown = empty("bylaws", "show", "16", "--json"), empty("bylaws", "show", "400")

    assert loads(shown.stdout)[0]["article"] == "NDZ art. 16"
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("no article 400")


def test_a_bylaws_file_is_judged_for_people_and_for_scripts(empty: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("x = [", encoding="ascii")

    sound, unsound = empty("bylaws", "check", "ndzouana", "--json"), empty("bylaws", "check", "bad.toml", "--json")

    assert loads(sound.stdout) == {"sound": True, "problems": [], "name": "N'DZOUANA", "articles": 36}
    assert unsound.exit_code == 1
    assert loads(unsound.stdout)["problems"] == unsound.stderr.splitlines()
