"""Who is let in, when and by whom; who is represented by somebody in the room; the code that is shown at the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assistant.domain.attending import ProxyState
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import Member, Status
from assistant.ports import UnitOfWork
from assistant.services.meetings import holding
from assistant.services.meetings.codes import PAUSE, TRIES, Code
from assistant.services.meetings.holding import Count
from tests.services.bureau import AWA, BINTOU, HILAIRE, PAUL, ROSINE, SYLVIE, TODAY, acting, refusal
from tests.services.meetings.hall import CLARA, DENIS, Hall, entering, leaving
from tests.services.people import person, register

RUFIN = person("M020", "Rufin", status=Status.SUSPENDED)
NADEGE = person("M021", "Nadège", status=Status.HONORARY)
PROSPER = person("M022", "Prosper", status=Status.RESIGNED)


@pytest.fixture
async def others(hall: Hall) -> Hall:
    """With one who is suspended, one who is honorary, one who has left."""
    await hall.run(lambda work: register(work, RUFIN, NADEGE, PROSPER))
    return hall


async def test_each_check_in_is_counted_and_says_how_many_are_missing(hall: Hall) -> None:
    first = await hall.enter(AWA)
    second = await hall.enter(SYLVIE)

    assert (first.present, first.roll.quorum.required, first.roll.quorum.base, first.bureau) == (1, 5, 8, 0)
    assert (second.present, second.there, second.bureau, second.member) == (2, 2, 1, SYLVIE)


async def test_nobody_but_the_bureau_checks_people_in_or_out(hall: Hall) -> None:
    assert (await refusal(hall.database, entering(AWA, by=AWA))).reason is Reason.NOT_AUTHORISED
    await hall.enter(AWA)
    assert (await refusal(hall.database, leaving(AWA, by=BINTOU))).reason is Reason.NOT_AUTHORISED


async def test_who_has_lost_the_office_during_the_meeting_checks_nobody_in_any_more(hall: Hall) -> None:
    await hall.open(HILAIRE, SYLVIE)
    former = person(SYLVIE.number, SYLVIE.first_name)

    decision = await refusal(hall.database, entering(AWA, by=former))

    assert decision.reason is Reason.NOT_AUTHORISED


@pytest.mark.parametrize(
    ("days", "reason"), [(-1, Reason.NOT_OPEN), (0, None), (1, Reason.NOT_YET)], ids=["yesterday", "today", "tomorrow"]
)
async def test_people_are_checked_in_on_the_meeting_s_day(hall: Hall, days: int, reason: Reason | None) -> None:
    await hall.convene(TODAY + timedelta(days=days))

    if reason is None:
        assert (await hall.enter(AWA, meeting=2)).there == 1
    else:
        assert (await refusal(hall.database, entering(AWA, 2))).reason is reason


async def test_a_meeting_that_is_open_past_midnight_still_lets_people_in_and_out(hall: Hall) -> None:
    await hall.open(HILAIRE, SYLVIE)
    hall.clock.instant = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)

    await hall.enter(AWA)

    assert (await hall.leave(HILAIRE)).there == 2


async def test_nobody_is_checked_in_twice_and_who_left_may_come_back(hall: Hall) -> None:
    await hall.enter(AWA)
    decision = await refusal(hall.database, entering(AWA))

    await hall.leave(AWA)
    back = await hall.enter(AWA)

    assert (decision.reason, decision.figures["name"]) == (Reason.ALREADY_THERE, "Awa Ibara")
    assert back.there == 1
    assert (await refusal(hall.database, leaving(BINTOU))).reason is Reason.NOT_THERE


async def test_who_is_suspended_or_has_left_is_not_let_in(others: Hall) -> None:
    assert (await refusal(others.database, entering(RUFIN))).reason is Reason.SUSPENDED
    assert (await refusal(others.database, entering(PROSPER))).reason is Reason.NOT_A_MEMBER
    with pytest.raises(MbongiError, match="M099"):
        await others.run(entering(person("M099", "Nobody")))


async def test_who_is_in_arrears_or_honorary_is_let_in_and_not_counted(others: Hall) -> None:
    await others.owes(AWA, 6001)

    count = await others.enter(AWA, NADEGE)

    assert (count.there, count.present, count.roll.quorum.base) == (2, 0, 7)


@pytest.mark.parametrize(("cents", "could"), [(6000, 0), (6001, 1)])
async def test_who_could_count_by_paying_is_a_number_until_the_opening(hall: Hall, cents: int, could: int) -> None:
    await hall.owes(AWA, cents)
    await hall.owes(BINTOU, cents)

    before = await hall.enter(AWA, HILAIRE, SYLVIE)
    after = await hall.open()

    assert before.could_count == could
    assert after.could_count == 0


async def test_who_would_have_to_wait_after_long_arrears_could_not_count_by_paying(hall: Hall) -> None:
    await hall.owes(AWA, 24000)

    assert (await hall.enter(AWA)).could_count == 0


async def test_who_is_represented_counts_while_the_holder_is_in_the_room(hall: Hall) -> None:
    await hall.gives(AWA, BINTOU)

    outside = await hall.enter(SYLVIE)
    inside = await hall.enter(BINTOU)
    gone = await hall.leave(BINTOU)

    assert outside.roll.void == {AWA.number: Reason.HOLDER_ABSENT}
    assert (inside.roll.represented, inside.roll.votes[BINTOU.number]) == ((AWA.number,), 2)
    assert (gone.roll.represented, gone.roll.quorum.count) == ((), 1)


async def test_a_giver_who_comes_before_the_opening_and_leaves_is_represented_after_all(hall: Hall) -> None:
    proxy = await hall.gives(AWA, BINTOU)

    there = await hall.enter(BINTOU, AWA)
    gone = await hall.leave(AWA)

    assert there.roll.void == {AWA.number: Reason.GIVER_PRESENT}
    assert gone.roll.represented == (AWA.number,)
    assert await hall.told("proxy_lapsed") == {}
    assert await _state(hall, proxy.id) is ProxyState.GIVEN


async def test_a_giver_who_comes_once_it_is_open_votes_in_person_for_good_and_both_read_it(hall: Hall) -> None:
    proxy = await hall.gives(AWA, BINTOU)
    before = await hall.open(HILAIRE, SYLVIE, BINTOU)

    there = await hall.enter(AWA)
    gone = await hall.leave(AWA)

    assert before.roll.quorum.count == there.roll.quorum.count == 4
    assert (there.roll.represented, there.roll.votes[BINTOU.number]) == ((), 1)
    assert gone.roll.represented == ()
    assert await _state(hall, proxy.id) is ProxyState.LAPSED
    assert set(await hall.told("proxy_lapsed")) == {AWA.number, BINTOU.number}


async def test_a_holder_who_comes_late_carries_the_vote_from_then_on(hall: Hall) -> None:
    await hall.gives(AWA, BINTOU)
    await hall.open(HILAIRE, SYLVIE)

    count = await hall.enter(BINTOU)

    assert count.roll.represented == (AWA.number,)


async def test_a_code_checks_in_who_shows_it(hall: Hall) -> None:
    shown = await hall.run(lambda work: holding.own_code(work, acting(AWA)))

    count = await hall.run(_typing(shown.digits))
    again = await hall.run(lambda work: holding.own_code(work, acting(AWA)))

    assert (count.member, count.there) == (AWA, 1)
    assert (shown.there_since, again.digits) == (None, shown.digits)
    assert again.there_since is not None
    assert len(shown.digits) == 6
    assert shown.digits.isdecimal()


async def test_no_two_members_have_the_same_code_and_no_code_is_that_of_another_meeting(hall: Hall) -> None:
    people = (AWA, BINTOU, CLARA, DENIS, PAUL, ROSINE)
    first = [(await hall.run(_code_of(who))).digits for who in people]
    await hall.run(lambda work: work.meetings.call_off(1, SYLVIE.number, "Neige"))
    await hall.convene()

    second = [(await hall.run(_code_of(who))).digits for who in people]

    assert len({*first, *second}) == 2 * len(people)


async def test_a_code_is_shown_on_the_meeting_s_day_alone(hall: Hall) -> None:
    hall.clock.instant = datetime(2026, 11, 20, 12, tzinfo=UTC)
    before = await refusal(hall.database, lambda work: holding.own_code(work, acting(AWA)))
    hall.clock.instant = datetime(2026, 11, 22, 12, tzinfo=UTC)
    after = await refusal(hall.database, lambda work: holding.own_code(work, acting(AWA)))

    assert (before.reason, before.figures["day"]) == (Reason.NOT_YET, TODAY)
    assert (after.reason, after.figures["day"]) == (Reason.NOT_YET, None)


async def test_who_is_suspended_gets_no_code(others: Hall) -> None:
    decision = await refusal(others.database, lambda work: holding.own_code(work, acting(RUFIN)))

    assert decision.reason is Reason.SUSPENDED


async def test_who_is_let_in_without_a_vote_has_a_code_and_who_has_left_has_none(others: Hall) -> None:
    honorary = await others.run(_code_of(NADEGE))
    decision = await refusal(others.database, lambda work: holding.own_code(work, acting(PROSPER)))

    assert honorary.digits
    assert decision.reason is Reason.NOT_A_MEMBER


async def test_wrong_codes_are_bounded_and_taken_again_after_a_while(hall: Hall) -> None:
    shown = await hall.run(_code_of(AWA))
    wrong = f"{(int(shown.digits) + 1) % 10**6:06}"
    for _ in range(TRIES):
        assert await _typed(hall, wrong) is Reason.CODE_UNKNOWN

    assert await _typed(hall, shown.digits) is Reason.TOO_MANY_ATTEMPTS
    hall.clock.instant = hall.clock.now() + PAUSE
    assert (await hall.run(_typing(shown.digits))).member == AWA


async def _typed(hall: Hall, code: str) -> Reason | None:
    """Why it is refused; what was counted stays, as it does where the refusal is put into words."""

    def unit(work: UnitOfWork) -> Reason | None:
        try:
            _typing(code)(work)
        except RefusedError as refused:
            return refused.decision.reason
        return None

    return await hall.database.run(unit)


def _typing(code: str) -> Callable[[UnitOfWork], Count]:
    """The unit in which the secretary types it."""
    return lambda work: holding.check_in_by_code(work, acting(SYLVIE), 1, code)


def _code_of(who: Member) -> Callable[[UnitOfWork], Code]:
    return lambda work: holding.own_code(work, acting(who))


async def _state(hall: Hall, proxy: int) -> ProxyState | None:
    kept = await hall.run(lambda work: work.proxies.get(proxy))
    return kept.state if kept else None
