"""The fund's year: each payment, contribution and debt counted once, by event for the bureau, by kind for all."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.aid import EventKind
from assistant.domain.claims import FiledClaim, HelpAnswer, HelpState, NewClaim
from assistant.domain.decisions import Reason
from assistant.domain.errors import BeforeBooksError
from assistant.domain.ledger import Account, Kind, Method, NewTransfer
from assistant.domain.members import Member, Role
from assistant.domain.orders import Choice, NewOrder, NewPayout, OrderKind
from assistant.ports import Database, UnitOfWork
from assistant.services import orders
from assistant.services.aid import cancelling, deciding, fund
from assistant.services.aid.fund import Fund, KindAccount, Summary, Sums
from tests.services.aid.claimants import FATHER, OPENED, YESTERDAY, claim, declares, gather, mourns, pays
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, ROSINE, TODAY, acting, later, refusal
from tests.services.people import person

VERIFIER = person("M020", "Victor", Role.CONTROL)
LEVIED = 40000
"""Eight owe 50,00 € each for Awa's father."""


async def agrees(database: Database, filed: FiledClaim) -> None:
    """The whole bureau says yes."""
    for voter in BUREAU:
        await database.run(lambda work, voter=voter: deciding.vote(work, acting(voter), filed.id, Choice.APPROVE))  # type: ignore[misc]


async def grants(database: Database, member: Member = AWA, new: NewClaim = FATHER) -> FiledClaim:
    """The member declares it, and the bureau agrees."""
    filed = await declares(database, member, new)
    await agrees(database, filed)
    return filed


async def sends(database: Database, cause: str) -> None:
    """The treasurer has made the transfer today."""

    def unit(work: UnitOfWork) -> None:
        order = work.orders.caused_by(cause)
        assert order is not None
        orders.pay(work, acting(ROSINE), order.id, NewPayout(Method.TRANSFER, work.today, "VIR 1"))

    await database.run(unit)


async def helps(database: Database, cents: int) -> None:
    """Bintou is helped, with the bureau's yes."""

    def unit(work: UnitOfWork) -> str:
        request = work.helps.add(BINTOU.number, "…")
        work.helps.answer(request, HelpAnswer(HelpState.PROPOSED, HILAIRE.number, work.now, cents=cents))
        new = NewOrder(OrderKind.HELP, BINTOU.number, cents, "…", f"help:{request}")
        return orders.propose(work, acting(HILAIRE), new, approved=True).cause

    await sends(database, await database.run(unit))


async def seen(database: Database, year: int = 2026, member: Member = HILAIRE) -> Fund:
    return await database.run(lambda work: fund.account(work, acting(member), year))


async def summed(database: Database, year: int = 2026) -> Summary:
    return await database.run(lambda work: fund.summary(work, acting(HILAIRE), year))


def holds(found: Summary) -> bool:
    """Whether what moved explains the balance."""
    moved = found.sums.called - found.sums.paid - found.helped + found.other
    return found.opening + moved == found.balance


async def test_a_year_in_which_nothing_happened_is_empty(database: Database) -> None:
    await gather(database)

    found = await seen(database)

    assert found == Fund(Summary(2026, OPENED, TODAY, 0, 0, (), 0, 0, 0), ())


async def test_an_event_shows_who_is_concerned_what_was_paid_called_received_and_is_still_due(
    database: Database,
) -> None:
    await gather(database)
    death = await grants(database)
    await sends(database, death.subject)
    await pays(database, BINTOU, 3000, TODAY)

    found = await seen(database)

    (event,) = found.events
    assert (event.kind, [member.number for member in event.concerned]) == (EventKind.DEATH_FATHER, [AWA.number])
    assert (event.granted_on, event.undone) == (TODAY, False)
    assert event.sums == Sums(paid=100000, called=LEVIED, received=3000, due=LEVIED - 3000)
    assert found.summary.kinds == (KindAccount(EventKind.DEATH_FATHER, 1, event.sums),)
    assert (found.summary.opening, found.summary.balance, found.summary.other) == (0, LEVIED - 100000, 0)


async def test_what_is_granted_counts_before_it_is_paid_and_a_wedding_calls_nothing(database: Database) -> None:
    await gather(database)
    await grants(database, BINTOU, claim(EventKind.MARRIAGE, BINTOU, invitation=True))

    found = await summed(database)

    assert found.kinds == (KindAccount(EventKind.MARRIAGE, 1, Sums()),)


async def test_what_was_declared_and_not_granted_is_no_part_of_it(database: Database) -> None:
    await gather(database)
    await mourns(database, AWA)

    assert (await seen(database)).events == ()


async def test_a_payment_first_settles_older_debts_than_the_contribution(database: Database) -> None:
    await gather(database, M013=-2000)
    await grants(database)
    await pays(database, BINTOU, 3000, TODAY)

    assert (await summed(database)).sums.received == 1000


async def test_two_claims_about_one_death_are_paid_under_their_own_kinds_and_called_once(database: Database) -> None:
    await gather(database)
    first = await grants(database, AWA, claim(EventKind.DEATH_CHILD, relative="Luc Ibara"))
    second = await declares(database, BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative="Luc Ibara"))
    await database.run(lambda work: deciding.rule(work, acting(HILAIRE), second.id, EventKind.DEATH_BROTHER))
    await agrees(database, second)
    for each in (first, second):
        await sends(database, each.subject)

    found = await seen(database)

    assert [[member.number for member in event.concerned] for event in found.events] == [[AWA.number, BINTOU.number]]
    assert found.summary.kinds == (
        KindAccount(EventKind.DEATH_CHILD, 1, Sums(100000, 35000, 0, 35000)),
        KindAccount(EventKind.DEATH_BROTHER, 1, Sums(50000)),
    )


async def test_exceptional_help_is_counted_apart(database: Database) -> None:
    await gather(database)
    await helps(database, 15000)

    found = await summed(database)

    assert (found.helps, found.helped, found.balance, found.kinds) == (1, 15000, -15000, ())
    assert holds(found)


async def test_what_moves_the_balance_besides_is_shown_as_such_and_the_opening_is_the_start(
    database: Database,
) -> None:
    await gather(database)
    rows = [
        NewTransfer(Account.OPENING, Account.AID, 60000, Kind.OPENING, OPENED, "manual:1"),
        NewTransfer(Account.ADJUSTMENTS, Account.AID, 700, Kind.MANUAL, TODAY, "manual:2"),
    ]
    await database.run(lambda work: work.ledger.record(rows, OPERATOR))

    found = await summed(database)

    assert (found.opening, found.other, found.balance) == (60000, 700, 60700)


async def test_each_year_has_what_moved_in_it_and_a_late_contribution_is_of_the_year_it_comes_in(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    death = await grants(database)
    await pays(database, BINTOU, 5000, TODAY)
    later(clock, days=50)
    await sends(database, death.subject)
    await pays(database, HILAIRE, 5000, date(2027, 1, 9))

    before, after = await seen(database), await seen(database, 2027)

    assert before.summary.until == date(2026, 12, 31)
    assert before.summary.sums == Sums(0, LEVIED, 5000, LEVIED - 5000)
    assert after.summary.since == date(2026, 12, 31)
    assert after.summary.kinds == (KindAccount(None, 0, Sums(100000, 0, 5000, LEVIED - 10000)),)
    assert [event.granted_on for event in after.events] == [TODAY]
    assert before.summary.balance == after.summary.opening == LEVIED
    assert holds(before.summary)
    assert holds(after.summary)


async def test_a_cancelled_event_leaves_what_is_still_to_come_back_and_counts_for_no_kind(database: Database) -> None:
    await gather(database)
    death = await grants(database)
    await sends(database, death.subject)
    await database.run(lambda work: cancelling.cancel(work, acting(HILAIRE), death.id, "Déclaré par erreur"))

    found = await seen(database)

    assert [(event.undone, event.sums) for event in found.events] == [(True, Sums(paid=100000))]
    assert found.summary.kinds == (KindAccount(None, 0, Sums(paid=100000)),)
    assert holds(found.summary)


async def test_once_its_payout_is_back_a_cancelled_event_has_moved_nothing(database: Database) -> None:
    await gather(database)
    death = await grants(database)
    await sends(database, death.subject)
    await database.run(lambda work: cancelling.cancel(work, acting(HILAIRE), death.id, "Déclaré par erreur"))
    await database.run(lambda work: cancelling.repaid(work, acting(ROSINE), death.id))

    found = await summed(database)

    assert (found.kinds, found.balance) == ((), 0)


async def test_the_summary_holds_no_name_no_number_and_no_day_of_an_event(database: Database) -> None:
    await gather(database)
    death = await grants(database)
    await sends(database, death.subject)

    shown = repr(await summed(database))

    secrets = (AWA.number, AWA.first_name, AWA.last_name, FATHER.relative, repr(YESTERDAY), f"event={death.event}")
    assert not [secret for secret in secrets if secret in shown]


async def test_the_bureau_and_the_control_commission_see_it_and_nobody_else(database: Database) -> None:
    await gather(database, VERIFIER)

    assert (await seen(database, member=VERIFIER)).events == ()
    for unit in (fund.account, fund.summary):
        decision = await refusal(database, lambda work, unit=unit: unit(work, acting(AWA), 2026))  # type: ignore[misc]
        assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 14",))


async def test_a_year_to_come_is_refused_and_one_before_the_books_is_not_known(database: Database) -> None:
    await gather(database)

    decision = await refusal(database, lambda work: fund.summary(work, acting(HILAIRE), 2027))

    assert decision.reason is Reason.FUTURE_DATE
    with pytest.raises(BeforeBooksError):
        await summed(database, 2025)
