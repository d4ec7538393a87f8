"""A bank's statement through the console, as a script would hand it in."""

from __future__ import annotations

from pathlib import Path

from tests.console.conftest import Console

DATA = Path(__file__).parents[1] / "data"
NOW = "2026-11-21T10:00:00+01:00"


async def test_a_treasurer_reconciles_a_statement_from_file_to_counts(console: Console) -> None:
    asked, listed, *doubtful, done = await console(
        {"from": "M005", "text": "/rapprocher", "at": NOW},
        {"from": "M005", "file": str(DATA / "statement-2026-11.camt053.xml")},
        {"from": "M005", "press": "yes"},
        {"from": "M005", "press": "M034"},
        {"from": "M005", "press": "none"},
        {"from": "M005", "press": "M033+M035"},
    )

    assert (asked["messages"][0]["ask"]["key"], asked["messages"][0]["ask"]["kind"]) == ("file", "file")
    assert listed["messages"][0]["ask"] == {
        "key": "accept",
        "kind": "yes_no",
        "options": [{"id": "yes", "label": "Tout enregistrer"}, {"id": "no", "label": "Pas maintenant"}],
    }
    told = {message["to"] for message in doubtful[0]["messages"]} - {"M005"}
    assert told <= {f"M{number:03}" for number in range(1, 73)}
    assert [each["messages"][0]["ask"]["kind"] for each in doubtful] == ["choice"] * 3
    assert done["result"] == {"matched": 21, "doubtful": 0, "unmatched": 4}


async def test_the_same_lines_in_another_format_leave_nothing_to_book(console: Console) -> None:
    *_, done = await console(
        {"from": "M005", "text": "/rapprocher", "at": NOW},
        {"from": "M005", "file": str(DATA / "statement-2026-11.camt053.xml")},
        {"from": "M005", "press": "yes"},
        {"from": "M005", "press": "rest"},
        {"from": "M006", "text": "/reconcile"},
        {"from": "M006", "file": str(DATA / "statement-2026-11.ofx")},
        {"from": "M006", "press": "rest"},
    )

    assert done["result"] == {"matched": 0, "doubtful": 3, "unmatched": 3}


async def test_a_file_that_is_no_statement_is_refused_and_asked_for_again(console: Console) -> None:
    _, refused = await console(
        {"from": "M005", "text": "/rapprocher", "at": NOW},
        {"from": "M005", "file": str(DATA / "members.csv")},
    )

    assert refused["result"] == {"refused": "FILE_REFUSED"}
    assert refused["messages"][0]["ask"]["key"] == "file"
