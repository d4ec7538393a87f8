"""An association through the years: founded, run by its people, ticked by the scheduler, its fee voted anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from assistant.bylaws.amending import amend
from assistant.domain.ledger import Account, Kind, NewTransfer
from assistant.services.imports import import_members
from tests.properties import checks
from tests.properties.joining import Joining, row_of
from tests.properties.machine import AGO, CANDIDATE, EDGES, FOUNDERS, PLACES, Ago, happens, nth
from tests.properties.model import Model, Person

MOST_FEES = 4
HOURS = st.sampled_from((time(0, 1), time(9), time(21, 59), time(22, 30), time(23, 30)))
"""In UTC: in the evening it is tomorrow already in Paris, in summer an hour sooner."""
DAYS = st.sampled_from((0, 1, 2, 28, 29, 30, 31, 100, 365, 700)) | st.none()
"""None: until New Year's Eve."""
WRONG = st.sampled_from((None, "cents", "account", "day", "kind"))
NOT_OPPOSITE = st.sampled_from(("cents", "day", "accounts"))


class Association(Joining):
    """The whole machine; subclasses say where the database is."""

    @initialize(
        start=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        hour=HOURS,
        joined_ago=st.lists(st.integers(0, 40), min_size=5, max_size=5),
        balances=st.none() | st.lists(st.sampled_from(EDGES) | st.integers(-500, 30000), min_size=5, max_size=5),
        sheet_ago=AGO,
    )
    def it_is_founded(
        self, start: date, hour: time, joined_ago: list[int], balances: list[int] | None, sheet_ago: Ago
    ) -> None:
        self.model = Model(start)
        self.stand_at(start, hour)
        self.model.opened = self.model.today
        self.database = self.place.found(self.bylaws, self.clock)
        self.tables = self.settled = self.run(checks.tables)
        for (number, role), ago in zip(FOUNDERS.items(), joined_ago, strict=True):
            joined = self.ago(ago * ago)
            self.model.people[number] = Person(number, joined, [(joined, "active")], {role} if role else set())
        self.model.people[CANDIDATE] = Person(CANDIDATE, None, [(self.model.today, "candidate")])
        rows = [row_of(person, line) for line, person in enumerate(self.model.people.values(), start=2)]
        told = ["import_members"]
        self.attempt(lambda work, actor: import_members(work, actor, rows, dry_run=False), "operator", told)
        if balances is not None:
            sheet = dict(zip(FOUNDERS, (-cents for cents in balances), strict=True))
            self.take_sheet("operator", self.ago(sheet_ago), sheet)

    @rule(days=DAYS, hour=HOURS, ticks=st.integers(0, 2))
    def time_passes(self, days: int | None, hour: time, ticks: int) -> None:
        now = self.clock.now().date()
        self.stand_at(now.replace(month=12, day=31) if days is None else now + timedelta(days=days), hour)
        for _ in range(ticks):
            self.tick()

    @precondition(lambda self: len(self.model.fees) < MOST_FEES)
    @happens(cents=st.sampled_from((500, 900, 1200, 1500)), months=st.integers(1, 14))
    def a_new_fee_is_voted(self, cents: int, months: int) -> None:
        since = max(self.model.today, self.model.fees[-1][0]).replace(day=1)
        for _ in range(months):
            since = (since + timedelta(days=31)).replace(day=1)
        vote = {"from": since, "monthly_cents": cents, "assembly": "general assembly"}
        self.bylaws = amend(self.bylaws, tariff_changes=[vote])
        self.model.fees.append((since, cents))
        self.restart()

    @rule(writes=st.integers(1, 12))
    def the_next_command_breaks_off(self, writes: int) -> None:
        self.breaks_after = writes

    @precondition(lambda self: any(row["key"] for row in self.tables["transfer"]))
    @happens(place=PLACES, wrong=WRONG)
    def a_key_is_recorded_again(self, place: int, wrong: str | None) -> None:
        same = transfer_of(nth([row for row in self.tables["transfer"] if row["key"]], place))
        changes: dict[str | None, dict[str, Any]] = {
            None: {},
            "cents": {"cents": same.cents + 1},
            "account": {"credit": Account.ADJUSTMENTS},
            "day": {"value_on": same.value_on + timedelta(days=1)},
            "kind": {"kind": Kind.MANUAL},
        }
        again = replace(same, **changes[wrong])
        ids = self.attempt(lambda work, actor: work.ledger.record([again], actor), "operator", None if wrong else [])
        assert ids == (None if wrong else [None])

    @precondition(lambda self: self.tables["transfer"])
    @happens(place=PLACES, wrong=NOT_OPPOSITE)
    def a_reversal_is_wrong_or_the_second(self, place: int, wrong: str) -> None:
        undone_ones = {row["reverses"] for row in self.tables["transfer"]}
        twice = [row for row in self.tables["transfer"] if row["id"] in undone_ones]
        row = nth(twice if twice and place % 2 else self.tables["transfer"], place)
        undone = transfer_of(row)
        opposite = replace(undone, debit=undone.credit, credit=undone.debit, key=None, reverses=row["id"])
        changes: dict[str, dict[str, Any]] = {
            "cents": {"cents": undone.cents + 1},
            "day": {"value_on": undone.value_on - timedelta(days=1)},
            "accounts": {"debit": undone.debit, "credit": undone.credit},
        }
        second = row["id"] in undone_ones
        reversal = opposite if second else replace(opposite, **changes[wrong])
        self.attempt(lambda work, actor: work.ledger.record([reversal], actor), "operator", None)


def transfer_of(row: checks.Row) -> NewTransfer:
    """A recorded row as it was given."""
    return NewTransfer(
        debit=row["debit"],
        credit=row["credit"],
        cents=row["cents"],
        kind=Kind(row["kind"]),
        value_on=date.fromisoformat(row["value_on"]),
        cause=row["cause"],
        key=row["key"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        reverses=row["reverses"],
    )
