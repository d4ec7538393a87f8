"""Who declares what, what is kept of it, and what follows at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, SCHEDULER, STRANGER, Actor
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimState, FiledClaim, NewClaim
from assistant.domain.decisions import Reason
from assistant.domain.errors import BeforeBooksError, MbongiError
from assistant.domain.members import Role, Status
from assistant.domain.reminding import PauseReason
from assistant.ports import Database, UnitOfWork
from assistant.services import drafts, pauses
from assistant.services.aid import declaring
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    DAY,
    DIANE,
    ESTHER,
    FATHER,
    OPENED,
    TOMORROW,
    YESTERDAY,
    by,
    claim,
    decided,
    declares,
    gather,
    mourns,
    notices,
    verdict,
)
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, PHOTO, TODAY, acting, later, refusal
from tests.services.people import person

CEDRIC_DIED = claim(EventKind.DEATH_MEMBER, CEDRIC)
BIRTH = claim(EventKind.BIRTH, relative="Noé")
BAPTISM = claim(EventKind.BAPTISM, relative="Noé")


def units(actor: Actor, new: NewClaim) -> list[Callable[[UnitOfWork], object]]:
    """Each way to come by a claim."""
    return [
        lambda work: declaring.check(work, actor, new),
        lambda work: declaring.preview(work, actor, new),
        lambda work: declaring.declare(work, actor, new),
    ]


async def kept(database: Database) -> list[FiledClaim]:
    return await database.run(lambda work: work.claims.all())


async def mourning(database: Database, day: date = TODAY) -> set[str]:
    """Who is left without reminders that day because of a bereavement."""
    paused = await database.run(lambda work: pauses.in_force(work, day))
    return {number for number, reason in paused.items() if reason is PauseReason.BEREAVED}


def handing_in(member: Any, number: int, *, photo: bool = False, **more: Any) -> Callable[[UnitOfWork], FiledClaim]:
    def unit(work: UnitOfWork) -> FiledClaim:
        document = drafts.keep(work, acting(member), PHOTO) if photo else None
        return declaring.hand_in(work, acting(member), number, document, **more)

    return unit


def withdrawing(member: Any, number: int) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: declaring.withdraw(work, acting(member), number)


async def test_a_claim_is_kept_as_it_was_told_judged_and_written_down(database: Database) -> None:
    await gather(database)

    made = await declares(database, AWA, FATHER)

    assert (made.told, made.state, made.declared_by) == (FATHER, ClaimState.DECLARED, AWA.number)
    assert (made.announced_on, made.declared_on, made.consent) == (TODAY, TODAY, None)
    assert made.verdict is not None
    rows = await database.run(lambda work: [(row["actor"], row["action"]) for row in work.audit.about(AWA.number)])
    assert rows == [
        ("M012", "pause_reminders"),
        ("M012", "claim_declared"),
        ("scheduler", "claim_judged"),
    ]
    assert await database.run(lambda work: work.audit.problems()) == []


@pytest.mark.parametrize("document", [False, True])
async def test_what_is_shown_before_is_what_is_said_after(database: Database, *, document: bool) -> None:
    await gather(database, M012=-100)

    before = await database.run(lambda work: declaring.preview(work, acting(AWA), BIRTH, document=document))
    made = await verdict(database, (await declares(database, AWA, BIRTH, document=document)).id)

    assert before.decision.allowed is made.allowed is document
    assert (before.payout, before.levied, before.judged_on) == (made.payout, (), made.judged_on)


async def test_what_is_shown_before_counts_what_others_have_declared(database: Database) -> None:
    await gather(database, M013=-6500)
    await declares(database, AWA, FATHER)
    shared = claim(EventKind.DEATH_BROTHER, BINTOU, relative=FATHER.relative)

    sharing = await database.run(lambda work: declaring.preview(work, acting(ESTHER), replace(shared, concerns="M016")))
    successive = await database.run(
        lambda work: declaring.preview(work, acting(BINTOU), claim(EventKind.DEATH_MOTHER, BINTOU))
    )
    alone = await database.run(lambda work: declaring.preview(work, acting(BINTOU), shared))

    assert sharing.decision.reason is Reason.POSSIBLE_DUPLICATE
    assert (successive.decision.allowed, successive.basis) == (True, "art9")
    assert (alone.decision.reason, alone.basis) == (Reason.NOT_UP_TO_DATE, "live")
    assert len(await kept(database)) == 1


@pytest.mark.parametrize(
    ("actor", "new", "reason"),
    [
        (STRANGER, FATHER, Reason.NOT_A_MEMBER),
        (OPERATOR, CEDRIC_DIED, Reason.NOT_A_MEMBER),
        (SCHEDULER, CEDRIC_DIED, Reason.NOT_A_MEMBER),
        (acting(person("M030", "Guy", status=Status.CANDIDATE, joined_on=None)), CEDRIC_DIED, Reason.NOT_A_MEMBER),
        (acting(person("M031", "Ida", status=Status.RESIGNED)), CEDRIC_DIED, Reason.NOT_A_MEMBER),
        (acting(BINTOU), FATHER, Reason.NOT_AUTHORISED),
        (acting(HILAIRE), FATHER, Reason.NOT_AUTHORISED),
        (acting(CEDRIC), CEDRIC_DIED, Reason.NOT_AUTHORISED),
        (acting(AWA), claim(EventKind.DEATH_FATHER, on=TOMORROW), Reason.FUTURE_DATE),
        (acting(AWA), replace(BIRTH, children=0), Reason.BAD_AMOUNT),
    ],
    ids=lambda value: value.name if isinstance(value, Actor) else str(getattr(value, "kind", value)),
)
async def test_who_may_not_declare_it_changes_nothing(
    database: Database, actor: Actor, new: NewClaim, reason: Reason
) -> None:
    await gather(database)

    assert [(await refusal(database, unit)).reason for unit in units(actor, new)] == [reason] * 3
    assert await kept(database) == []
    assert await database.run(lambda work: work.claims.events()) == []


async def test_of_a_number_that_nobody_has_nothing_is_declared(database: Database) -> None:
    await gather(database)

    for unit in units(acting(AWA), replace(CEDRIC_DIED, concerns="M999")):
        with pytest.raises(MbongiError, match="no member has the number M999"):
            await database.run(unit)


async def test_what_happened_before_the_books_opened_cannot_be_judged_here(database: Database) -> None:
    await gather(database)

    for unit in units(acting(AWA), claim(EventKind.DEATH_FATHER, on=OPENED - DAY)):
        with pytest.raises(BeforeBooksError):
            await database.run(unit)
    assert await kept(database) == []
    assert (await declares(database, AWA, claim(EventKind.DEATH_FATHER, on=OPENED))).verdict is not None


async def test_two_deaths_in_the_month_of_the_opening_cannot_be_judged_here(database: Database) -> None:
    await gather(database, opened=date(2026, 11, 10))
    await mourns(database, AWA)

    for unit in units(acting(BINTOU), claim(EventKind.DEATH_MOTHER, BINTOU)):
        with pytest.raises(BeforeBooksError):
            await database.run(unit)


async def test_a_suspended_member_may_declare_and_reads_why_nothing_is_paid(database: Database) -> None:
    suspended = person("M030", "Guy", status=Status.SUSPENDED)
    await gather(database, suspended)

    made = await declares(database, suspended, claim(EventKind.DEATH_FATHER, suspended))
    other = await declares(database, suspended, CEDRIC_DIED)

    assert (await verdict(database, made.id)).reason == Reason.SUSPENDED
    assert (await verdict(database, other.id)).payout == 200000


async def test_the_number_is_kept_as_the_register_has_it(database: Database) -> None:
    await gather(database)

    assert (await declares(database, AWA, replace(CEDRIC_DIED, concerns="m014"))).told == CEDRIC_DIED


@pytest.mark.parametrize("consent", [None, True, False])
async def test_what_the_family_says_about_being_named_is_kept(database: Database, *, consent: bool | None) -> None:
    await gather(database)

    made = await database.run(by(AWA, FATHER, consent=consent))

    assert made.consent is consent


@pytest.mark.parametrize("given", [True, False])
async def test_the_family_may_say_it_later_and_change_its_mind(database: Database, *, given: bool) -> None:
    await gather(database)
    made = await database.run(by(AWA, FATHER, consent=not given))
    await decided(database, made.id)

    said = await database.run(lambda work: declaring.set_consent(work, acting(AWA), made.id, given))

    assert said.consent is given


async def test_nobody_else_speaks_for_the_family(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    death = await declares(database, ESTHER, CEDRIC_DIED)

    strange = [
        lambda work: declaring.set_consent(work, acting(HILAIRE), made.id, given=True),
        handing_in(HILAIRE, made.id),
        withdrawing(HILAIRE, made.id),
        withdrawing(AWA, death.id),
        withdrawing(AWA, 99),
        lambda work: declaring.withdraw(work, OPERATOR, made.id),
    ]

    reasons = [(await refusal(database, unit)).reason for unit in strange]
    assert reasons == [Reason.NOT_AUTHORISED] * 5 + [Reason.NOT_A_MEMBER]
    assert [(each.state, each.consent) for each in await kept(database)] == [(ClaimState.DECLARED, None)] * 2


async def test_who_was_taken_for_dead_may_take_it_back(database: Database) -> None:
    await gather(database)
    death = await declares(database, ESTHER, CEDRIC_DIED)

    assert (await database.run(withdrawing(CEDRIC, death.id))).state is ClaimState.WITHDRAWN


async def test_reminders_come_back_once_a_death_is_taken_back(database: Database) -> None:
    await gather(database)
    death = await declares(database, ESTHER, CEDRIC_DIED)
    own = await declares(database, AWA, FATHER)
    before = await mourning(database)

    await database.run(withdrawing(ESTHER, death.id))
    await database.run(withdrawing(AWA, own.id))

    assert {CEDRIC.number, AWA.number} <= before
    assert await mourning(database) == set()


async def test_no_reminder_reaches_who_mourns(database: Database) -> None:
    await gather(database)

    await declares(database, AWA, FATHER)
    await declares(database, BINTOU, claim(EventKind.BIRTH, BINTOU))
    await declares(database, ESTHER, CEDRIC_DIED)

    assert await mourning(database) == {AWA.number, CEDRIC.number, DIANE.number}
    assert await mourning(database, YESTERDAY - DAY) == set()


async def test_two_members_declare_one_death_and_it_is_one(database: Database) -> None:
    await gather(database)
    first = await declares(database, ESTHER, CEDRIC_DIED)
    second = await declares(database, AWA, replace(CEDRIC_DIED, event_on=TODAY))

    made = await verdict(database, second.id)
    assert second.event == first.event
    assert (made.allowed, made.reason, made.payout) == (False, Reason.DUPLICATE_EVENT, 0)
    assert (await verdict(database, first.id)).basis == "live"


async def test_what_is_declared_twice_is_paid_once_and_makes_no_second_death(database: Database) -> None:
    await gather(database)
    first = await declares(database, AWA, FATHER)
    second = await declares(database, AWA, replace(FATHER, relative=""))

    made = [await verdict(database, each.id) for each in (first, second)]

    assert second.event == first.event
    assert [(each.payout, each.reason, each.basis) for each in made] == [
        (100000, None, "live"),
        (0, Reason.DUPLICATE_EVENT, "live"),
    ]


async def test_a_death_is_announced_by_whoever_tells_of_it_first(database: Database, clock: StandingClock) -> None:
    await gather(database)
    first = await declares(database, AWA, FATHER)
    later(clock, days=3)

    second = await declares(database, BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative=FATHER.relative))

    assert (second.announced_on, second.declared_on) == (TODAY, TODAY + 3 * DAY)
    assert first.announced_on == TODAY


async def test_what_was_lacking_is_handed_in_later_and_the_bureau_is_asked(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    made = await declares(database, AWA, BIRTH)
    asked = await notices(database, "claim_card")
    later(clock, days=2)

    done = await database.run(handing_in(AWA, made.id, photo=True))

    assert done.verdict is not None
    assert (asked, done.verdict.payout, done.round) == ([], 15000, 1)
    assert await notices(database, "claim_card") == [member.number for member in BUREAU]
    assert await notices(database, "claim_judged") == []


async def test_a_ceremony_and_an_invitation_may_be_known_later(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, BAPTISM)

    half = await database.run(handing_in(AWA, made.id, ceremony=True))
    whole = await database.run(handing_in(AWA, made.id, photo=True, invitation=True))

    assert [(each.told.ceremony, each.told.invitation) for each in (made, half, whole)] == [
        (False, False),
        (True, False),
        (True, True),
    ]
    assert [each.verdict and each.verdict.payout for each in (made, half, whole)] == [0, 0, 15000]


async def test_own_claims_are_those_that_concern_one_or_that_one_has_declared(database: Database) -> None:
    await gather(database)
    death = await declares(database, ESTHER, CEDRIC_DIED)
    mother = await mourns(database, ESTHER)
    await declares(database, AWA, FATHER)

    listed = await database.run(lambda work: [declaring.own(work, acting(who)) for who in (ESTHER, CEDRIC, BINTOU)])

    assert [[each.id for each in mine] for mine in listed] == [[death.id, mother.id], [death.id], []]
    assert (await refusal(database, lambda work: declaring.own(work, STRANGER))).reason is Reason.NOT_A_MEMBER


async def test_only_what_waits_for_a_paper_or_a_ceremony_is_lacking(database: Database) -> None:
    await gather(database)
    birth = await declares(database, AWA, BIRTH)
    baptism = await declares(database, AWA, BAPTISM)
    await declares(database, AWA, FATHER)
    gone = await declares(database, AWA, claim(EventKind.BIRTHDAY))
    await database.run(withdrawing(AWA, gone.id))

    lacking = await database.run(lambda work: declaring.lacking(work, acting(AWA)))

    assert [each.id for each in lacking] == [birth.id, baptism.id]


async def test_what_is_taken_back_is_over_and_its_documents_go(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, BIRTH, document=True)

    gone = await database.run(withdrawing(AWA, made.id))
    await database.run(tick)

    papers = await database.run(lambda work: work.documents.about(made.subject))
    assert gone.state is ClaimState.WITHDRAWN
    assert gone.decision is not None
    assert gone.decision.decided_by == AWA.number
    assert [paper.erased_at is not None for paper in papers] == [True]


@pytest.mark.parametrize("state", [ClaimState.APPROVED, ClaimState.REFUSED, ClaimState.WITHDRAWN])
async def test_what_is_decided_is_neither_completed_nor_taken_back(database: Database, state: ClaimState) -> None:
    await gather(database)
    made = await declares(database, AWA, BIRTH, document=True)
    await decided(database, made.id, state)

    for unit in (handing_in(AWA, made.id), withdrawing(AWA, made.id)):
        decision = await refusal(database, unit)
        assert (decision.reason, decision.figures["state"]) == (Reason.ALREADY_DECIDED, state.value)
        assert decision.figures["by"] == HILAIRE.name


async def test_a_claim_taken_back_names_nobody(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await database.run(withdrawing(AWA, made.id))

    decision = await refusal(database, lambda work: declaring.set_consent(work, acting(AWA), made.id, given=True))

    assert decision.reason is Reason.ALREADY_DECIDED


async def test_a_member_of_the_bureau_may_tell_of_a_member_s_death(database: Database) -> None:
    guy = person("M030", "Guy", Role.SOCIAL)
    await gather(database, guy)

    assert (await declares(database, HILAIRE, CEDRIC_DIED)).declared_by == HILAIRE.number
