"""An approved event was declared by mistake: what is undone, what has to come back, and who is told, once each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimState, FiledClaim
from assistant.domain.decisions import Reason
from assistant.domain.ledger import Kind
from assistant.domain.members import Member
from assistant.domain.orders import Choice, OrderState
from assistant.ports import Database, UnitOfWork
from assistant.services import books
from assistant.services.aid import announcing, cancelling, deciding, declaring
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    ESTHER,
    FATHER,
    MEMBERS,
    claim,
    declares,
    filed,
    gather,
    mourns,
    notices,
    pays,
    verdict,
)
from tests.services.aid.deciders import (
    agree,
    balance_of,
    cards,
    delivered,
    granted,
    levied,
    order_of,
    problems,
    rows,
    saying,
    under,
    undoing,
)
from tests.services.bureau import (
    AWA,
    BINTOU,
    BUREAU,
    HILAIRE,
    PAUL,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    later,
    paying,
    refusal,
    told,
)
from tests.services.people import JOINED, voted

SHARED = claim(EventKind.DEATH_BROTHER, BINTOU, relative=FATHER.relative)
EVERYBODY = {member.number for member in (*BUREAU, *MEMBERS)}
MISTAKE = "Déclaré par erreur"


async def balances(database: Database) -> dict[str, int]:
    """Everybody's, by the books as of today."""
    known = await database.run(lambda work: books.all_situations(work, work.today))
    return {number: money.balance for number, money in known.items()}


async def announced(database: Database, event: int) -> None:
    """The family agrees, and the bureau has told the members of it."""

    def unit(work: UnitOfWork) -> None:
        filed = work.claims.on_event(event)[0]
        work.claims.consent(filed.id, given=True)
        announcing.announce(work, acting(PAUL), filed.id, "Notre amie")

    await database.run(unit)


async def shared(database: Database) -> tuple[FiledClaim, FiledClaim]:
    """One death, approved for Awa, then by the bureau's word for Bintou too."""
    first = await granted(database, AWA, FATHER)
    second = await declares(database, BINTOU, SHARED)
    await database.run(lambda work: deciding.rule(work, acting(PAUL), second.id, EventKind.DEATH_BROTHER))
    return first, await agree(database, second.id)


async def test_everything_that_followed_is_undone(database: Database) -> None:
    await gather(database, M013=-300)
    before = await balances(database)
    made = await granted(database, AWA, FATHER)

    left = await database.run(undoing(made.id))

    order = await order_of(database, made.id)
    assert order is not None
    assert left.cancellation is not None
    assert (left.state, order.state) == (ClaimState.CANCELLED, OrderState.CANCELLED)
    assert (left.cancellation.decided_by, left.cancellation.reason) == (HILAIRE.number, MISTAKE)
    assert left.decision is not None
    assert left.decision.state is ClaimState.APPROVED
    assert await levied(database, made.event) == {}
    assert await balances(database) == before
    assert await problems(database) == []


async def test_each_who_was_told_is_told_once(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await delivered(database)

    await database.run(undoing(made.id))
    await database.run(tick)

    assert sorted(await notices(database, "levy_cancelled")) == sorted(EVERYBODY - {AWA.number})
    assert await notices(database, "claim_cancelled") == [AWA.number]
    assert await notices(database, "claim_repay") == []
    (levy,) = await cards(database, BINTOU, "levy_cancelled")
    (own,) = await cards(database, AWA, "claim_cancelled")
    assert (levy["reason"], own["cancel_reason"]) == (MISTAKE, MISTAKE)
    states = {(card["state"], card["cancel_reason"]) for voter in BUREAU for card in await cards(database, voter)}
    assert states == {("cancelled", MISTAKE)}
    payable = {card["state"] for voter in BUREAU for card in await cards(database, voter, "order_approved")}
    assert payable == {"cancelled"}


async def test_who_read_an_announcement_is_told_and_nobody_twice(database: Database) -> None:
    """A birth calls nothing: only the announcement was told."""
    await gather(database)
    birth = await granted(database, AWA, claim(EventKind.BIRTH, relative="Noé"), document=True)
    death = await granted(database, BINTOU, claim(EventKind.DEATH_MOTHER, BINTOU))
    for made in (birth, death):
        await announced(database, made.event)

    await database.run(undoing(birth.id))
    await database.run(undoing(death.id))

    for member in (*BUREAU, *MEMBERS):
        read = [kind for kind in await told(database, member) if kind in {"announcement_withdrawn", "levy_cancelled"}]
        expected = {AWA.number: ["levy_cancelled"], BINTOU.number: ["announcement_withdrawn"]}
        assert read == expected.get(member.number, ["announcement_withdrawn", "levy_cancelled"])


@pytest.mark.parametrize("reason", ["", "   "])
async def test_it_needs_a_reason(database: Database, reason: str) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)

    decision = await refusal(database, undoing(made.id, reason))

    assert decision.reason is Reason.REASON_REQUIRED
    assert (await filed(database, made.id)).state is ClaimState.APPROVED


@pytest.mark.parametrize("member", [AWA, BINTOU, replace(PAUL, roles=frozenset())])
async def test_it_is_for_the_bureau(database: Database, member: Member) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)

    decision = await refusal(database, undoing(made.id, by=member))

    assert decision.reason is Reason.NOT_AUTHORISED


async def test_the_second_of_two_who_cancel_reads_who_did_and_when(database: Database, clock: StandingClock) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await database.run(undoing(made.id))
    before = await rows(database)
    later(clock, hours=1)

    decision = await refusal(database, undoing(made.id, by=SYLVIE))

    assert decision.reason is Reason.ALREADY_DECIDED
    assert (decision.figures["state"], decision.figures["by"]) == ("cancelled", "Hilaire Ibara")
    assert str(decision.figures["at"]).startswith("2026-11-21 12:00")
    assert await rows(database) == before


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("declared", Reason.NOT_CONFIRMED),
        ("refused", Reason.ALREADY_DECIDED),
        ("withdrawn", Reason.ALREADY_DECIDED),
    ],
)
async def test_only_what_was_approved_is_cancelled(database: Database, end: str, reason: Reason) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    if end == "refused":
        await database.run(saying(PAUL, made.id, Choice.REFUSE, "Non"))
    if end == "withdrawn":
        await database.run(lambda work: declaring.withdraw(work, acting(AWA), made.id))

    decision = await refusal(database, undoing(made.id))

    assert decision.reason is reason


async def test_an_order_of_a_cancelled_claim_is_paid_by_nobody(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await database.run(undoing(made.id))
    order = await order_of(database, made.id)
    assert order is not None

    decision = await refusal(database, paying(ROSINE, order.id))

    assert decision.reason is Reason.ALREADY_DECIDED


async def test_what_was_set_off_is_owed_again(tmp_path: Path, clock: StandingClock) -> None:
    database = under(voted("aid", "set_off", value=True, since=JOINED), tmp_path, clock)
    await gather(database, M012=-6000)
    made = await granted(database, AWA, FATHER)
    set_off = await balance_of(database, AWA)

    await database.run(undoing(made.id))

    assert (set_off, await balance_of(database, AWA)) == (0, -6000)
    assert await problems(database) == []
    await database.close()


async def test_a_payment_made_for_the_contribution_stands_to_the_members_credit(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await pays(database, BINTOU, 5000, TODAY)

    await database.run(undoing(made.id))

    assert await balance_of(database, BINTOU) == 5000


async def test_the_contribution_stands_while_another_approved_claim_is_about_the_death(database: Database) -> None:
    await gather(database)
    first, second = await shared(database)
    before = await levied(database, first.event)

    await database.run(undoing(first.id))
    between = await levied(database, first.event)
    await database.run(undoing(second.id))

    assert before == dict.fromkeys(EVERYBODY - {AWA.number, BINTOU.number}, 5000)
    assert {number: cents for number, cents in between.items() if number != AWA.number} == before
    assert await levied(database, first.event) == {}
    assert await problems(database) == []


async def test_whom_the_death_turns_out_not_to_bereave_contributes_like_the_others(database: Database) -> None:
    await gather(database)
    first, second = await shared(database)

    await database.run(undoing(second.id))

    assert await levied(database, first.event) == dict.fromkeys(EVERYBODY - {AWA.number}, 5000)
    assert await problems(database) == []


async def test_a_death_that_never_was_makes_no_month_of_two(database: Database) -> None:
    """Bintou's claim was allowed on October's money; with Awa's cancelled that of the day decides again."""
    await gather(database, M013=-6500)
    made = await granted(database, AWA, FATHER)
    other = await mourns(database, BINTOU)
    before = await verdict(database, other.id)

    await database.run(undoing(made.id))

    assert before.allowed
    assert (await verdict(database, other.id)).reason == Reason.NOT_UP_TO_DATE
    assert BINTOU.number in await notices(database, "claim_judged")


async def test_what_is_declared_again_after_it_is_called_again(database: Database, clock: StandingClock) -> None:
    await gather(database)
    first = await granted(database, AWA, FATHER)
    await database.run(undoing(first.id))
    later(clock, days=2)

    second = await granted(database, AWA, FATHER)

    assert second.state is ClaimState.APPROVED
    assert set((await levied(database, second.event)).values()) == {5000}
    assert (await notices(database, "levy_called")).count(ESTHER.number) == 2
    assert await problems(database) == []


async def test_an_event_undone_and_called_again_is_charged_under_other_keys(database: Database) -> None:
    """The claim that shares the event keeps it: the second call is about the same one."""
    await gather(database)
    first = await declares(database, AWA, FATHER)
    second = await declares(database, BINTOU, SHARED)
    await agree(database, first.id)
    await database.run(undoing(first.id))

    left = await agree(database, second.id)

    assert left.event == first.event
    assert await levied(database, left.event) == dict.fromkeys(EVERYBODY - {BINTOU.number}, 2500)
    keys = {row.key for row in await rows(database, Kind.LEVY) if row.reverses is None}
    assert {f"levy:{left.event}:{ESTHER.number}", f"levy:{left.event}:{ESTHER.number}:2"} <= keys
    assert await problems(database) == []


async def test_the_operator_may_cancel(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)

    left = await database.run(lambda work: cancelling.cancel(work, OPERATOR, made.id, MISTAKE))

    assert left.cancellation is not None
    assert left.cancellation.decided_by == OPERATOR.name
