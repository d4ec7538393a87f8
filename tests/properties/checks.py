"""What must hold after every step, whatever was done: each check is named for what it promises.

`Seen` is all that the database holds, row by row, and what the services answer about it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import select

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Situation
from assistant.domain.ledger import Account, balance_of
from assistant.domain.payments import Payment
from assistant.ports import UnitOfWork
from assistant.services import balance
from assistant.services.balance import Statement
from assistant.services.books import all_situations
from assistant.services.cash import Cash, cash
from assistant.services.payments import queue
from storage.session import Prepared
from storage.tables import metadata
from tests.properties.model import Model

Row = dict[str, Any]
Tables = dict[str, list[Row]]

DUES = {"admission", "annual", "monthly"}
OTHERS = [value for name, value in vars(Account).items() if name.isupper()]
AUDITED = ("member", "member_status", "member_role", "transfer", "payment", "payment_decision", "application")
"""The tables that nothing changes without an audit row."""
_EVERYTHING = {
    table.name: (tuple(table.columns.keys()), Prepared(select(table).order_by(*table.primary_key.columns)))
    for table in metadata.sorted_tables
}


def tables(work: UnitOfWork) -> Tables:
    """Every row of every table, in the order of its key."""
    session = work._session  # type: ignore[attr-defined]
    return {
        name: [dict(zip(columns, row, strict=True)) for row in session.all(statement)]
        for name, (columns, statement) in _EVERYTHING.items()
    }


@dataclass(frozen=True)
class Seen:
    """The database after a step, and what the services say of today and of an earlier day."""

    tables: Tables
    days: dict[date, dict[str, Situation]]
    recorded: dict[str, int]
    """Balances of all accounts, without what is not recorded yet."""
    held: Cash
    waiting: list[Payment]
    statement: Statement
    """Of one member, over the year."""
    problems: list[str]


def look(work: UnitOfWork, days: Iterable[date], one: str, *, verify: bool) -> Seen:
    """All of it, in one unit; where asked, what `assistant verify` finds."""
    found = {day: all_situations(work, day) for day in days}
    members = {number: balance_of(lines, date.max) for number, lines in work.ledger.all_entries().items()}
    others: Counter[str] = Counter()
    for moved in work.ledger.turnovers(OTHERS, None, date.max):
        others[moved.account] += moved.credited - moved.debited
    return Seen(
        tables=tables(work),
        days=found,
        recorded=members | others,
        held=cash(work, OPERATOR, work.today),
        waiting=queue(work, OPERATOR),
        statement=balance.statement(work, Actor(ActorKind.MEMBER, work.members.get(one)), None),
        problems=work.audit.problems() if verify else [],
    )


def all_that_holds(before: Tables, seen: Seen, model: Model) -> None:
    """Every promise at once."""
    nothing_recorded_is_changed_or_lost(before, seen.tables)
    transfers_move_money_between_two_accounts(seen.tables["transfer"])
    the_books_add_up_to_nothing(seen)
    reversals_are_opposite_and_made_once(seen.tables["transfer"])
    balances_and_standings_are_those_of_the_model(seen, model)
    a_statement_leads_to_the_balance(seen.statement, model)
    what_is_held_is_what_was_paid_and_levied(seen.held, model)
    payments_are_those_of_the_model(seen.tables, model)
    what_is_declared_waits_for_a_decision(seen.waiting, model)
    a_payment_is_booked_where_it_is_confirmed(seen.tables, model)
    receipts_follow_one_another(seen.tables, model)
    dues_are_charged_once(seen.tables["transfer"], model)
    every_transfer_has_its_audit_row(seen.tables)
    assert seen.problems == [], seen.problems


def nothing_recorded_is_changed_or_lost(before: Tables, after: Tables) -> None:
    for name in ("transfer", "audit"):
        earlier = before[name]
        assert after[name][: len(earlier)] == earlier, name
    for name in ("payment_decision", "once"):
        assert [row for row in before[name] if row not in after[name]] == [], name


def transfers_move_money_between_two_accounts(transfers: list[Row]) -> None:
    for row in transfers:
        assert row["debit"] != row["credit"], row
        assert row["cents"] >= 1, row
    assert [row["id"] for row in transfers] == list(range(1, len(transfers) + 1))


def the_books_add_up_to_nothing(seen: Seen) -> None:
    expected: Counter[str] = Counter()
    for row in seen.tables["transfer"]:
        expected[row["debit"].removeprefix("member:")] -= row["cents"]
        expected[row["credit"].removeprefix("member:")] += row["cents"]
    found = {account: cents for account, cents in seen.recorded.items() if cents}
    assert found == {account: cents for account, cents in expected.items() if cents}
    assert sum(seen.recorded.values()) == 0


def reversals_are_opposite_and_made_once(transfers: list[Row]) -> None:
    by_id = {row["id"]: row for row in transfers}
    reversals = [row for row in transfers if row["reverses"] is not None]
    assert len({row["reverses"] for row in reversals}) == len(reversals)
    for row in reversals:
        undone = by_id[row["reverses"]]
        assert (row["debit"], row["credit"]) == (undone["credit"], undone["debit"]), row
        assert (row["cents"], row["value_on"]) == (undone["cents"], undone["value_on"]), row
        assert row["id"] > undone["id"]


def balances_and_standings_are_those_of_the_model(seen: Seen, model: Model) -> None:
    for day, situations in seen.days.items():
        assert situations.keys() == model.people.keys()
        for number, found in situations.items():
            answer = (found.balance, found.overdue, found.standing.value, found.waits_until)
            assert answer == model.standing(number, day), (number, day)


def a_statement_leads_to_the_balance(told: Statement, model: Model) -> None:
    sums = accumulate((line.entry.cents for line in told.lines), initial=told.opening)
    assert [told.opening, *(line.balance for line in told.lines)] == list(sums)
    assert told.closing == model.balance(told.member.number, model.today)
    assert (told.lines[-1].balance if told.lines else told.opening) == told.closing


def what_is_held_is_what_was_paid_and_levied(held: Cash, model: Model) -> None:
    levied = sum(cents for _, _, last, cents in model.levies if last is not None)
    found = (held.bank.balance, held.cash.balance, held.fund.balance)
    assert found == (model.held("bank", model.today), model.held("cash", model.today), levied)


def payments_are_those_of_the_model(tables: Tables, model: Model) -> None:
    names = ("member", "cents", "method", "value_on", "reference", "state")
    found = {row["id"]: tuple(row[name] for name in names) for row in tables["payment"]}
    assert found == {
        number: (paid.member, paid.cents, paid.method, paid.value_on.isoformat(), paid.reference, paid.state)
        for number, paid in model.payments.items()
    }
    steps: defaultdict[int, list[tuple[str, int, str]]] = defaultdict(list)
    for row in sorted(tables["payment_decision"], key=lambda row: (row["decided_at"], row["state"])):
        steps[row["payment"]].append((row["state"], row["cents"], row["decided_by"]))
    assert steps == {number: paid.decisions for number, paid in model.payments.items() if paid.decisions}


def what_is_declared_waits_for_a_decision(waiting: list[Payment], model: Model) -> None:
    undecided = [number for number, paid in model.payments.items() if paid.state == "declared"]
    assert [payment.id for payment in waiting] == sorted(undecided)


def a_payment_is_booked_where_it_is_confirmed(tables: Tables, model: Model) -> None:
    undone = {row["reverses"] for row in tables["transfer"]}
    live: defaultdict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for row in tables["transfer"]:
        if row["kind"] == "payment" and row["reverses"] is None and row["id"] not in undone:
            live[row["cause"]].append((row["credit"], row["cents"], row["value_on"]))
    assert live == {
        f"payment:{number}": [(f"member:{paid.member}", paid.booked, str(paid.counts_from))]
        for number, paid in model.payments.items()
        if paid.state == "confirmed"
    }


def receipts_follow_one_another(tables: Tables, model: Model) -> None:
    found = {row["payment"]: row["receipt"] for row in tables["payment_decision"] if row["receipt"]}
    assert found == {number: paid.receipt for number, paid in model.payments.items() if paid.receipt}
    by_year: defaultdict[str, list[int]] = defaultdict(list)
    for receipt in found.values():
        year, number = receipt.split("-")
        by_year[year].append(int(number))
    for numbers in by_year.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def dues_are_charged_once(transfers: list[Row], model: Model) -> None:
    undone = {row["reverses"] for row in transfers}
    rows = [row for row in transfers if row["kind"] in DUES and row["reverses"] is None and row["id"] not in undone]
    found = Counter(
        (row["debit"].removeprefix("member:"), row["kind"], date.fromisoformat(row["value_on"]), row["cents"])
        for row in rows
    )
    assert found == model.in_the_books
    assert set(Counter((row["debit"], row["kind"], row["cause"]) for row in rows).values()) <= {1}
    assert all(row["credit"] == Account.DUES for row in rows)


def every_transfer_has_its_audit_row(tables: Tables) -> None:
    assert [row["id"] for row in tables["audit"]] == list(range(1, len(tables["audit"]) + 1))
    covered: dict[int, tuple[str, int]] = {}
    for row in tables["audit"]:
        if row["action"] == "transfer":
            told = json.loads(row["body"])
            covered |= dict.fromkeys(range(told["first"], told["last"] + 1), (row["actor"], row["at"]))
    assert covered == {row["id"]: (row["author"], row["recorded_at"]) for row in tables["transfer"]}


def is_covered(before: Tables, after: Tables, actor: str, told: list[str]) -> None:
    """A command left those audit rows, all the actor's, and changed nothing without one; reminders move no money."""
    new = [row for row in after["audit"][len(before["audit"]) :] if row["action"] != "reminders"]
    assert [(row["actor"], row["action"]) for row in new] == [(actor, action) for action in told]
    changed = [name for name in AUDITED if before[name] != after[name]]
    assert new or not changed, changed
    assert new or _opening(before) == _opening(after)


def _opening(tables: Tables) -> list[Row]:
    """When the books opened; other small facts are traces of what has been done already."""
    return [row for row in tables["book"] if row["name"] in {"books_open_on", "balance_sheet_on"}]
