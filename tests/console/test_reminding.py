"""Pauses and warnings as a script sees them."""

from pathlib import Path

import pytest

from tests.console.conftest import Console

OCTOBER = "2026-10-01"
FIFTH = "2026-10-05T09:00:00+02:00"


@pytest.mark.parametrize(("command", "named"), [("/relances", "M016"), ("/reminders", "m016")])
async def test_the_bereaved_are_left_out_of_the_run_and_the_treasurer_reads_why(
    console: Console, command: str, named: str
) -> None:
    asked, chosen, marked, run = await console(
        {"from": "M005", "text": command, "at": OCTOBER},
        {"from": "M005", "text": named},
        {"from": "M005", "press": "bereaved"},
        {"tick": True, "at": FIFTH},
    )

    assert asked["messages"][0]["ask"] == {"key": "member", "kind": "member", "options": []}
    assert chosen["messages"][0]["ask"]["key"] == "choice"
    assert marked["result"] == {"member": "M016", "paused": True, "reason": "bereaved", "until": "2026-10-31"}
    assert [message["to"] for message in marked["messages"]] == ["M005"]
    assert "M016" not in run["result"]["reminded"]
    assert run["result"]["reminded"]
    told = [message["text"] for message in run["messages"] if message["to"] == "M005"]
    assert ["• en deuil\u00a0: " in text for text in told if text.startswith("Rappels")] == [True]


def _is_pdf(path: str) -> bool:
    return Path(path).read_bytes().startswith(b"%PDF")


async def test_a_warning_is_previewed_sent_with_its_letter_and_shown_with_its_proof(console: Console) -> None:
    preview, sent, shown, again = await console(
        {"from": "M005", "text": "/avertir M016", "at": OCTOBER},
        {"from": "M005", "press": "yes"},
        {"from": "M005", "text": "/avertir M016"},
        {"from": "M005", "press": "yes"},
    )

    assert preview["result"] is None
    assert preview["messages"][0]["ask"]["key"] == "confirm"
    assert {key: sent["result"][key] for key in ("member", "warning", "overdue", "pay_by")} == {
        "member": "M016",
        "warning": "1",
        "overdue": 7001,
        "pay_by": "2026-10-31",
    }
    (told,) = [message for message in sent["messages"] if message["to"] == "M016"]
    (file,) = told["files"]
    assert file["media_type"] == "application/pdf"
    assert _is_pdf(file["path"])
    assert "envoyé ici le 1er octobre 2026 à 12\u00a0h\u00a000" in shown["messages"][0]["text"]
    assert again["messages"][0]["ask"]["key"] == "again"
