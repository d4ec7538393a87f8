"""What must hold of mutual aid after every step: each check is named for what it promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.domain.claims import AidEvent, ClaimState, FiledClaim
from assistant.domain.decisions import Situation
from assistant.domain.ledger import Account, Kind, Transfer
from assistant.domain.members import Status
from assistant.ports import UnitOfWork
from assistant.services.books import all_situations
from tests.properties.aid_claims import DAYS_TO_PAY, Claimed, Verdict
from tests.properties.aid_model import AidModel
from tests.properties.checks import (
    Tables,
    dues_are_charged_once,
    every_transfer_has_its_audit_row,
    nothing_recorded_is_changed_or_lost,
    reversals_are_opposite_and_made_once,
    tables,
    transfers_move_money_between_two_accounts,
)

OPEN = {ClaimState.DECLARED, ClaimState.APPROVED}


@dataclass(frozen=True)
class Seen:
    """The database after a step, and what the services say of today."""

    tables: Tables
    claims: dict[int, FiledClaim]
    events: list[AidEvent]
    standing: list[Transfer]
    """The rows that were not reversed, and reverse nothing."""
    statuses: dict[str, Status]
    situations: dict[str, Situation]
    orders: dict[str, tuple[str, int]]
    fund: int
    problems: list[str]


def look(work: UnitOfWork, *, verify: bool) -> Seen:
    """All of it, in one unit; where asked, what `assistant verify` finds."""
    claims = {filed.id: filed for filed in work.claims.all()}
    rows = work.ledger.transfers()
    undone = {row.reverses for row in rows}
    paid = [work.orders.caused_by(filed.subject) for filed in claims.values()]
    return Seen(
        tables=tables(work),
        claims=claims,
        events=work.claims.events(),
        standing=[row for row in rows if row.reverses is None and row.id not in undone],
        statuses={member.number: member.status for member in work.members.all()},
        situations=all_situations(work, work.today),
        orders={order.cause: (order.state.value, order.cents) for order in paid if order},
        fund=sum(row.cents * ((row.credit == Account.AID) - (row.debit == Account.AID)) for row in rows),
        problems=work.audit.problems() if verify else [],
    )


def all_that_holds(before: Tables, seen: Seen, model: AidModel, *, judged: bool) -> None:
    """Every promise at once; what is `judged` says what it should by now."""
    nothing_recorded_is_changed_or_lost(before, seen.tables)
    transfers_move_money_between_two_accounts(seen.tables["transfer"])
    reversals_are_opposite_and_made_once(seen.tables["transfer"])
    every_transfer_has_its_audit_row(seen.tables)
    claims_are_decided_as_in_the_model(seen, model)
    if judged:
        claims_are_judged_as_in_the_model(seen, model)
        papers_go_with_the_decision(seen)
    a_death_levies_each_who_owes_it_once_and_nobody_else(seen, model)
    nobody_is_levied_for_joy(seen, model)
    aid_is_ordered_and_sent_once_and_by_the_scale(seen, model)
    the_fund_holds_what_was_levied_less_what_was_paid(seen, model)
    the_register_knows_who_has_died(seen, model)
    dues_are_charged_once(seen.tables["transfer"], model)
    balances_and_standings_are_those_of_the_model(seen, model)
    each_levy_and_each_reversal_is_told_once_to_the_living(seen, model)
    assert seen.problems == []


def what_was_decided_stays(decided: dict[int, FiledClaim], seen: Seen) -> None:
    """No decided claim ever changes, but for being cancelled; `decided` remembers them."""
    for number, filed in seen.claims.items():
        before = decided.get(number)
        if before is not None and before != filed:
            undone = replace(filed, state=before.state, cancellation=None)
            assert (undone, filed.state, before.state) == (before, ClaimState.CANCELLED, ClaimState.APPROVED)
        if filed.state is not ClaimState.DECLARED:
            decided[number] = filed


def claims_are_decided_as_in_the_model(seen: Seen, model: AidModel) -> None:
    assert seen.claims.keys() == model.claims.keys()
    for number, filed in seen.claims.items():
        claim = model.claims[number]
        found = (filed.state.value, filed.event, filed.ruled, filed.announced_on)
        assert found == (claim.state, claim.event, claim.ruled, claim.announced_on), filed


def claims_are_judged_as_in_the_model(seen: Seen, model: AidModel) -> None:
    for number, filed in seen.claims.items():
        claim, verdict = model.claims[number], filed.verdict
        if claim.state in {"withdrawn", "cancelled"}:
            continue
        assert verdict is not None
        told = Verdict(
            verdict.allowed,
            verdict.reason,
            verdict.kind,
            verdict.payout,
            verdict.levy,
            verdict.basis,
            verdict.overdue,
        )
        assert (told, filed.round) == (claim.verdict, claim.round), filed


def papers_go_with_the_decision(seen: Seen) -> None:
    kept = {row["about"] for row in seen.tables["document"] if row["content"] is not None}
    assert [filed.id for filed in seen.claims.values() if filed.subject in kept and filed.decision is not None] == []


def a_death_levies_each_who_owes_it_once_and_nobody_else(seen: Seen, model: AidModel) -> None:
    found: defaultdict[str, list[tuple[str, int, date, date | None]]] = defaultdict(list)
    for row in seen.standing:
        if row.kind is Kind.LEVY:
            assert row.credit == Account.AID
            found[row.cause].append((row.debit.removeprefix("member:"), row.cents, row.value_on, row.due_on))
    expected = {}
    for event, call in model.calls.items():
        last = call.called_on + timedelta(days=DAYS_TO_PAY)
        expected[f"event:{event}"] = [(who, call.cents, call.called_on, last) for who in sorted(call.charged)]
    assert {cause: sorted(rows) for cause, rows in found.items()} == {
        cause: rows for cause, rows in expected.items() if rows
    }
    called = {event.id: event.call.cents for event in seen.events if event.call}
    assert called == {event: call.cents for event, call in model.calls.items()}


def nobody_is_levied_for_joy(seen: Seen, model: AidModel) -> None:
    mourned = {f"event:{claim.event}" for claim in model.claims.values() if claim.taken_for.startswith("death_")}
    assert {row.cause for row in seen.standing if row.kind is Kind.LEVY} <= mourned


def aid_is_ordered_and_sent_once_and_by_the_scale(seen: Seen, model: AidModel) -> None:
    expected = {f"claim:{claim.number}": _order(claim) for claim in model.claims.values() if claim.order}
    assert seen.orders == expected
    sent = Counter(row.cause for row in seen.standing if row.kind is Kind.PAYOUT and row.credit == Account.BANK)
    assert set(sent.values()) <= {1}
    assert len(sent) == sum(claim.order == "paid" for claim in model.claims.values())
    for claim in model.claims.values():
        if claim.order == "paid" and claim.state == "approved":
            assert claim.verdict is not None
            paid = claim.verdict.payout
            assert paid in {model.rate(claim.taken_for, claim.event_on)[0] // part * claim.children for part in (1, 4)}


def the_fund_holds_what_was_levied_less_what_was_paid(seen: Seen, model: AidModel) -> None:
    levied = sum(call.cents * len(call.charged) for call in model.calls.values())
    paid = sum(_order(claim)[1] for claim in model.claims.values() if claim.order == "paid")
    kept = sum(claim.kept_back[1] for claim in model.claims.values() if claim.kept_back)
    assert seen.fund == levied - paid - kept


def the_register_knows_who_has_died(seen: Seen, model: AidModel) -> None:
    assert {number: status.value for number, status in seen.statuses.items()} == {
        number: person.status for number, person in model.people.items()
    }


def balances_and_standings_are_those_of_the_model(seen: Seen, model: AidModel) -> None:
    for number, found in seen.situations.items():
        answer = (found.balance, found.overdue, found.standing.value, found.waits_until)
        assert answer == model.standing(number, model.today), number


def each_levy_and_each_reversal_is_told_once_to_the_living(seen: Seen, model: AidModel) -> None:
    told = Counter((row["member"], row["kind"]) for row in seen.tables["outbox"])
    rows = [row for row in seen.tables["transfer"] if row["kind"] == "levy"]
    called = Counter(row["debit"].removeprefix("member:") for row in rows if row["reverses"] is None)
    undone = Counter(row["credit"].removeprefix("member:") for row in rows if row["reverses"] is not None)
    for number in seen.statuses:
        back = told[number, "levy_lifted"] + told[number, "levy_cancelled"]
        heard, happened = (told[number, "levy_called"], back), (called[number], undone[number])
        assert heard == happened or (number in model.mourned and max(heard) <= max(happened)), number


def _order(claim: Claimed) -> tuple[str, int]:
    """State and amount of the payment that an approved claim led to."""
    assert claim.verdict is not None
    assert claim.order is not None
    state = "paid" if claim.order == "returned" else claim.order
    return state, claim.verdict.payout - claim.taken_off
