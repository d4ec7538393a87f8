"""What the bylaws make of claims by all that is known, and whose turn it is."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.clocks import StandingClock
from assistant.domain.aid import Basis, Document, EventKind, Tie
from assistant.domain.claims import ClaimState, LevyCall
from assistant.domain.decisions import Reason
from assistant.domain.members import Status, StatusChange
from assistant.ports import Database, UnitOfWork
from assistant.services.aid import judging
from assistant.services.aid.reviewing import review
from tests.services.aid.claimants import (
    CEDRIC,
    DAY,
    DIANE,
    ESTHER,
    FATHER,
    YESTERDAY,
    called,
    claim,
    decided,
    declares,
    filed,
    gather,
    mourns,
    notices,
    owes,
    verdict,
)
from tests.services.bureau import AWA, BINTOU, HILAIRE, TODAY, acting, later
from tests.services.people import JOINED, person, register

DECEMBER = date(2026, 12, 1)


async def votable(database: Database, number: int) -> bool:
    found = await filed(database, number)
    return await database.run(lambda work: judging.votable(work, found))


async def ruled(database: Database, number: int, kind: EventKind) -> None:
    """The bureau takes it for that kind."""

    def unit(work: UnitOfWork) -> None:
        work.claims.rule(number, kind)
        work.audit.record(acting(HILAIRE), "claim_ruled", {"claim": number})
        review(work)

    await database.run(unit)


async def test_who_is_up_to_date_is_paid_and_all_others_contribute(database: Database) -> None:
    await gather(database)

    made = await verdict(database, (await declares(database, AWA, FATHER)).id)

    assert (made.allowed, made.reason, made.payout, made.levy, made.levied) == (True, None, 100000, 5000, 8)
    assert (made.basis, made.judged_on, made.articles) == (
        Basis.LIVE,
        YESTERDAY,
        ("NDZ art. 14", "NDZ annexe", "NDZ art. 8"),
    )


@pytest.mark.parametrize(("owed", "reason"), [(5999, None), (6000, None), (6001, Reason.NOT_UP_TO_DATE)])
async def test_the_day_of_the_event_decides_with_its_figures(
    database: Database, owed: int, reason: Reason | None
) -> None:
    await gather(database, M012=-owed)
    await owes(database, AWA, 5000, TODAY)

    made = await verdict(database, (await declares(database, AWA, FATHER)).id)

    assert (made.reason, made.overdue, made.figures["tolerance"]) == (reason, owed, 6000)
    assert made.payout == (0 if reason else 100000)


async def test_what_the_bylaws_refuse_stays_declared_and_is_not_for_the_bureau_to_approve(database: Database) -> None:
    await gather(database, M012=-6001)

    kept = await declares(database, AWA, FATHER)

    assert (kept.state, kept.round) == (ClaimState.DECLARED, 0)
    assert not await votable(database, kept.id)


async def test_a_claim_is_judged_anew_when_what_was_lacking_has_come(database: Database) -> None:
    await gather(database)
    birth = claim(EventKind.BIRTH, relative="Noé")

    without = await declares(database, AWA, birth)
    proved = await declares(database, BINTOU, claim(EventKind.BIRTH, BINTOU), document=True)

    assert (await verdict(database, without.id)).reason == Reason.MISSING_DOCUMENT
    assert (await verdict(database, without.id)).figures == {"document": "birth_certificate"}
    assert (await verdict(database, proved.id)).payout == 15000
    assert [await votable(database, each.id) for each in (without, proved)] == [False, True]


async def test_a_document_counts_from_the_day_it_came_be_it_erased_since(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    birth = await declares(database, AWA, claim(EventKind.BIRTH), document=True)
    later(clock, days=3)

    def unit(work: UnitOfWork) -> tuple[int, dict[Document, date]]:
        work.documents.erase_at(birth.subject, work.now)
        return work.documents.erase_due(), judging.documents_of(work, birth)

    assert await database.run(unit) == (1, {Document.BIRTH_CERTIFICATE: TODAY})


async def test_a_photo_is_the_invitation_where_a_ceremony_asks_for_one(database: Database) -> None:
    await gather(database)

    baptism = claim(EventKind.BAPTISM, ceremony=True)
    without, shown = await declares(database, AWA, baptism), await declares(database, BINTOU, claim(
        EventKind.BAPTISM, BINTOU, ceremony=True
    ), document=True)  # fmt: skip

    assert (await verdict(database, without.id)).reason == Reason.NO_CEREMONY_OR_INVITATION
    assert (await verdict(database, shown.id)).allowed


async def test_a_paper_proves_nothing_that_needs_none(database: Database) -> None:
    await gather(database)
    death = await declares(database, AWA, FATHER, document=True)

    assert await database.run(lambda work: judging.documents_of(work, death)) == {}


async def test_of_two_who_mourn_the_same_person_the_second_waits_for_the_bureau(database: Database) -> None:
    await gather(database)
    first = await declares(database, AWA, FATHER)

    second = await declares(database, BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative="IBARA Prosper"))

    made = await verdict(database, second.id)
    assert second.event == first.event
    assert (made.reason, made.levy, made.basis) == (Reason.POSSIBLE_DUPLICATE, 0, Basis.LIVE)
    assert judging.choices(second) == (EventKind.DEATH_BROTHER,)
    assert not await votable(database, second.id)
    assert (await verdict(database, first.id)).levied == 7


async def test_a_member_s_own_death_comes_first_whoever_claimed_before(database: Database) -> None:
    await gather(database)
    widow = await declares(database, DIANE, claim(EventKind.DEATH_SPOUSE, DIANE))
    before = await verdict(database, widow.id)

    own = await declares(database, ESTHER, claim(EventKind.DEATH_MEMBER, CEDRIC))

    after, death = await verdict(database, widow.id), await verdict(database, own.id)
    assert own.event == widow.event
    assert (before.payout, after.payout, after.reason) == (100000, 0, Reason.POSSIBLE_DUPLICATE)
    assert (death.payout, death.levy, death.levied) == (200000, 10000, 7)
    assert await notices(database, "claim_judged") == [DIANE.number]


async def test_the_spouse_of_a_dead_member_owes_nothing_without_having_claimed(database: Database) -> None:
    await gather(database)

    own = await declares(database, ESTHER, claim(EventKind.DEATH_MEMBER, CEDRIC))

    facts = await database.run(lambda work: judging.facts_of(work, own))
    assert facts.bereaved == {CEDRIC.number, DIANE.number}
    assert (await verdict(database, own.id)).levied == 7


async def test_a_tie_that_the_text_leaves_open_waits_until_the_bureau_names_the_kind(database: Database) -> None:
    await gather(database)
    half = await declares(database, AWA, claim(EventKind.OTHER, tie=Tie.HALF_SIBLING, relative="Luc"))
    before = await verdict(database, half.id)

    await ruled(database, half.id, EventKind.DEATH_BROTHER)

    after = await filed(database, half.id)
    assert (before.reason, before.payout) == (Reason.BUREAU_DECISION_REQUIRED, 0)
    assert judging.choices(half) == (EventKind.DEATH_BROTHER, EventKind.DEATH_SISTER) == judging.choices(after)
    assert after.verdict is not None
    assert (after.verdict.payout, after.verdict.levy, after.round) == (50000, 2500, 1)


async def test_only_what_waits_for_the_bureau_leaves_it_a_choice(database: Database) -> None:
    await gather(database)
    in_law = await declares(database, AWA, claim(EventKind.OTHER, tie=Tie.IN_LAW))
    father = await declares(database, AWA, FATHER)
    half = await declares(database, BINTOU, claim(EventKind.OTHER, BINTOU, tie=Tie.HALF_SIBLING))
    await decided(database, half.id, ClaimState.REFUSED)

    assert (await verdict(database, in_law.id)).reason == Reason.EVENT_NOT_COVERED
    assert [judging.choices(each) for each in (in_law, father, await filed(database, half.id))] == [(), (), ()]


async def test_a_ceremony_ahead_is_judged_on_what_is_owed_today_and_again_on_its_day(
    database: Database, clock: StandingClock
) -> None:
    await gather(database, M012=-5500)
    wedding = await declares(database, AWA, claim(EventKind.MARRIAGE, on=DECEMBER, invitation=True))
    before = (await verdict(database, wedding.id)).payout, await votable(database, wedding.id)

    later(clock, days=10)
    await database.run(review)
    await database.run(review)

    after = await verdict(database, wedding.id)
    assert before == (50000, False)
    assert (after.reason, after.overdue) == (Reason.NOT_UP_TO_DATE, 6500)
    assert await notices(database, "claim_judged") == [AWA.number]


async def test_a_contribution_that_falls_due_before_the_ceremony_is_not_owed_yet(database: Database) -> None:
    await gather(database, M013=-2000)
    death = await declares(database, AWA, FATHER)
    await called(database, death.event, LevyCall(TODAY, 5000, TODAY + 5 * DAY), BINTOU)

    wedding = await declares(database, BINTOU, claim(EventKind.MARRIAGE, BINTOU, DECEMBER, invitation=True))

    assert (await verdict(database, wedding.id)).overdue == 2000


async def test_an_event_is_for_the_bureau_from_its_day_on(database: Database, clock: StandingClock) -> None:
    await gather(database)
    wedding = await declares(database, AWA, claim(EventKind.MARRIAGE, on=TODAY + DAY, invitation=True))

    before = await votable(database, wedding.id)
    later(clock, days=1)

    assert (before, await votable(database, wedding.id)) == (False, True)


async def test_once_called_the_contribution_is_that_of_who_belonged_on_the_day_of_the_call(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    death = await declares(database, AWA, FATHER)
    await called(database, death.event, LevyCall(TODAY, 5000, TODAY + 30 * DAY))
    later(clock, days=5)
    gone = person("M016", "Esther", last_name="Loubaki", history=(
        StatusChange(JOINED, Status.ACTIVE), StatusChange(TODAY + 2 * DAY, Status.RESIGNED),
    ))  # fmt: skip
    await database.run(lambda work: register(work, gone))

    assessed = await database.run(lambda work: judging.assess(work, death))

    assert ESTHER.number in assessed.levied


async def test_what_was_done_last_is_told_to_who_comes_too_late(database: Database) -> None:
    await gather(database)
    death = await declares(database, AWA, FATHER)
    await decided(database, death.id)
    kept = await filed(database, death.id)

    decision = await database.run(lambda work: judging.stands(work, kept))

    assert decision.reason is Reason.ALREADY_DECIDED
    assert (decision.figures["state"], decision.figures["by"]) == ("approved", HILAIRE.name)


async def test_the_second_of_two_days_for_one_father_is_no_second_death(database: Database) -> None:
    await gather(database)
    await declares(database, AWA, FATHER)
    again = await declares(database, AWA, claim(EventKind.DEATH_FATHER, on=YESTERDAY - DAY))
    mother = await mourns(database, BINTOU)

    assert (await verdict(database, again.id)).reason == Reason.POSSIBLE_DUPLICATE
    assert (await verdict(database, mother.id)).basis is Basis.SUCCESSIVE_DEATHS

    deaths = (await database.run(lambda work: judging.facts_of(work, mother))).deaths
    assert [death.event for death in deaths] == ["event:1", "event:3"]

    await ruled(database, again.id, EventKind.DEATH_FATHER)
    deaths = (await database.run(lambda work: judging.facts_of(work, mother))).deaths
    assert [death.event for death in deaths] == ["event:1", "event:2", "event:3"]
