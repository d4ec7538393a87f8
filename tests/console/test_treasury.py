"""What treasurers see and enter, as scripts read it."""

from openpyxl import load_workbook

from tests.console.conftest import Console

SEPTEMBER = "2026-09-30"
TREASURER, DEPUTY, PRESIDENT = "M005", "M006", "M001"


async def test_arrears_are_a_list_a_total_two_charts_and_a_workbook(console: Console) -> None:
    (answer,) = await console({"from": TREASURER, "text": "/impayes", "at": SEPTEMBER})

    members = answer["result"]["members"]
    (message,) = answer["messages"]
    assert [list(member) for member in members[:1]] == [
        ["number", "name", "balance", "overdue", "since", "status", "reachable"]
    ]
    assert answer["result"]["total"] == sum(member["overdue"] for member in members)
    assert {member["number"]: member["overdue"] for member in members}["M016"] == 6001
    assert [file["media_type"].rpartition("/")[2] for file in message["files"][:2]] == ["png", "png"]
    sheet = load_workbook(message["files"][2]["path"]).worksheets[0]
    assert sheet.max_row == 1 + len(members)


async def test_what_is_held_changes_by_an_opening_balance_that_the_president_is_shown(console: Console) -> None:
    before, *_, entered, after = await console(
        {"from": TREASURER, "text": "/caisse", "at": SEPTEMBER},
        {"from": TREASURER, "text": "/ecriture bank opening 2500 31/12/2025"},
        {"from": TREASURER, "text": "relevé de décembre"},
        {"from": TREASURER, "press": "yes"},
        {"from": PRESIDENT, "text": "/cash"},
    )

    assert list(before["result"]) == ["bank", "cash", "fund", "on"]
    assert after["result"] == before["result"] | {"bank": before["result"]["bank"] + 250000}
    assert (entered["result"]["account"], entered["result"]["amount"]) == ("bank", 250000)
    assert [message["to"] for message in entered["messages"]] == [TREASURER, PRESIDENT]


async def test_each_question_of_an_entry_has_its_key_and_kind(console: Console) -> None:
    answers = await console(
        {"from": TREASURER, "text": "/entry", "at": SEPTEMBER},
        {"from": TREASURER, "text": "M014"},
        {"from": TREASURER, "press": "charge"},
        {"from": TREASURER, "text": "15"},
        {"from": TREASURER, "press": "today"},
        {"from": TREASURER, "text": "un verre cassé"},
    )

    asked = [answer["messages"][0]["ask"] for answer in answers]
    assert [(ask["key"], ask["kind"]) for ask in asked] == [
        ("account", "member"),
        ("kind", "choice"),
        ("amount", "amount"),
        ("date", "date"),
        ("reason", "text"),
        ("confirm", "yes_no"),
    ]
    assert [option["id"] for option in asked[0]["options"]] == ["bank", "cash", "fund"]


async def test_the_register_is_not_shown_to_whoever_types_an_unknown_name(console: Console) -> None:
    _, refused = await console(
        {"from": TREASURER, "text": "/ecriture", "at": SEPTEMBER}, {"from": TREASURER, "text": "Dupont"}
    )

    assert refused["result"] == {"refused": "MEMBER_UNCLEAR"}


async def test_a_charge_moves_the_balance_and_its_undoing_moves_it_back(console: Console) -> None:
    before, *_, charged, during, _, undone, after, twice = await console(
        {"from": "M014", "text": "/solde", "at": SEPTEMBER},
        {"from": TREASURER, "text": "/ecriture M014 charge 15 aujourd’hui"},
        {"from": TREASURER, "text": "un verre cassé"},
        {"from": TREASURER, "press": "yes"},
        {"from": "M014", "text": "/solde"},
        {"from": DEPUTY, "text": "/ecriture annuler 1"},
        {"from": DEPUTY, "text": "c’était un autre"},
        {"from": "M014", "text": "/solde"},
        {"from": PRESIDENT, "text": "/annuler-ecriture 1"},
    )

    assert during["result"]["balance"] == before["result"]["balance"] - 1500
    assert undone["result"] == {"entry": charged["result"]["entry"], "transfer": charged["result"]["transfer"] + 1}
    assert after["result"]["balance"] == before["result"]["balance"]
    assert twice["result"]["refused"] == "ALREADY_DECIDED"
