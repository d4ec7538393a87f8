from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.attending import ProxyState
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.meetings import Mandate, SessionKind, Writing
from assistant.domain.members import Member
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import common, representing
from tests.services.bureau import AWA, BINTOU, SYLVIE, acting, refusal
from tests.services.meetings.mandates import (
    CLARA,
    DAY,
    DENIS,
    FELIX,
    ODILE,
    convened,
    entering,
    gather,
    gives,
    giving,
    opens,
    owes,
)
from tests.services.people import pays, voted

OPENING = datetime(2026, 11, 28, 13, 30, tzinfo=UTC)


async def test_a_mandate_has_a_reference_and_is_in_one_hand_for_one_meeting(database: Database) -> None:
    meeting = await gather(database)

    given = await gives(database)

    def kept(work: UnitOfWork) -> tuple[object, ...]:
        found, other = common.get(work, meeting), common.get(work, convened(work, SessionKind.AGO))
        hands = [representing.in_hand(work, found, who.number) for who in (BINTOU, AWA)]
        gave = [representing.given_by(work, found, who.number) for who in (AWA, BINTOU)]
        return hands, gave, representing.given_by(work, other, AWA.number)

    assert await database.run(kept) == ([given.proxy, None], [given.proxy, None], None)
    assert given.proxy.reference == "P-2026-0001"
    assert given.proxy.writing is Writing.CHAT
    assert given.proxy.entered_by == AWA.number
    assert given.forwarded_to == ("president", "bureau")
    assert given.articles == ("NDZ art. 16",)


@pytest.mark.parametrize(
    ("giver", "holder", "why"),
    [
        (AWA, None, Reason.HOLDER_MISSING),
        (AWA, AWA, Reason.SELF_PROXY),
        (AWA, FELIX, Reason.NOT_A_MEMBER),
        (AWA, "M099", Reason.NOT_A_MEMBER),
        (FELIX, AWA, Reason.NOT_A_MEMBER),
        (AWA, ODILE, Reason.SUSPENDED),
        (ODILE, AWA, Reason.SUSPENDED),
    ],
)
async def test_a_mandate_goes_from_an_active_member_to_another(
    database: Database, giver: Member, holder: Member | str | None, why: Reason
) -> None:
    meeting = await gather(database)

    decision = await refusal(database, giving(giver, holder, meeting))

    assert decision.reason is why
    assert "NDZ art. 16" in decision.articles
    assert await database.run(lambda work: work.proxies.of_meeting(meeting)) == []


@pytest.mark.parametrize(
    ("number", "why"), [("M012", Reason.GIVER_NOT_UP_TO_DATE), ("M013", Reason.HOLDER_NOT_UP_TO_DATE)]
)
async def test_up_to_sixty_euros_of_arrears_stand_against_neither_and_a_cent_more_does(
    database: Database, number: str, why: Reason
) -> None:
    meeting = await gather(database, **{number: -6001})

    decision = await refusal(database, giving(AWA, BINTOU, meeting))
    await database.run(lambda work: pays(work, number, 1))
    given = await gives(database)

    assert decision.reason is why
    assert given.proxy.state is ProxyState.GIVEN


async def test_what_the_giver_must_pay_is_said_in_cents(database: Database) -> None:
    meeting = await gather(database, M012=-8000)

    decision = await refusal(database, giving(AWA, BINTOU, meeting))

    assert decision.figures["recovery"] == {
        "balance": -8000,
        "excess": 2000,
        "opens_on": None,
        "article": "NDZ art. 8",
        "new": False,
        "currency": "EUR",
    }


@pytest.mark.parametrize(
    ("giver", "holder", "why"),
    [
        (AWA, CLARA, Reason.GIVER_ALREADY_GAVE),
        (AWA, BINTOU, Reason.GIVER_ALREADY_GAVE),
        (BINTOU, CLARA, Reason.GIVER_HOLDS_PROXY),
        (CLARA, AWA, Reason.HOLDER_GAVE_PROXY),
        (BINTOU, AWA, Reason.HOLDER_GAVE_PROXY),
        (CLARA, BINTOU, Reason.HOLDER_ALREADY_HAS_PROXY),
    ],
)
async def test_each_gives_or_holds_one_and_nobody_both(
    database: Database, giver: Member, holder: Member, why: Reason
) -> None:
    meeting = await gather(database)
    await gives(database, AWA, BINTOU)

    decision = await refusal(database, giving(giver, holder, meeting))

    assert decision.reason is why
    assert len(await database.run(lambda work: work.proxies.of_meeting(meeting))) == 1


@pytest.mark.parametrize(
    ("holder", "why"), [(ODILE, Reason.SUSPENDED), (FELIX, Reason.NOT_A_MEMBER), (DENIS, Reason.GIVER_ALREADY_GAVE)]
)
async def test_beside_the_code_stands_what_is_on_the_givers_own_side_whoever_is_named(
    database: Database, holder: Member, why: Reason
) -> None:
    meeting = await gather(database)
    await gives(database)

    decision = await refusal(database, giving(AWA, holder, meeting))

    assert (decision.reason, decision.figures["own"]) == (why, Reason.GIVER_ALREADY_GAVE)


async def test_what_stands_against_the_holder_alone_leaves_the_giver_none(database: Database) -> None:
    meeting = await gather(database)

    decision = await refusal(database, giving(AWA, ODILE, meeting))

    assert decision.figures["own"] is None


async def test_at_an_exceptional_meeting_nobody_votes_by_proxy(database: Database) -> None:
    await gather(database)
    meeting = await database.run(lambda work: convened(work, SessionKind.EXCEPTIONAL))

    decision = await refusal(database, giving(AWA, BINTOU, meeting))

    assert decision.reason is Reason.PROXY_NOT_ALLOWED


# Until when


async def test_a_mandate_is_given_until_the_meeting_really_opens(database: Database, clock: StandingClock) -> None:
    meeting = await gather(database)
    clock.instant = OPENING + timedelta(minutes=20)

    given = await gives(database)
    await opens(database)
    late = await refusal(database, giving(CLARA, DENIS, meeting))
    kept = await refusal(database, lambda work: representing.withdraw(work, acting(AWA), given.proxy.id))

    assert (late.reason, kept.reason) == (Reason.DEADLINE_PASSED, Reason.DEADLINE_PASSED)


async def test_where_the_bylaws_ask_for_a_day_the_last_second_of_it_counts(
    tmp_path: Path, clock: StandingClock
) -> None:
    terms = voted("meetings", "proxy_deadline_hours", 24, date(2026, 1, 1))
    database = storage.throwaway(tmp_path / "day.db", bylaws=terms, clock=clock, timezone="Europe/Paris")
    meeting = await gather(database)
    clock.instant = OPENING - timedelta(days=1)

    given = await gives(database)
    clock.instant += timedelta(seconds=1)
    late = await refusal(database, giving(CLARA, DENIS, meeting))
    declined = await refusal(database, lambda work: representing.decline(work, acting(BINTOU), given.proxy.id))
    ahead = await database.run(representing.open_for_proxies)
    await database.close()

    assert late.reason is Reason.DEADLINE_PASSED
    assert late.figures["deadline"] == OPENING - timedelta(days=1)
    assert declined.reason is Reason.DEADLINE_PASSED
    assert ahead == []


async def test_a_meeting_that_never_opened_takes_none_the_day_after(database: Database, clock: StandingClock) -> None:
    meeting = await gather(database)
    clock.instant = OPENING + timedelta(days=1)

    late = await refusal(database, giving(AWA, BINTOU, meeting))

    assert late.reason is Reason.DEADLINE_PASSED


async def test_a_meeting_called_off_takes_none(database: Database) -> None:
    meeting = await gather(database)
    await database.run(lambda work: work.meetings.call_off(meeting, "M001", "snow"))

    refused = await refusal(database, giving(AWA, BINTOU, meeting))

    assert (refused.reason, refused.figures["state"]) == (Reason.DEADLINE_PASSED, "called_off")


async def test_a_meeting_that_is_not_there_is_no_refusal(database: Database) -> None:
    await gather(database)

    with pytest.raises(MbongiError, match="no meeting 9"):
        await gives(database, meeting=9)


# Entered by the bureau


@pytest.mark.parametrize("writing", [Writing.LETTER, Writing.EMAIL, Writing.SMS])
async def test_the_bureau_enters_what_came_in_writing(database: Database, writing: Writing) -> None:
    meeting = await gather(database)

    given = await database.run(entering(SYLVIE, AWA, BINTOU, meeting, writing))

    assert (given.proxy.giver, given.proxy.writing, given.proxy.entered_by) == ("M012", writing, "M002")


@pytest.mark.parametrize("writing", [Writing.ORAL, Writing.CHAT])
async def test_what_was_said_or_written_by_somebody_else_is_no_writing(database: Database, writing: Writing) -> None:
    meeting = await gather(database)

    refused = await refusal(database, entering(SYLVIE, AWA, BINTOU, meeting, writing))

    assert refused.reason is Reason.WRITING_REQUIRED


async def test_a_member_enters_nothing_for_another(database: Database) -> None:
    meeting = await gather(database)

    refused = await refusal(database, entering(BINTOU, AWA, BINTOU, meeting))
    own = await refusal(database, entering(AWA, AWA, BINTOU, meeting))

    assert (refused.reason, own.reason) == (Reason.NOT_AUTHORISED, Reason.NOT_AUTHORISED)


async def test_a_chat_message_is_no_writing_where_the_bylaws_say_so(tmp_path: Path, clock: StandingClock) -> None:
    terms = voted("meetings", "chat_proxy_accepted", False, date(2026, 1, 1))
    database = storage.throwaway(tmp_path / "paper.db", bylaws=terms, clock=clock, timezone="Europe/Paris")
    meeting = await gather(database)

    refused = await refusal(database, giving(AWA, BINTOU, meeting))
    given = await database.run(entering(SYLVIE, AWA, BINTOU, meeting))
    await database.close()

    assert refused.reason is Reason.WRITING_REQUIRED
    assert given.proxy.state is ProxyState.GIVEN


async def test_who_has_no_number_gives_nothing(database: Database) -> None:
    meeting = await gather(database)

    refused = await refusal(database, lambda work: representing.give(work, OPERATOR, meeting, BINTOU.number))

    assert refused.reason is Reason.NOT_A_MEMBER


# At the opening, and in a second assembly


async def test_who_falls_out_of_standing_makes_it_void_and_recovers_it(database: Database) -> None:
    meeting = await gather(database)
    await gives(database)

    await owes(database, BINTOU, 6001)
    fallen = await database.run(lambda work: common.party(work, BINTOU, work.today).votes)
    standing = await database.run(lambda work: common.mandates(work, common.get(work, meeting)))

    assert not fallen
    assert standing == (Mandate("M012", "M013"),)


async def test_the_first_assemblys_mandates_are_offered_again_and_do_not_count_by_themselves(
    database: Database,
) -> None:
    first = await gather(database)
    given = await gives(database)
    await gives(database, CLARA, DENIS)

    def reconvene(work: UnitOfWork) -> int:
        return convened(work, on=DAY + timedelta(days=7), first=first)

    second = await database.run(reconvene)
    offered = await database.run(lambda work: representing.renewals(work, common.get(work, second)))
    await gives(database, CLARA, DENIS, second)
    left = await database.run(lambda work: representing.renewals(work, common.get(work, second)))
    force = await database.run(lambda work: representing.in_force(work, common.get(work, second)))

    assert offered == {"M012": "M013", "M014": "M015"}
    assert left == {"M012": "M013"}
    assert given.proxy not in force
    assert [proxy.giver for proxy in force] == ["M014"]


async def test_where_the_bylaws_carry_it_over_it_counts_and_is_withdrawn_in_the_second(
    tmp_path: Path, clock: StandingClock
) -> None:
    terms = voted("meetings", "proxy_carries_over", True, date(2026, 1, 1))
    database = storage.throwaway(tmp_path / "over.db", bylaws=terms, clock=clock, timezone="Europe/Paris")
    first = await gather(database)
    given = await gives(database)
    await opens(database)
    await database.run(lambda work: work.meetings.close(first, "M001"))
    second = await database.run(lambda work: convened(work, on=DAY + timedelta(days=7), first=first))

    carried = await database.run(lambda work: representing.given_by(work, common.get(work, second), AWA.number))
    await database.run(lambda work: representing.withdraw(work, acting(AWA), given.proxy.id))
    left = await database.run(lambda work: representing.in_force(work, common.get(work, second)))
    await database.close()

    assert carried == given.proxy
    assert left == []


async def test_mine_are_those_of_the_meetings_ahead(database: Database, clock: StandingClock) -> None:
    await gather(database)
    given = await gives(database)

    mine = await database.run(lambda work: representing.mine(work, acting(AWA)))
    theirs = await database.run(lambda work: representing.mine(work, acting(BINTOU)))
    clock.instant = OPENING + timedelta(days=1)
    over = await database.run(lambda work: representing.mine(work, acting(AWA)))

    assert [proxy for _, proxy in mine.given] == [given.proxy] == [proxy for _, proxy in theirs.held]
    assert (mine.held, theirs.given, over.given) == ((), (), ())


async def test_the_record_names_who_gave_to_whom_for_which_meeting(database: Database) -> None:
    meeting = await gather(database)
    given = await database.run(entering(SYLVIE, AWA, BINTOU, meeting))
    await database.run(lambda work: representing.withdraw(work, acting(AWA), given.proxy.id))

    rows = await database.run(lambda work: work.audit.about(AWA.number))

    noted = {"member": "M012", "holder": "M013", "meeting": 1, "proxy": 1, "writing": "letter"}
    assert [(row["actor"], row["action"], row["body"]) for row in rows] == [
        ("M002", "proxy_given", noted),
        ("M012", "proxy_withdrawn", noted),
    ]
