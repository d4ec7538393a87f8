"""Exceptional help: who may ask, who reads it, who answers, who decides, and what each is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.claims import HelpRequest, HelpState
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.ledger import Kind
from assistant.domain.members import Member, Role, Status
from assistant.domain.orders import Choice, Order, OrderKind, OrderState
from assistant.ports import Database, UnitOfWork
from assistant.services.aid import helping
from assistant.services.tick import tick
from tests.services.aid.claimants import gather
from tests.services.bureau import (
    AWA,
    BINTOU,
    BUREAU,
    HILAIRE,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    agree,
    later,
    paying,
    refusal,
    saying,
    told,
)
from tests.services.people import person

SOLANGE = person("M020", "Solange", Role.SOCIAL)
SIMON = person("M021", "Simon", Role.SOCIAL)
VICTOR = person("M022", "Victor", Role.CONTROL)
VERA = person("M023", "Vera", Role.CONTROL)
COMMISSIONS = (SOLANGE, SIMON, VICTOR, VERA)
WORDS = "La chaudière est morte et je ne peux pas avancer la réparation"


async def asks(database: Database, member: Member = AWA) -> HelpRequest:
    """The member writes to the commission."""
    return await database.run(lambda work: helping.ask(work, acting(member), f"  {WORDS} "))


def proposing(
    request: HelpRequest, member: Member = SOLANGE, cents: int = 30000, words: str = "Chaudière"
) -> Callable[[UnitOfWork], tuple[HelpRequest, Order]]:
    """The unit in which a member of the commission proposes a sum."""
    return lambda work: helping.propose(work, acting(member), request.id, cents, words)


def declining(
    request: HelpRequest, member: Member = SOLANGE, words: str = "Voyez la mairie"
) -> Callable[[UnitOfWork], HelpRequest]:
    """The unit in which a member of the commission declines."""
    return lambda work: helping.decline(work, acting(member), request.id, words)


async def bodies(database: Database, kind: str | None = None) -> list[dict[str, Any]]:
    """What notices hold, of one kind or of all."""
    return await database.run(
        lambda work: [dict(row.body) for row in work.outbox.since(0) if kind in {None, row.kind} and row.edits is None]
    )


async def test_a_request_reaches_the_social_commission_alone_and_no_notice_holds_its_words(
    database: Database,
) -> None:
    await gather(database, *COMMISSIONS)

    request = await asks(database)

    assert (request.member, request.words, request.state) == (AWA.number, WORDS, HelpState.ASKED)
    assert [await told(database, reader) for reader in (SOLANGE, SIMON)] == [["help_asked"], ["help_asked"]]
    assert [await told(database, other) for other in (*BUREAU, VICTOR, AWA)] == [[]] * 6
    assert WORDS not in repr(await bodies(database))


async def test_the_words_stand_in_no_audit_row(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)
    await database.run(proposing(request))

    rows = await database.run(lambda work: work.audit.about(AWA.number))

    assert {row["action"] for row in rows} >= {"help_asked", "help_proposed"}
    assert WORDS not in repr(rows)


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.SUSPENDED, Status.HONORARY])
async def test_every_member_may_ask_whatever_they_owe(database: Database, status: Status) -> None:
    asking = person("M030", "Nadège", status=status)
    await gather(database, *COMMISSIONS, asking, M030=-90000)

    assert (await asks(database, asking)).state is HelpState.ASKED


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.RESIGNED, Status.RADIATED])
async def test_who_is_no_member_may_not_ask(database: Database, status: Status) -> None:
    asking = person("M030", "Nadège", status=status)
    await gather(database, *COMMISSIONS, asking)

    decision = await refusal(database, lambda work: helping.ask(work, acting(asking), WORDS))

    assert decision.reason is Reason.NOT_A_MEMBER


@pytest.mark.parametrize("sitting", [(), (person("M020", "Solange", Role.SOCIAL, status=Status.SUSPENDED),)])
async def test_where_nobody_sits_on_the_commission_nothing_is_kept(
    database: Database, sitting: tuple[Member, ...]
) -> None:
    await gather(database, *sitting)

    decision = await refusal(database, lambda work: helping.ask(work, acting(AWA), WORDS))

    assert (decision.reason, decision.articles) == (Reason.COMMISSION_VACANT, ("NDZ art. 26",))
    assert await database.run(lambda work: work.helps.open()) == []


async def test_the_only_member_of_the_commission_has_nobody_to_ask(database: Database) -> None:
    await gather(database, SOLANGE)

    decision = await refusal(database, lambda work: helping.ask(work, acting(SOLANGE), WORDS))

    assert decision.reason is Reason.COMMISSION_VACANT


async def test_a_request_needs_words(database: Database) -> None:
    await gather(database, *COMMISSIONS)

    with pytest.raises(MbongiError):
        await database.run(lambda work: helping.ask(work, acting(AWA), " \n "))


async def test_the_commission_reads_what_waits_and_neither_the_bureau_nor_other_members_do(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)

    assert await database.run(lambda work: helping.queue(work, acting(SIMON))) == [request]
    assert await database.run(lambda work: helping.get(work, acting(SIMON), request.id)) == request
    for other in (HILAIRE, BINTOU, VICTOR):
        for unit in (helping.queue, lambda work, actor: helping.get(work, actor, request.id)):
            decision = await refusal(database, lambda work, unit=unit, who=other: unit(work, acting(who)))  # type: ignore[misc]
            assert (decision.reason, decision.articles) == (Reason.NOT_AUTHORISED, ("NDZ art. 26",))


async def test_a_member_of_the_commission_neither_reads_nor_answers_their_own_request(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    own = await asks(database, SOLANGE)

    assert await told(database, SOLANGE) == []
    assert await database.run(lambda work: helping.queue(work, acting(SOLANGE))) == []
    for unit in (proposing(own), declining(own), lambda work: helping.get(work, acting(SOLANGE), own.id)):
        assert (await refusal(database, unit)).reason is Reason.SELF_CONFIRMATION
    assert (await database.run(declining(own, SIMON))).state is HelpState.DECLINED


async def test_a_proposal_is_put_to_the_whole_bureau_and_the_member_and_the_control_commission_hear_of_it(
    database: Database,
) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)

    answered, order = await database.run(proposing(request))

    assert answered.state is HelpState.PROPOSED
    assert (order.kind, order.beneficiary, order.cents, order.title, order.cause, order.state) == (
        OrderKind.HELP,
        AWA.number,
        30000,
        "Chaudière",
        f"help:{request.id}",
        OrderState.PROPOSED,
    )
    assert [await told(database, voter) for voter in BUREAU] == [["order_card"]] * 4
    assert await told(database, AWA) == ["help_proposed"]
    assert [await told(database, overseer) for overseer in (VICTOR, VERA)] == [["help_overseen"]] * 2


async def test_the_control_commission_reads_the_amount_the_state_and_the_day_and_nobody_s_name(
    database: Database, clock: StandingClock
) -> None:
    await gather(database, *COMMISSIONS)
    _, order = await database.run(proposing(await asks(database)))
    await agree(database, order.id)
    later(clock, days=2)
    await database.run(paying(ROSINE, order.id, paid_on=TODAY + timedelta(days=1)))

    seen = await bodies(database, "help_overseen")

    assert [(body["state"], body["cents"], body["on"]) for body in seen[::2]] == [
        ("proposed", 30000, "2026-11-21"),
        ("approved", 30000, "2026-11-21"),
        ("paid", 30000, "2026-11-22"),
    ]
    hidden = (AWA.number, AWA.first_name, WORDS, "Chaudière")
    assert not [secret for secret in hidden if secret in repr(seen)]


async def test_a_yes_of_the_bureau_is_told_then_the_payment_which_the_fund_bears(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    _, order = await database.run(proposing(await asks(database)))

    await agree(database, order.id)
    await database.run(paying(ROSINE, order.id))

    assert await told(database, AWA) == ["help_proposed", "help_approved", "order_paid"]
    row = await database.run(lambda work: work.ledger.keyed(order.subject))
    assert row is not None
    assert (row.debit, row.credit, row.cents, row.kind) == ("fund:aid", "bank", 30000, Kind.HELP)


async def test_a_no_of_the_bureau_reaches_the_member_with_its_reason_and_the_control_commission(
    database: Database,
) -> None:
    await gather(database, *COMMISSIONS)
    _, order = await database.run(proposing(await asks(database)))

    await database.run(saying(SYLVIE, order.id, Choice.REFUSE, "Le fonds ne le permet pas"))

    assert await told(database, AWA) == ["help_proposed", "order_refused"]
    assert [body["state"] for body in await bodies(database, "help_overseen")][::2] == ["proposed", "refused"]


async def test_help_for_one_of_the_bureau_or_of_the_control_commission_is_decided_and_seen_by_the_others(
    database: Database,
) -> None:
    await gather(database, *COMMISSIONS, person("M022", "Victor", Role.CONTROL, Role.SECRETARY))

    await database.run(proposing(await asks(database, VICTOR)))

    assert await told(database, VICTOR) == ["help_proposed"]
    assert await told(database, VERA) == ["help_overseen"]


@pytest.mark.parametrize("cents", [0, -1])
async def test_a_proposal_is_of_more_than_nothing(database: Database, cents: int) -> None:
    await gather(database, *COMMISSIONS)

    decision = await refusal(database, proposing(await asks(database), cents=cents))

    assert decision.reason is Reason.BAD_AMOUNT
    assert await database.run(lambda work: work.orders.open()) == []


async def test_an_answer_has_its_words(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)

    for unit in (proposing(request, words=" "), declining(request, words="\n")):
        assert (await refusal(database, unit)).reason is Reason.REASON_REQUIRED


async def test_who_is_declined_reads_why_and_nobody_else_hears_of_it(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)

    answered = await database.run(declining(request))

    (body,) = await bodies(database, "help_declined")
    assert (answered.state, body["words"]) == (HelpState.DECLINED, "Voyez la mairie")
    assert await told(database, AWA) == ["help_declined"]
    assert [await told(database, other) for other in (*BUREAU, VICTOR)] == [[]] * 5


async def test_the_second_to_answer_reads_who_was_first(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)
    await database.run(proposing(request))

    for unit in (proposing(request, SIMON, 100), declining(request, SIMON)):
        decision = await refusal(database, unit)
        assert decision.reason is Reason.ALREADY_DECIDED
        assert (decision.figures["state"], decision.figures["by"]) == ("proposed", SOLANGE.name)
    assert [order.cents for order in await database.run(lambda work: work.orders.open())] == [30000]


async def test_what_nobody_has_answered_can_be_taken_back_by_who_asked(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)

    decision = await refusal(database, lambda work: helping.withdraw(work, acting(BINTOU), request.id))
    taken_back = await database.run(lambda work: helping.withdraw(work, acting(AWA), request.id))

    assert decision.reason is Reason.NOT_AUTHORISED
    assert taken_back.state is HelpState.WITHDRAWN
    assert await database.run(lambda work: helping.queue(work, acting(SOLANGE))) == []
    assert await database.run(lambda work: helping.waiting(work, acting(AWA))) == []
    assert (await refusal(database, proposing(request))).figures["state"] == "withdrawn"


async def test_once_proposed_a_request_is_no_longer_taken_back(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)
    await database.run(proposing(request))

    decision = await refusal(database, lambda work: helping.withdraw(work, acting(AWA), request.id))

    assert (decision.reason, decision.figures["by"]) == (Reason.ALREADY_DECIDED, SOLANGE.name)


@pytest.mark.parametrize(("days", "kept"), [(29, True), (30, False)])
async def test_once_answered_its_words_go_as_what_members_write_does(
    database: Database, clock: StandingClock, days: int, *, kept: bool
) -> None:
    await gather(database, *COMMISSIONS)
    request, other = await asks(database), await asks(database, BINTOU)
    await database.run(declining(request))
    later(clock, days=days)

    await database.run(tick)

    left = await database.run(lambda work: [work.helps.get(each.id) for each in (request, other)])
    assert [bool(each and each.words) for each in left] == [kept, True]


async def test_the_operator_may_answer(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    request = await asks(database)

    answered, order = await database.run(lambda work: helping.propose(work, OPERATOR, request.id, 5000, "Urgence"))

    assert answered.answer is not None
    assert (answered.answer.by, order.proposed_by) == ("operator", "operator")


async def test_the_bureau_s_cards_hold_the_commission_s_words_and_not_the_member_s(database: Database) -> None:
    await gather(database, *COMMISSIONS)
    _, order = await database.run(proposing(await asks(database)))

    assert [body["title"] for body in await bodies(database, "order_card")] == ["Chaudière"] * 4
    assert WORDS not in repr(asdict(order))


async def test_a_proposer_who_sits_in_the_bureau_votes_too(database: Database) -> None:
    paul = person("M004", "Paul", Role.DEPUTY_TREASURER, Role.SOCIAL)
    await gather(database, *COMMISSIONS, paul)
    _, order = await database.run(proposing(await asks(database), paul))

    assert (await agree(database, order.id, HILAIRE, SYLVIE, ROSINE, paul)).state is OrderState.APPROVED
