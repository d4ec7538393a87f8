from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.errors import FileRefusedError, RefusedError
from assistant.domain.ledger import Kind, Method
from assistant.domain.members import Role, Status, StatusChange
from assistant.domain.payments import PaymentState
from assistant.files import cells
from assistant.ports import Database, UnitOfWork
from assistant.services import accrual, books
from assistant.services.accrual import ACCRUED_ON
from assistant.services.imports import ImportReport, import_members
from assistant.services.reports import arrears
from tests.services.spreadsheets import DATA, SHEET_DAY, balances, everything, members, payments

HILAIRE = "M001;NTSIBA;Hilaire;06 39 98 01 37;m001@example.org;11/08/2012;actif;president;;;fr;"
ODILE = "M014;ELENGA;Odile;;;06/02/2018;{};;;;fr;{}"
JOINED = date(2018, 2, 6)
TODAY = date(2026, 11, 21)


def _odile(status: str = "actif", since: str = "") -> str:
    return ODILE.format(status, since)


def _balances(work: UnitOfWork, on: date) -> dict[str, int]:
    return {line.number: line.balance for line in arrears(work, OPERATOR, on)}


def _history(work: UnitOfWork, number: str = "M014") -> tuple[StatusChange, ...]:
    member = work.members.get(number)
    assert member is not None
    return member.history


async def _problems(database: Database, unit: object) -> list[str]:
    with pytest.raises(FileRefusedError) as refused:
        await database.run(unit)  # type: ignore[arg-type]
    return refused.value.problems


async def test_the_same_files_twice_change_nothing(database: Database) -> None:
    first = await database.run(lambda work: (members(work), balances(work), payments(work)))
    before = await database.run(lambda work: (work.ledger.transfers(), work.members.all()))

    second = await database.run(lambda work: (members(work), balances(work), payments(work)))
    after = await database.run(lambda work: (work.ledger.transfers(), work.members.all()))

    assert first == (ImportReport(72, 0, 0), ImportReport(69, 0, 0), ImportReport(450, 0, 0))
    assert second == (ImportReport(0, 0, 72), ImportReport(0, 0, 69), ImportReport(0, 0, 450))
    assert after == before


async def test_what_is_imported_leaves_the_books_sound(database: Database) -> None:
    await database.run(everything)
    await database.run(lambda work: accrual.accrue(work, TODAY))

    problems = await database.run(lambda work: work.audit.problems())

    assert problems == []


async def test_a_dry_run_tells_what_would_change_and_changes_nothing(database: Database) -> None:
    would = await database.run(lambda work: members(work, dry_run=True))
    nobody = await database.run(lambda work: (work.members.all(), books.books_open_on(work)))
    await database.run(members)
    sheet = await database.run(lambda work: balances(work, dry_run=True))
    paid = await database.run(lambda work: payments(work, "21/11/2026;M001;10;cash;", dry_run=True))
    transfers = await database.run(lambda work: work.ledger.transfers())

    assert (would, sheet, paid) == (ImportReport(72, 0, 0), ImportReport(69, 0, 0), ImportReport(1, 0, 0))
    assert nobody == ([], None)
    assert transfers == []


async def test_payments_in_any_order_give_the_same_balances(database: Database) -> None:
    lines = (DATA / "payments-2026.csv").read_text("utf-8-sig").splitlines()[1:]
    await database.run(lambda work: (members(work), balances(work)))
    await database.run(lambda work: payments(work, *lines[200:][::-1]))
    await database.run(lambda work: payments(work, *lines))

    found = await database.run(lambda work: _balances(work, TODAY))

    await database.run(payments)
    assert await database.run(lambda work: _balances(work, TODAY)) == found
    assert (await database.run(lambda work: _balances(work, date(2026, 9, 30))))["M014"] == -6000


async def test_two_lines_alike_in_a_file_are_two_payments(database: Database) -> None:
    line = "21/11/2026;M001;10,00;especes;cotisation"
    await database.run(lambda work: members(work, HILAIRE))

    once = await database.run(lambda work: payments(work, line))
    twice = await database.run(lambda work: payments(work, line, line))

    assert (once, twice) == (ImportReport(1, 0, 0), ImportReport(1, 0, 1))


async def test_a_payment_is_confirmed_and_raises_the_account_by_its_method(database: Database) -> None:
    await database.run(lambda work: members(work, HILAIRE))

    await database.run(lambda work: payments(work, "21/11/2026;m001;10,00;especes;quête", "21/11/2026;M001;5;cheque;"))

    kept = await database.run(lambda work: work.payments.of_member("M001"))
    entries = await database.run(lambda work: work.ledger.entries("M001"))
    assert [(payment.state, payment.cents, payment.reference) for payment in kept] == [
        (PaymentState.CONFIRMED, 1000, "quête"),
        (PaymentState.CONFIRMED, 500, ""),
    ]
    assert [(entry.cents, entry.kind, entry.method, entry.cause) for entry in entries] == [
        (1000, Kind.PAYMENT, Method.CASH, f"payment:{kept[0].id}"),
        (500, Kind.PAYMENT, Method.CHEQUE, f"payment:{kept[1].id}"),
    ]


async def test_a_payment_before_the_sheet_is_refused_and_one_on_its_day_counts(database: Database) -> None:
    await database.run(lambda work: (members(work, HILAIRE), balances(work, "M001;-35,00")))

    problems = await _problems(
        database,
        lambda work: payments(work, "31/12/2025;M001;10;cash;", "30/12/2025;M001;10;cash;", "1/1/2026;M9;1;cash;"),
    )
    await database.run(lambda work: payments(work, "31/12/2025;M001;10;cash;"))

    assert problems == [
        (
            "line 3, date: 2025-12-30 is before the day the books open, 2025-12-31; "
            "what was paid by then belongs in a balance sheet (M001, 10.00)"
        ),
        "line 4, numero (number): nobody has the number M9; import the members first",
    ]
    assert await database.run(lambda work: _balances(work, SHEET_DAY)) == {"M001": -2500}


async def test_a_refused_file_writes_no_row_at_all(database: Database) -> None:
    await database.run(lambda work: members(work, HILAIRE))

    await _problems(database, lambda work: payments(work, "21/11/2026;M001;10;cash;", "21/11/2026;M002;10;cash;"))

    assert await database.run(lambda work: work.ledger.transfers()) == []


async def test_without_a_sheet_the_books_start_on_the_day_of_the_first_import(
    database: Database, clock: StandingClock
) -> None:
    await database.run(lambda work: members(work, HILAIRE))
    clock.instant = clock.now() + timedelta(days=30)
    await database.run(lambda work: members(work, _odile()))

    assert await database.run(books.books_open_on) == TODAY
    assert await database.run(lambda work: _balances(work, TODAY)) == {"M001": 0, "M014": 0}
    assert await database.run(lambda work: _balances(work, date(2026, 12, 1))) == {"M001": -1000, "M014": -1000}


async def test_a_sheet_closes_the_books_up_to_its_day_and_leaves_others_at_zero(database: Database) -> None:
    await database.run(lambda work: members(work, HILAIRE, _odile()))

    await database.run(lambda work: balances(work, "M001;-35,00"))

    assert await database.run(lambda work: _balances(work, SHEET_DAY)) == {"M001": -3500, "M014": 0}
    assert await database.run(lambda work: _balances(work, date(2026, 1, 1))) == {"M001": -6000, "M014": -2500}


async def test_dues_recorded_before_the_sheet_came_are_undone(database: Database) -> None:
    await database.run(lambda work: members(work, HILAIRE))
    await database.run(lambda work: accrual.accrue(work, date(2027, 2, 1)))

    await database.run(lambda work: balances(work, "M001;5,00", on=date(2027, 1, 31)))
    await database.run(lambda work: accrual.accrue(work, date(2027, 2, 1)))

    assert await database.run(lambda work: _balances(work, date(2027, 2, 1))) == {"M001": -500}


async def test_a_later_sheet_that_agrees_is_taken_and_changes_nothing(database: Database) -> None:
    await database.run(lambda work: (members(work, HILAIRE, _odile()), balances(work, "M001;-35,00")))
    await database.run(lambda work: payments(work, "01/02/2026;M001;60;cash;"))

    without_that_day = await database.run(
        lambda work: balances(work, "M001;-70,00", "M014;-35", on=date(2026, 2, 1), dry_run=False)
    )
    with_that_day = await database.run(lambda work: balances(work, "M001;-10,00", "M014;-35", on=date(2026, 2, 1)))

    assert without_that_day == with_that_day == ImportReport(0, 0, 2)
    assert await database.run(books.books_open_on) == SHEET_DAY


async def test_a_later_sheet_that_differs_is_refused_row_by_row(database: Database) -> None:
    await database.run(lambda work: (members(work, HILAIRE, _odile()), balances(work, "M001;-35,00")))

    problems = await _problems(database, lambda work: balances(work, "M001;-70,01", on=date(2026, 2, 1)))

    assert problems == [
        "the sheet leaves out M014, whose balance in the books on 2026-02-01 is -35.00",
        "line 2, solde (balance): the sheet says -70.01 for M001, the books say -70.00 on 2026-02-01",
    ]


async def test_a_sheet_of_an_earlier_day_comes_too_late(database: Database) -> None:
    await database.run(lambda work: (members(work, HILAIRE), balances(work, "M001;-35,00")))

    problems = await _problems(database, lambda work: balances(work, "M001;0", on=date(2025, 12, 30)))

    assert problems == ["the books opened on 2025-12-31; a balance sheet of an earlier day, 2025-12-30, comes too late"]


async def test_a_sheet_cannot_swallow_payments_booked_before_its_day(database: Database) -> None:
    await database.run(lambda work: members(work, HILAIRE))
    await database.run(lambda work: payments(work, "25/11/2026;M001;10;cash;"))

    problems = await _problems(database, lambda work: balances(work, "M001;0", on=date(2026, 11, 30)))

    assert problems == ["line 2, solde (balance): the sheet says 0.00 for M001, the books say 10.00 on 2026-11-30"]


async def test_a_number_twice_an_unknown_one_and_an_unknown_spouse_are_refused(database: Database) -> None:
    spouse = "M0{0};YOKA;Sylvie;;;17/03/2021;actif;;;{1};fr;"

    registered = await _problems(
        database,
        lambda work: members(work, HILAIRE, HILAIRE.lower(), spouse.format(12, "M099"), spouse.format(13, "m013")),
    )
    sheet = await _problems(database, lambda work: balances(work, "M001;1", "m001;2"))

    assert registered == [
        "line 3, numero (number): m001 stands on line 2 already; once is expected",
        "line 4, conjoint (spouse): nobody has the number M099, in this file or on the register",
        "line 5, conjoint (spouse): m013 is the member's own number; the spouse's is expected",
    ]
    assert sheet == [
        "line 2, numero (number): nobody has the number M001; import the members first",
        "line 3, numero (number): m001 stands on line 2 already; once is expected",
        "line 3, numero (number): nobody has the number m001; import the members first",
    ]


async def test_a_member_is_updated_by_number_and_nobody_is_deleted(database: Database) -> None:
    await database.run(lambda work: members(work, HILAIRE, _odile()))

    report = await database.run(lambda work: members(work, "m001;NTSIBA;Hilary;;;11/08/2012;actif;tresorier;;M014;en;"))
    found = await database.run(lambda work: work.members.all())

    assert report == ImportReport(0, 1, 0)
    assert [(member.number, member.first_name, member.spouse) for member in found] == [
        ("M001", "Hilary", "M014"),
        ("M014", "Odile", None),
    ]
    assert found[0].roles == {Role.TREASURER}


async def test_a_status_without_a_day_has_held_since_the_books_opened_wherever_that_moves(database: Database) -> None:
    await database.run(lambda work: members(work, _odile("radie")))
    first = await database.run(_history)

    await database.run(lambda work: balances(work, "M014;-45,00"))

    active = StatusChange(JOINED, Status.ACTIVE)
    assert first == (active, StatusChange(TODAY, Status.RADIATED))
    assert await database.run(_history) == (active, StatusChange(SHEET_DAY, Status.RADIATED))
    lines = await database.run(lambda work: books.all_entries_on(work, TODAY))
    assert sum(line.cents for line in lines["M014"]) == -4500


async def test_a_status_with_a_day_stays_where_it_is_when_the_books_move(database: Database) -> None:
    await database.run(lambda work: members(work, _odile("suspendu", "21/11/2026")))

    await database.run(lambda work: balances(work, "M014;-45,00"))

    assert (await database.run(_history))[-1] == StatusChange(TODAY, Status.SUSPENDED)


async def test_a_new_status_is_added_at_its_day_and_the_same_moves_to_it(database: Database) -> None:
    await database.run(lambda work: (members(work, _odile()), balances(work, "M014;0")))

    await database.run(lambda work: members(work, _odile("suspendu", "01/03/2026")))
    added = await database.run(_history)
    again = await database.run(lambda work: members(work, _odile("suspendu", "01/03/2026")))
    await database.run(lambda work: members(work, _odile("suspendu", "01/04/2026")))
    moved = await database.run(_history)
    await database.run(lambda work: members(work, _odile("actif", "01/06/2026")))
    active = StatusChange(JOINED, Status.ACTIVE)

    assert added == (active, StatusChange(date(2026, 3, 1), Status.SUSPENDED))
    assert again == ImportReport(0, 0, 1)
    assert moved == (active, StatusChange(date(2026, 4, 1), Status.SUSPENDED))
    assert await database.run(_history) == (*moved, StatusChange(date(2026, 6, 1), Status.ACTIVE))


async def test_a_candidate_becomes_a_member_from_the_day_of_joining(database: Database) -> None:
    candidate = "M073;YOKA;Wilfrid;;;{};{};;;;fr;"
    await database.run(lambda work: members(work, candidate.format("", "candidat")))
    waiting = await database.run(lambda work: work.members.get("M073"))

    await database.run(lambda work: members(work, candidate.format("01/12/2026", "actif")))

    assert waiting is not None
    assert (waiting.status, waiting.joined_on) == (Status.CANDIDATE, None)
    assert (await database.run(lambda work: _history(work, "M073")))[-1] == StatusChange(
        date(2026, 12, 1), Status.ACTIVE
    )


@pytest.mark.parametrize("corrected", ["25/11/2026", "05/12/2026"])
@pytest.mark.parametrize("now", ["actif;;;;fr;", "suspendu;;;;fr;20/12/2026", "actif;;;;fr;20/12/2026"])
async def test_who_was_a_candidate_owes_the_admission_from_whatever_day_of_joining_is_told(
    database: Database, corrected: str, now: str
) -> None:
    wilfrid = "M073;YOKA;Wilfrid;;;{};{}"
    await database.run(lambda work: members(work, wilfrid.format("", "candidat;;;;fr;")))
    await database.run(lambda work: members(work, wilfrid.format("01/12/2026", "actif;;;;fr;")))
    await database.run(lambda work: members(work, wilfrid.format("01/12/2026", now)))
    await database.run(lambda work: accrual.accrue(work, date(2026, 12, 31)))

    await database.run(lambda work: members(work, wilfrid.format(corrected, now)))
    await database.run(lambda work: accrual.accrue(work, date(2026, 12, 31)))

    assert await database.run(lambda work: _balances(work, date(2026, 12, 31))) == {"M073": -5000}
    history = await database.run(lambda work: _history(work, "M073"))
    assert history[1] == StatusChange(cells.day(corrected), Status.ACTIVE)


async def test_dues_are_looked_at_again_after_an_import_that_changed_something(database: Database) -> None:
    await database.run(lambda work: members(work, HILAIRE))
    await database.run(lambda work: work.book.put(ACCRUED_ON, "2026-11-21"))

    await database.run(lambda work: members(work, HILAIRE))
    unchanged = await database.run(lambda work: work.book.get(ACCRUED_ON))
    await database.run(lambda work: members(work, _odile()))

    assert unchanged == "2026-11-21"
    assert await database.run(lambda work: work.book.get(ACCRUED_ON)) is None


async def test_the_treasurer_may_import_and_the_president_may_not(database: Database) -> None:
    await database.run(members)

    def as_member(work: UnitOfWork, number: str) -> ImportReport:
        return import_members(work, Actor(ActorKind.MEMBER, work.members.get(number)), [], dry_run=False)

    allowed = await database.run(lambda work: as_member(work, "M005"))
    with pytest.raises(RefusedError):
        await database.run(lambda work: as_member(work, "M001"))

    assert allowed == ImportReport(0, 0, 0)
