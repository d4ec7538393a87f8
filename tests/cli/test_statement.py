"""import statement, as an operator runs it on the association of the data files."""

from __future__ import annotations

import sqlite3
from json import loads
from pathlib import Path
from typing import Any

import pytest

import storage
from tests.cli.conftest import DATA, Command
from tests.files.statements.banks import sheet

CAMT, OFX = (DATA / name for name in ("statement-2026-11.camt053.xml", "statement-2026-11.ofx"))
STATES = {"matched": 19, "doubtful": 3, "unmatched": 3, "ignored": 2}


def _lines(command: Command, file: Path, *options: str) -> list[dict[str, Any]]:
    done = command("import", "statement", str(file), "--json", *options)
    assert done.exit_code == 0, done.stderr
    found = loads(done.stdout)
    assert list(found) == ["lines"]
    lines: list[dict[str, Any]] = found["lines"]
    return lines


def _states(lines: list[dict[str, Any]]) -> dict[str, int]:
    return {state: sum(line["state"] == state for line in lines) for state in STATES}


def _payments(tmp_path: Path) -> int:
    connection = sqlite3.connect(tmp_path / "assistant.db")
    ((count,),) = connection.execute("SELECT count(*) FROM transfer WHERE kind = 'payment'")
    connection.close()
    return int(count)


def test_each_line_has_its_state_and_its_matches_in_cents(books: Command) -> None:
    lines = {line["ref"][-2:]: line for line in _lines(books, CAMT)}

    assert _states(list(lines.values())) == STATES
    assert lines["08"] == {
        "ref": "20261100008",
        "date": "2026-11-05",
        "amount": 4000,
        "payer": "NGALIBALI ALBERT",
        "text": "COTISATIONS M007 ET M008 OCT NOV",
        "state": "matched",
        "matches": [{"member": "M007", "amount": 2000}, {"member": "M008", "amount": 2000}],
    }
    assert (lines["18"]["amount"], lines["18"]["state"], lines["18"]["matches"]) == (-12050, "ignored", [])
    assert lines["22"]["matches"] == [{"member": "M033", "amount": 1250}, {"member": "M035", "amount": 1250}]
    assert lines["20"]["matches"] == [{"member": "M034", "amount": 1000}]
    assert (lines["26"]["state"], lines["26"]["matches"]) == ("unmatched", [])


def test_both_formats_propose_the_same(books: Command) -> None:
    assert _lines(books, CAMT) == _lines(books, OFX)


def test_nothing_is_booked_without_a_yes(books: Command, tmp_path: Path) -> None:
    before = _payments(tmp_path)

    _lines(books, CAMT)
    told = books("import", "statement", str(OFX))

    assert _payments(tmp_path) == before
    assert told.stdout.splitlines()[-1] == (
        "19 matched, 3 doubtful, 3 unmatched, 2 ignored. Nothing is booked: --confirm books the matched lines."
    )


def test_a_yes_books_the_matched_lines_once_whatever_the_file(books: Command, tmp_path: Path) -> None:
    before = _payments(tmp_path)

    first = _lines(books, CAMT, "--confirm")
    booked = _payments(tmp_path)
    again = _lines(books, OFX, "--confirm")
    told = books("import", "statement", str(CAMT), "--confirm")

    assert _states(first) == STATES
    assert booked == before + 20
    assert _states(again) == {"matched": 0, "doubtful": 3, "unmatched": 3, "ignored": 21}
    assert _payments(tmp_path) == booked
    assert told.stdout.splitlines()[-1].endswith("21 ignored. 0 payments booked.")
    assert storage.verify(f"sqlite:///{tmp_path / 'assistant.db'}") == []


def test_people_read_a_line_for_each_with_why(books: Command) -> None:
    first, *_, last, _ = books("import", "statement", str(CAMT)).stdout.splitlines()

    assert first == "2026-11-02\t10.00\tmatched\tnumber\tM017 10.00\tALBERT LEBAN\tCOTISATION M017 NOV 2026"
    assert last == "2026-11-20\t10.00\tmatched\tname\tM038 10.00\tBIKOUMOU ESPÉRANCE\tSEPTEMBRE"


def test_a_payment_of_the_spreadsheet_is_known_again(books: Command, tmp_path: Path) -> None:
    """20/10/2026;M041;10,00;virement stands in the payments."""
    file = tmp_path / "releve.csv"
    file.write_bytes(sheet(["20/10/2026;;VIR SEPA RECU /DE BOUKAKA URBAIN /MOTIF M041;;10,00"]))

    (line,) = _lines(books, file)
    told = books("import", "statement", str(file)).stdout.splitlines()[0]

    assert (line["state"], line["matches"]) == ("ignored", [])
    assert told.startswith("2026-10-20\t10.00\tignored\tbooked\tpayment ")


def test_the_bank_is_entered_up_to_the_statements_last_day_with_the_yes(books: Command, tmp_path: Path) -> None:
    def entered() -> list[Any]:
        connection = sqlite3.connect(tmp_path / "assistant.db")
        found = connection.execute("SELECT value FROM book WHERE name = 'bank_entered_until'").fetchall()
        connection.close()
        return found

    _lines(books, CAMT)
    before = entered()
    _lines(books, CAMT, "--confirm")

    assert before == []
    assert entered() == [("2026-11-20",)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "releve.xml: the file is empty; expected: a statement as camt.053 (XML), OFX, or CSV"),
        (b"<a>", "releve.xml: line 1: the XML is unsound (no element found); export it again"),
        (sheet(["hier;;X;;1", "02/11/2026;;X;;1.000"]), "releve.xml: line 2: 'hier' is no day"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_in_words(
    books: Command, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "releve.xml"
    file.write_bytes(content)

    refused = books("import", "statement", str(file))

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(sentence)


def test_a_statement_may_come_before_any_balance_sheet(empty: Command) -> None:
    empty("init")
    empty("import", "members", str(DATA / "members.csv"))

    assert _states(_lines(empty, CAMT)) == STATES
