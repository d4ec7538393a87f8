from __future__ import annotations

import io
import json
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Member
from assistant.files import read_members
from assistant.ports import Database, UnitOfWork
from assistant.services.exports import PAGE, export
from assistant.services.imports import ImportReport, import_members
from tests.services.spreadsheets import balances, everything, members, payments

SEPTEMBER = date(2026, 9, 30)
ROGUE = "M099;=cmd|' /C calc'!A0;@SUM(1+1);06 39 98 01 37;m@example.org;11/08/2012;suspendu;control,culture;-Sud;;fr;"


def _export(work: UnitOfWork, what: str, form: str) -> bytes:
    return export(work, OPERATOR, what, form, SEPTEMBER)


def _as_member(work: UnitOfWork, number: str, what: str) -> bytes:
    return export(work, Actor(ActorKind.MEMBER, work.members.get(number)), what, "csv", SEPTEMBER)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_an_exported_register_can_be_imported_and_changes_nothing(database: Database, form: str) -> None:
    await database.run(everything)
    await database.run(lambda work: members(work, ROGUE))
    before = await database.run(lambda work: work.members.all())

    content = await database.run(lambda work: _export(work, "members", form))
    rows = read_members(f"members.{form}", content)
    report = await database.run(lambda work: import_members(work, OPERATOR, rows, dry_run=False))
    after: list[Member] = await database.run(lambda work: work.members.all())

    assert report == ImportReport(0, 0, 73)
    assert after == before


async def test_no_cell_of_a_csv_begins_like_a_formula_but_a_negative_number(database: Database) -> None:
    await database.run(everything)
    await database.run(lambda work: members(work, ROGUE))

    register = (await database.run(lambda work: _export(work, "members", "csv"))).decode("utf-8-sig")
    arrears = (await database.run(lambda work: _export(work, "arrears", "csv"))).decode("utf-8-sig")

    cells = [cell.strip('"') for line in register.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'=cmd|' /C calc'!A0;'@SUM(1+1);'+33639980137" in register
    assert "M014;Odile ELENGA;-60.00;60.00;WITHIN_TOLERANCE" in arrears


async def test_a_workbook_holds_text_as_text_amounts_as_numbers_and_days_as_days(database: Database) -> None:
    await database.run(everything)
    await database.run(lambda work: members(work, ROGUE))

    register = load_workbook(io.BytesIO(await database.run(lambda work: _export(work, "members", "xlsx"))))["Export"]
    arrears = load_workbook(io.BytesIO(await database.run(lambda work: _export(work, "arrears", "xlsx"))))["Export"]

    rogue = {cell.value: cell.data_type for cell in list(register.iter_rows())[-1]}
    assert rogue["=cmd|' /C calc'!A0"] == rogue["@SUM(1+1)"] == rogue["+33639980137"] == "s"
    assert rogue[datetime(2012, 8, 11)] == "d"  # noqa: DTZ001 - workbooks know no zone
    odile = next(row for row in arrears.iter_rows(values_only=True) if row[0] == "M014")
    assert odile[2:5] == (-60, 60, "WITHIN_TOLERANCE")


async def test_json_has_amounts_in_cents(database: Database) -> None:
    await database.run(lambda work: (members(work), balances(work)))

    ledger = json.loads(await database.run(lambda work: _export(work, "ledger", "json")))

    first = ledger[0] | {"recorded_at": None}
    assert first == {
        "id": 1,
        "debit": "member:M001",
        "credit": "opening",
        "amount": 3500,
        "kind": "opening",
        "value_on": "2025-12-31",
        "recorded_at": None,
        "author": "operator",
        "cause": "sheet:2025-12-31",
        "key": "sheet:2025-12-31:M001",
        "due_on": None,
        "reverses": None,
        "reason": None,
    }


async def test_the_ledger_in_beancount_has_a_transaction_a_transfer(database: Database) -> None:
    await database.run(lambda work: (members(work), balances(work, "M001;-35,00")))
    await database.run(lambda work: payments(work, "05/01/2026;M001;35;virement;"))

    content = (await database.run(lambda work: _export(work, "ledger", "beancount"))).decode()

    assert "2025-12-31 open Assets:Members:M001 EUR" in content
    assert '2025-12-31 * "opening" "sheet:2025-12-31"' in content
    assert "  Assets:Members:M001  35.00 EUR\n  Equity:Opening  -35.00 EUR" in content
    assert '2026-01-05 * "payment" "payment:1"' in content
    assert "  Assets:Bank  35.00 EUR\n  Assets:Members:M001  -35.00 EUR" in content


@pytest.mark.parametrize("what", ["members", "arrears"])
async def test_beancount_is_for_the_ledger_alone(database: Database, what: str) -> None:
    with pytest.raises(
        MbongiError, match=f"{what} cannot be exported as 'beancount'; the formats are: csv, json, xlsx"
    ):
        await database.run(lambda work: _export(work, what, "beancount"))


async def test_what_cannot_be_exported_is_told_with_what_can(database: Database) -> None:
    with pytest.raises(MbongiError, match="no export of 'audit'; there is: ledger, members, arrears"):
        await database.run(lambda work: _export(work, "audit", "csv"))


@pytest.mark.parametrize("what", ["ledger", "members", "arrears"])
async def test_the_bureau_takes_files_a_member_does_not_and_each_is_recorded(database: Database, what: str) -> None:
    await database.run(everything)

    taken = await database.run(lambda work: _as_member(work, "M003", what))
    with pytest.raises(RefusedError):
        await database.run(lambda work: _as_member(work, "M012", what))
    traces = await database.run(lambda work: work.audit.about("M003"))

    assert taken
    assert [(trace["action"], trace["body"]) for trace in traces if trace["action"] == "export"] == [
        ("export", {"what": what, "format": "csv"})
    ]


async def test_a_ledger_longer_than_a_page_is_exported_whole_and_once(database: Database) -> None:
    who, count = member_account("M001"), 2 * PAGE + 1
    rows = [NewTransfer(who, Account.DUES, place, Kind.MONTHLY, SEPTEMBER, "month") for place in range(1, count + 1)]
    await database.run(lambda work: work.ledger.record(rows, OPERATOR))

    ledger = json.loads(await database.run(lambda work: _export(work, "ledger", "json")))
    accounts = (await database.run(lambda work: _export(work, "ledger", "beancount"))).decode()

    assert [row["amount"] for row in ledger] == list(range(1, count + 1))
    assert accounts.count("  transfer: ") == count


async def test_the_ledger_in_a_workbook_has_days_instants_and_amounts(database: Database) -> None:
    await database.run(lambda work: (members(work), balances(work, "M001;-35,00")))

    content = await database.run(lambda work: _export(work, "ledger", "xlsx"))

    sheet = load_workbook(io.BytesIO(content))["Export"]
    named = dict(zip(*list(sheet.iter_rows(values_only=True))[:2], strict=True))
    assert named["amount"] == 35
    assert named["value_on"] == datetime(2025, 12, 31)  # noqa: DTZ001 - workbooks know no zone
    assert named["recorded_at"] == datetime(2026, 11, 21, 12)  # noqa: DTZ001 - noon in Paris
    assert (named["cause"], named["reason"]) == ("sheet:2025-12-31", None)
