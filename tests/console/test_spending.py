"""Expenses and payments out as a script sees them: from the proposal to the refund."""

from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import Console

MAY = "2026-05-09"
TICKET = b"\xff\xd8\xff ticket"
BUREAU = ["M001", "M002", "M003", "M004", "M005", "M006"]
PROPOSED: list[dict[str, Any]] = [
    {"from": "M014", "text": "/depense", "at": MAY},
    {"from": "M014", "text": "45,90"},
    {"from": "M014", "text": "Peinture pour la salle"},
    {"from": "M014", "text": "2026-05-12"},
    {"from": "M014", "press": "skip"},
    {"from": "M014", "press": "yes"},
]
AGREED: list[dict[str, Any]] = [{"from": number, "text": "/ordres 1 approve"} for number in BUREAU]


def asked(answer: dict[str, Any]) -> tuple[str, str]:
    """The key and kind of the question that is open."""
    ask = answer["messages"][-1]["ask"]
    return ask["key"], ask["kind"]


def _content(message: dict[str, Any]) -> bytes:
    return Path(message["files"][0]["path"]).read_bytes()


async def test_an_expense_is_asked_for_in_the_order_of_its_keys_and_every_card_leaves(console: Console) -> None:
    *questions, proposed = await console(*PROPOSED)

    assert [asked(answer) for answer in questions] == [
        ("amount", "amount"),
        ("what", "text"),
        ("date", "date"),
        ("receipt", "file"),
        ("confirm", "yes_no"),
    ]
    assert proposed["result"] == {"expense": "1", "state": "proposed"}
    assert sorted(message["to"] for message in proposed["messages"]) == [*BUREAU, "M014"]


async def test_the_bureau_votes_by_press_and_the_counts_are_given(console: Console) -> None:
    *_, chosen, voted, refused = await console(
        *PROPOSED,
        {"from": "M002", "text": "/ordres"},
        {"from": "M002", "press": "1"},
        {"from": "M002", "press": "approve"},
        {"from": "M003", "text": "/orders 1 refuse Nous en avons"},
    )

    assert asked(chosen) == ("vote", "choice")
    assert [option["id"] for option in chosen["messages"][0]["ask"]["options"]] == ["approve", "refuse"]
    assert voted["result"] == {"order": "1", "votes": {"yes": 1, "no": 0, "waiting": 5}, "state": "proposed"}
    assert refused["result"] == {"order": "1", "votes": {"yes": 1, "no": 1, "waiting": 4}, "state": "refused"}
    told = [
        message["to"] for message in refused["messages"] if "Votre" in message["text"] or "votre" in message["text"]
    ]
    assert told == ["M014"]


async def test_approved_bought_proved_and_paid(sealing_console: Console, tmp_path: Path) -> None:
    ticket = tmp_path / "ticket.jpg"
    ticket.write_bytes(TICKET)

    *_, approved, _, _, _, _, documented, _, _, _, paid = await sealing_console(
        *PROPOSED,
        *AGREED,
        {"from": "M014", "text": "/depense receipt 1", "at": "2026-05-13"},
        {"from": "M014", "file": str(ticket)},
        {"from": "M014", "text": "12/05/2026"},
        {"from": "M014", "text": "45,90"},
        {"from": "M014", "press": "yes"},
        {"from": "M005", "text": "/ordres 1", "at": "2026-05-14"},
        {"from": "M005", "text": "2026-05-14"},
        {"from": "M005", "press": "transfer"},
        {"from": "M005", "text": "VIR 514"},
    )

    assert approved["result"] == {"order": "1", "votes": {"yes": 6, "no": 0, "waiting": 0}, "state": "approved"}
    assert documented["result"] == {"expense": "1", "state": "documented"}
    to_pay = [message for message in documented["messages"] if message["to"] != "M014"]
    assert sorted(message["to"] for message in to_pay) == ["M001", "M005", "M006"]
    assert [_content(message) for message in to_pay] == [TICKET] * 3
    assert paid["result"] == {"order": "1", "votes": {"yes": 6, "no": 0, "waiting": 0}, "state": "paid"}
    assert {message["to"]: bool(message["edits"]) for message in paid["messages"]} == {
        "M001": True,
        "M005": False,
        "M006": True,
        "M014": False,
    }


@pytest.mark.parametrize(
    ("who", "said", "result"),
    [
        (
            "M014",
            ["/depense 45,90", "Peinture", "2026-05-08"],
            {"refused": "BUREAU_APPROVAL_REQUIRED", "articles": ["NDZ art. 23", "NDZ art. 25"]},
        ),
        ("M014", ["/expense 23", "travel", "other"], {"refused": "TRAVEL_NOT_COVERED", "articles": ["NDZ art. 24"]}),
        ("M014", ["/ordres"], {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 25"]}),
        ("M002", ["/ordres"], {"order": None}),
    ],
)
async def test_a_refusal_gives_its_code_and_articles(
    console: Console, who: str, said: list[str], result: dict[str, Any]
) -> None:
    lines = [{"from": who, "text": text} for text in said]

    answers = await console({"tick": True, "at": MAY}, *lines)

    assert answers[-1]["result"] == result
