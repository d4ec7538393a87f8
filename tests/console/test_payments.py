"""Payments as a script sees them: keys, kinds and results of `/payer` and `/paiements`, by text, by press, by file."""

from __future__ import annotations

from json import loads
from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import Console

SEPTEMBER = "2026-09-30"
"""450 payments are imported as confirmed: the first that is declared has the id 451."""
PROOF = b"\xff\xd8\xff a transfer of 20,00 euros"
DECLARED: list[dict[str, Any]] = [
    {"from": "M014", "text": "/payer 20 virement hier", "at": SEPTEMBER},
    {"from": "M014", "press": "skip"},
    {"from": "M014", "press": "yes"},
]


def asked(answer: dict[str, Any]) -> tuple[str, str]:
    """The key and kind of the question that is open."""
    ask = answer["messages"][-1]["ask"]
    return ask["key"], ask["kind"]


def options(answer: dict[str, Any]) -> list[str]:
    return [option["id"] for option in answer["messages"][-1]["ask"]["options"]]


def to(answer: dict[str, Any], number: str) -> list[dict[str, Any]]:
    return [message for message in answer["messages"] if message["to"] == number]


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "preuve.jpg"
    path.write_bytes(PROOF)
    return str(path)


async def test_a_payment_is_asked_for_in_the_order_of_its_keys(console: Console) -> None:
    *questions, declared = await console(
        {"from": "M014", "text": "/payer", "at": SEPTEMBER},
        {"from": "M014", "text": "20"},
        {"from": "M014", "press": "transfer"},
        {"from": "M014", "press": "yesterday"},
        {"from": "M014", "press": "skip"},
        {"from": "M014", "press": "yes"},
    )

    assert [asked(answer) for answer in questions] == [
        ("amount", "amount"),
        ("method", "choice"),
        ("paid_on", "date"),
        ("proof", "file"),
        ("confirm", "yes_no"),
    ]
    assert [answer["result"] for answer in questions] == [None] * 5
    assert options(questions[1]) == ["transfer", "cheque", "cash"]
    assert options(questions[2]) == ["today", "yesterday"]
    assert options(questions[4]) == ["yes", "no"]
    assert declared["result"] == {"payment": "451", "state": "declared"}
    assert sorted(message["to"] for message in declared["messages"]) == ["M005", "M006", "M014"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("/payer 20", "method"),
        ("/pay 20", "method"),
        ("/payer 20 virement hier", "proof"),
        ("/payer 20,50 € cheque 12/03", "proof"),
        ("/payer 20 cash March 12", "proof"),
        ("/payer 5000 transfer 12 mars", "proof"),
    ],
)
async def test_arguments_answer_the_first_questions(console: Console, text: str, key: str) -> None:
    (answer,) = await console({"from": "M014", "text": text, "at": SEPTEMBER})

    assert asked(answer)[0] == key


@pytest.mark.parametrize(
    ("said", "key", "code"),
    [
        ("0", "amount", "BAD_AMOUNT"),
        ("-20", "amount", "BAD_AMOUNT"),
        ("5000,01", "amount", "BAD_AMOUNT"),
        ("20,505", "amount", "BAD_AMOUNT"),
        ("vingt", "amount", "BAD_AMOUNT"),
    ],
)
async def test_a_refused_amount_gives_its_code_and_the_question_again(
    console: Console, said: str, key: str, code: str
) -> None:
    _, refused, at_once = await console(
        {"from": "M014", "text": "/payer", "at": SEPTEMBER},
        {"from": "M014", "text": said},
        {"from": "M014", "text": f"/payer {said}"},
    )

    assert (refused["result"], asked(refused)[0]) == ({"refused": code}, key)
    assert asked(at_once)[0] == key


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("2026-10-01", "FUTURE_DATE"),
        ("demain", "FUTURE_DATE"),
        ("05/02/2018", "BEFORE_MEMBERSHIP"),
        ("30/02", "BAD_DATE"),
        ("jadis", "BAD_DATE"),
    ],
)
async def test_a_refused_day_gives_its_code_and_the_question_again(console: Console, said: str, code: str) -> None:
    _, refused, taken = await console(
        {"from": "M014", "text": "/payer 20 virement", "at": SEPTEMBER},
        {"from": "M014", "text": said},
        {"from": "M014", "text": "06/02/2018"},
    )

    assert (refused["result"], asked(refused)[0]) == ({"refused": code}, "paid_on")
    assert asked(taken)[0] == "proof"


async def test_a_file_is_given_by_its_path_stays_there_and_comes_to_the_treasurers(
    sealing_console: Console, photo: str, tmp_path: Path
) -> None:
    _, confirm, declared, shown = await sealing_console(
        DECLARED[0],
        {"from": "M014", "file": photo},
        {"from": "M014", "press": "yes"},
        {"from": "M006", "text": "/paiements 451"},
    )

    assert asked(confirm) == ("confirm", "yes_no")
    (card,) = to(declared, "M005")
    (file,) = card["files"]
    assert (file["name"], file["media_type"], _content(file["path"])) == ("justificatif-451.jpg", "image/jpeg", PROOF)
    assert shown["messages"][-1]["files"][0]["name"] == "justificatif-451.jpg"
    assert _content(photo) == PROOF
    assert PROOF not in _content(tmp_path / "association.db")


def _content(path: Path | str) -> bytes:
    return Path(path).read_bytes()


@pytest.mark.parametrize(("name", "content"), [("vide.pdf", b""), ("page.jpg", b"<html>"), ("a.pdf", b"MZ\x90")])
async def test_a_file_that_is_no_proof_is_refused_and_asked_for_again(
    sealing_console: Console, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    _, refused, missing = await sealing_console(
        DECLARED[0], {"from": "M014", "file": str(tmp_path / name)}, {"from": "M014", "file": str(tmp_path / "none")}
    )

    assert (refused["result"], asked(refused)) == ({"refused": "FILE_REFUSED"}, ("proof", "file"))
    assert missing["error"] == f"file: {tmp_path / 'none'} is not there"


async def test_without_a_key_no_document_is_kept_and_the_payment_goes_on(console: Console, photo: str) -> None:
    _, refused, confirm = await console(DECLARED[0], {"from": "M014", "file": photo}, {"from": "M014", "press": "skip"})

    assert (refused["result"], asked(refused)[0]) == ({"refused": "NO_DOCUMENTS"}, "proof")
    assert asked(confirm)[0] == "confirm"


async def test_a_treasurer_chooses_by_id_and_decides_by_press(console: Console) -> None:
    *_, queue, chosen, confirmed, empty = await console(
        *DECLARED,
        {"from": "M005", "text": "/paiements"},
        {"from": "M005", "press": "451"},
        {"from": "M005", "press": "confirm"},
        {"from": "M005", "text": "/payments"},
    )

    assert (asked(queue), options(queue)) == (("payment", "choice"), ["451"])
    assert (asked(chosen), options(chosen)) == (("decision", "choice"), ["confirm", "reject", "amend"])
    assert confirmed["result"] == {"payment": "451", "state": "confirmed"}
    assert empty["result"] == {"payment": None, "state": None}


async def test_confirming_sends_the_receipt_and_edits_both_cards(console: Console) -> None:
    *_, declared, confirmed = await console(*DECLARED, {"from": "M005", "text": "/paiements 451 confirm"})

    cards = {number: to(declared, number)[0]["id"] for number in ("M005", "M006")}
    edits = {message["to"]: message for message in confirmed["messages"] if message["edits"]}
    (receipt,) = to(confirmed, "M014")[0]["files"]
    assert {number: message["edits"] for number, message in edits.items()} == cards
    assert [message["buttons"] for message in edits.values()] == [[], []]
    assert (receipt["name"], receipt["media_type"]) == ("recu-2026-0001.pdf", "application/pdf")
    assert _content(receipt["path"]).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("lines", "keys", "state"),
    [
        (["/paiements 451", "reject", "rien reçu"], ["decision", "reason"], "rejected"),
        (["/paiements 451", "amend", "15"], ["decision", "amount"], "confirmed"),
        (["/paiements 451 reject rien reçu"], [], "rejected"),
        (["/paiements 451 amend 15"], [], "confirmed"),
    ],
)
async def test_what_else_a_treasurer_is_asked(console: Console, lines: list[str], keys: list[str], state: str) -> None:
    *_, balance = answers = await console(
        *DECLARED, *({"from": "M006", "text": line} for line in lines), {"from": "M014", "text": "/solde"}
    )

    decided = answers[len(DECLARED) : -1]
    assert [asked(answer)[0] for answer in decided[:-1]] == keys
    assert decided[-1]["result"] == {"payment": "451", "state": state}
    paid = {"rejected": 0, "confirmed": 1500}[state]
    assert (balance["result"]["balance"], balance["result"]["pending"]) == (-6000 + paid, 0)


async def test_cash_asks_the_treasurer_for_a_reason(console: Console) -> None:
    *_, declared, asks, confirmed = await console(
        {"from": "M014", "text": "/payer 20 especes hier", "at": SEPTEMBER},
        {"from": "M014", "press": "skip"},
        {"from": "M014", "press": "yes"},
        {"from": "M005", "text": "/paiements 451 confirm"},
        {"from": "M005", "text": "banque fermée"},
    )

    assert declared["result"] == {"payment": "451", "state": "declared"}
    assert asked(asks) == ("reason", "text")
    assert confirmed["result"] == {"payment": "451", "state": "confirmed"}


async def test_before_the_decision_solde_shows_it_apart_and_after_it_counts(console: Console) -> None:
    *_, before, _, after = await console(
        *DECLARED,
        {"from": "M014", "text": "/solde"},
        {"from": "M005", "text": "/paiements 451 confirm"},
        {"from": "M014", "text": "/solde"},
    )

    assert [(line["result"]["balance"], line["result"]["pending"]) for line in (before, after)] == [
        (-6000, 2000),
        (-4000, 0),
    ]


async def test_what_the_services_refuse_is_a_result(console: Console) -> None:
    *_, member, own, other, second, unknown = await console(
        *DECLARED,
        {"from": "M005", "text": "/payer 30 virement hier"},
        {"from": "M005", "press": "skip"},
        {"from": "M005", "press": "yes"},
        {"from": "M014", "text": "/paiements 451 confirm"},
        {"from": "M005", "text": "/paiements 452 confirm"},
        {"from": "M006", "text": "/paiements 452 confirm"},
        {"from": "M006", "text": "/paiements 452 reject rien"},
        {"from": "chat:inconnu", "text": "/payer 20"},
    )

    assert member["result"] == {"refused": "NOT_TREASURER", "articles": ["NDZ art. 22"]}
    assert own["result"] == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 22"]}
    assert other["result"] == {"payment": "452", "state": "confirmed"}
    assert second["result"] == {"refused": "ALREADY_DECIDED", "articles": []}
    assert unknown["result"] == {"refused": "NOT_A_MEMBER", "articles": []}


async def test_withdrawn_and_reversed_are_results_too(console: Console) -> None:
    *_, withdrawn, again, _, reversed_ = await console(
        *DECLARED,
        {"from": "M014", "text": "/payer retirer"},
        {"from": "M014", "text": "/payer retirer 451"},
        {"from": "M005", "text": "/paiements"},
        {"from": "M005", "text": "/paiements 451 annuler erreur"},
    )

    assert withdrawn["result"] == {"payment": "451", "state": "withdrawn"}
    assert again["result"] == {"refused": "ALREADY_DECIDED", "articles": []}
    assert reversed_["result"] == {"refused": "NOT_CONFIRMED", "articles": []}


async def test_a_confirmed_payment_is_undone_with_a_reason(console: Console) -> None:
    *_, asks, undone, balance = await console(
        *DECLARED,
        {"from": "M005", "text": "/paiements 451 confirm"},
        {"from": "M006", "text": "/paiements 451 reverse"},
        {"from": "M006", "text": "virement rejeté par la banque"},
        {"from": "M014", "text": "/solde"},
    )

    assert asked(asks) == ("reason", "text")
    assert undone["result"] == {"payment": "451", "state": "reversed"}
    assert [message["to"] for message in undone["messages"]].count("M014") == 1
    assert balance["result"]["balance"] == -6000


@pytest.mark.parametrize("line", ["/paiements 1", "/paiements M017 1"])
async def test_an_imported_payment_is_shown_as_taken_over_and_can_be_undone(console: Console, line: str) -> None:
    shown, undone = await console(
        {"from": "M005", "text": line, "at": SEPTEMBER}, {"from": "M005", "text": "/paiements 1 annuler double"}
    )

    assert shown["result"] == {"payment": "1", "state": "confirmed"}
    assert "Repris comme confirmé le " in shown["messages"][0]["text"]
    assert undone["result"] == {"payment": "1", "state": "reversed"}


async def test_a_second_like_it_is_asked_about_and_taken(console: Console) -> None:
    *_, echo, taken = await console(*DECLARED, DECLARED[0] | {"at": SEPTEMBER}, *DECLARED[1:])

    assert "Ne confirmez que s’il s’agit d’un autre paiement." in echo["messages"][-1]["text"]
    assert taken["result"] == {"payment": "452", "state": "declared"}


async def test_a_proof_goes_thirty_days_after_the_decision_as_the_clock_moves(
    sealing_console: Console, photo: str, tmp_path: Path
) -> None:
    answers = await sealing_console(
        DECLARED[0],
        {"from": "M014", "file": photo},
        {"from": "M014", "press": "yes"},
        {"from": "M005", "text": "/paiements 451 reject illisible"},
        {"tick": True, "at": "2026-10-29"},
        {"from": "M014", "text": "/mesdonnees"},
        {"tick": True, "at": "2026-10-30"},
        {"from": "M014", "text": "/mesdonnees"},
    )

    before, after = (_documents(answers[place]) for place in (5, 7))
    assert [document["erased_at"] for document in before] == [None]
    assert [document["erased_at"][:10] for document in after] == ["2026-10-30"]


def _documents(answer: dict[str, Any]) -> list[dict[str, Any]]:
    (message,) = answer["messages"]
    found: list[dict[str, Any]] = loads(_content(message["files"][0]["path"]))["documents"]
    return found
