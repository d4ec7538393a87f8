"""Members are told of an event once, in the bureau's words, where the family agrees: and nobody else is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimState, FiledClaim
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError
from assistant.domain.members import Member, Role, Status
from assistant.domain.messages import Lane
from assistant.ports import Database, UnitOfWork
from assistant.services.aid import announcing, cancelling, declaring
from assistant.services.aid.announcing import LONGEST, Draft
from tests.services.aid.claimants import (
    CEDRIC,
    DIANE,
    ESTHER,
    FATHER,
    YESTERDAY,
    by,
    claim,
    decided,
    gather,
    notices,
)
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, ROSINE, SYLVIE, acting, later, refusal
from tests.services.people import account, person, register

TEXT = "Awa a perdu son père."


async def agreed(database: Database, *, consent: bool | None = True) -> FiledClaim:
    """Awa's father has died, and the family has said whether the members may be told."""
    await gather(database)
    return await database.run(by(AWA, FATHER, consent=consent))


async def announces(database: Database, filed: FiledClaim, text: str = TEXT, member: Member = HILAIRE) -> int:
    return await database.run(lambda work: announcing.announce(work, acting(member), filed.id, text))


async def queued(database: Database) -> list[tuple[str | None, Lane, dict[str, Any]]]:
    """What announcements are to leave: to whom, in which lane, with what in it."""

    def unit(work: UnitOfWork) -> list[tuple[str | None, Lane, dict[str, Any]]]:
        rows = (row for row in work.outbox.since(0) if row.kind == "event_announced")
        return [(row.member, row.lane, dict(row.body)) for row in rows]

    return await database.run(unit)


async def test_everybody_but_who_is_bereaved_reads_the_bureau_s_own_words_and_who_says_so(database: Database) -> None:
    filed = await agreed(database)

    told = await announces(database, filed, f"  {TEXT}\n")

    found = await queued(database)
    assert told == len(found) == 8
    assert sorted(number or "" for number, _, _ in found) == sorted(
        member.number for member in (*BUREAU, BINTOU, CEDRIC, DIANE, ESTHER)
    )
    assert {lane for _, lane, _ in found} == {Lane.BULK}
    assert [body for _, _, body in found] == [{"text": TEXT, "by": HILAIRE.name}] * 8


async def test_nothing_leaves_by_a_declaration_alone(database: Database) -> None:
    await agreed(database)

    assert await queued(database) == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.ACTIVE, True),
        (Status.SUSPENDED, True),
        (Status.HONORARY, False),
        (Status.CANDIDATE, False),
        (Status.RESIGNED, False),
        (Status.DECEASED, False),
    ],
)
async def test_active_and_suspended_members_are_told(database: Database, status: Status, *, told: bool) -> None:
    filed = await agreed(database)
    other = person("M030", "Nadège", status=status)
    await database.run(lambda work: register(work, other))

    await announces(database, filed)

    assert (other.number in {number for number, _, _ in await queued(database)}) is told


async def test_the_spouse_of_a_dead_member_is_not_told_by_the_bureau(database: Database) -> None:
    await gather(database)
    filed = await database.run(by(ESTHER, claim(EventKind.DEATH_MEMBER, CEDRIC), consent=True))

    await announces(database, filed)

    told = {number for number, _, _ in await queued(database)}
    assert not told & {CEDRIC.number, DIANE.number}
    assert ESTHER.number in told


async def test_all_whom_one_death_bereaves_are_left_out(database: Database) -> None:
    await gather(database)
    first = await database.run(by(AWA, claim(EventKind.DEATH_CHILD, relative="Luc Ibara"), consent=True))
    await database.run(by(BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative="Luc Ibara")))

    await announces(database, first)

    assert not {number for number, _, _ in await queued(database)} & {AWA.number, BINTOU.number}


async def test_who_cannot_be_reached_is_kept_for_the_bureau_to_see(database: Database) -> None:
    filed = await agreed(database)
    await database.run(lambda work: register(work, person("M031", "Omar"), chat=False))

    assert account(AWA).member == AWA.number
    assert await announces(database, filed) == 9
    assert "M031" in await notices(database, "event_announced")


@pytest.mark.parametrize("consent", [None, False])
async def test_without_the_family_s_yes_nobody_is_told(database: Database, consent: bool | None) -> None:
    filed = await agreed(database, consent=consent)

    decision = await refusal(database, lambda work: announcing.announce(work, acting(HILAIRE), filed.id, TEXT))

    assert (decision.reason, decision.articles) == (Reason.CONSENT_REQUIRED, ("NDZ art. 5",))
    assert await queued(database) == []
    assert await database.run(lambda work: announcing.announceable(work, acting(HILAIRE))) == []


async def test_a_yes_that_comes_later_counts_and_one_taken_back_no_longer_does(database: Database) -> None:
    filed = await agreed(database, consent=None)
    await database.run(lambda work: declaring.set_consent(work, acting(AWA), filed.id, given=True))

    open_ = await database.run(lambda work: announcing.announceable(work, acting(HILAIRE)))
    await database.run(lambda work: declaring.set_consent(work, acting(AWA), filed.id, given=False))

    assert [each.id for each in open_] == [filed.id]
    decision = await refusal(database, lambda work: announcing.check(work, acting(HILAIRE), filed.id))
    assert decision.reason is Reason.CONSENT_REQUIRED


@pytest.mark.parametrize(("other", "may"), [(True, True), (None, True), (False, False)])
async def test_of_several_whom_a_death_bereaves_one_no_is_enough(
    database: Database, other: bool | None, *, may: bool
) -> None:
    await gather(database)
    first = await database.run(by(AWA, claim(EventKind.DEATH_CHILD, relative="Luc Ibara"), consent=True))
    await database.run(by(BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative="Luc Ibara"), consent=other))

    open_ = await database.run(lambda work: announcing.announceable(work, acting(HILAIRE)))

    assert (first.id in [filed.id for filed in open_]) is may


async def test_an_event_is_announced_once(database: Database, clock: StandingClock) -> None:
    filed = await agreed(database)
    await announces(database, filed)
    later(clock, hours=1)

    decision = await refusal(database, lambda work: announcing.announce(work, acting(SYLVIE), filed.id, "Encore"))

    assert decision.reason is Reason.ALREADY_ANNOUNCED
    assert f"{decision.figures['at']:%Y-%m-%d %H:%M}" == "2026-11-21 12:00"
    assert len(await queued(database)) == 8
    assert await database.run(lambda work: announcing.announceable(work, acting(HILAIRE))) == []


async def test_what_was_approved_can_be_announced_and_what_came_to_nothing_cannot(database: Database) -> None:
    filed = await agreed(database)
    await decided(database, filed.id)
    before = await database.run(lambda work: announcing.announceable(work, acting(HILAIRE)))
    await decided(database, filed.id, ClaimState.CANCELLED)

    decision = await refusal(database, lambda work: announcing.announce(work, acting(HILAIRE), filed.id, TEXT))

    assert [each.id for each in before] == [filed.id]
    assert (decision.reason, decision.figures["state"]) == (Reason.ALREADY_DECIDED, "cancelled")


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
async def test_an_announcement_has_words_and_no_more_than_can_be_read(database: Database, text: str) -> None:
    filed = await agreed(database)

    with pytest.raises(MbongiError):
        await announces(database, filed, text)

    assert await queued(database) == []
    assert await announces(database, filed, "x" * LONGEST) == 8


async def test_only_the_bureau_announces(database: Database) -> None:
    filed = await agreed(database)
    social = person("M032", "Solange", Role.SOCIAL)

    for member in (AWA, BINTOU, social):
        decision = await refusal(database, lambda work, who=member: announcing.draft(work, acting(who), filed.id))  # type: ignore[misc]
        assert decision.reason is Reason.NOT_AUTHORISED
    assert await announces(database, filed, member=ROSINE) == 8


async def test_the_facts_of_a_first_text_name_the_kinship_and_not_the_relative(database: Database) -> None:
    filed = await agreed(database)

    facts = await database.run(lambda work: announcing.draft(work, acting(HILAIRE), filed.id))

    assert facts == Draft(filed.id, EventKind.DEATH_FATHER, AWA, YESTERDAY, 1, invited=False)
    assert FATHER.relative not in repr(facts)


async def test_who_was_told_is_known_whoever_joins_or_leaves_since(database: Database, clock: StandingClock) -> None:
    filed = await agreed(database)
    await announces(database, filed)
    later(clock, days=1)
    await database.run(lambda work: register(work, person("M033", "Paule", joined_on=date(2026, 11, 22))))

    told = await database.run(lambda work: announcing.told_of(work, filed.event))

    assert told == {member.number for member in (*BUREAU, BINTOU, CEDRIC, DIANE, ESTHER)}
    assert await database.run(lambda work: announcing.told_of(work, filed.event + 10)) == frozenset()


async def test_the_audit_says_who_announced_what_and_holds_no_words_of_it(database: Database) -> None:
    filed = await agreed(database)
    await announces(database, filed)

    rows = await database.run(lambda work: work.audit.about(AWA.number))

    (row,) = (row for row in rows if row["action"] == "event_announced")
    assert row["actor"] == HILAIRE.number
    assert TEXT not in repr(row)


async def test_what_was_announced_by_mistake_is_taken_back_from_those_who_read_it_and_from_nobody_else(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    first = await database.run(by(AWA, claim(EventKind.DEATH_CHILD, relative="Luc Ibara"), consent=True))
    await database.run(by(BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative="Luc Ibara")))
    await announces(database, first)
    await decided(database, first.id)
    later(clock, days=1)
    await database.run(lambda work: register(work, person("M033", "Paule", joined_on=date(2026, 11, 22))))

    await database.run(lambda work: cancelling.cancel(work, acting(HILAIRE), first.id, "Déclaré par méprise"))

    read = await notices(database, "event_announced")
    assert sorted(await notices(database, "announcement_withdrawn")) == sorted(read)
    assert not {AWA.number, BINTOU.number, "M033"} & set(read)
