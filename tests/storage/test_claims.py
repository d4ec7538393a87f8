from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.domain.aid import Basis, Document, EventKind, Tie
from assistant.domain.claims import (
    ClaimDecision,
    ClaimState,
    FiledClaim,
    NewClaim,
    Verdict,
)
from assistant.domain.orders import Motion
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, CELINE, registered
from tests.storage.raw import execute

LATER = NOON + timedelta(hours=1)
TODAY, YESTERDAY, EVE = date(2026, 4, 5), date(2026, 4, 4), date(2026, 4, 3)
FATHER = NewClaim(EventKind.DEATH_FATHER, "M012", EVE, relative="Édouard « Papa » Okemba")
TWINS = NewClaim(
    EventKind.BAPTISM, "M014", date(2026, 5, 1), relative="Ève", children=2, ceremony=True, invitation=True
)
APPROVED = ClaimDecision(ClaimState.APPROVED, "M014", NOON)
REFUSED = ClaimDecision(ClaimState.REFUSED, "M014", NOON, "it was declared before")
WITHDRAWN = ClaimDecision(ClaimState.WITHDRAWN, "M012", NOON)
CANCELLED = ClaimDecision(ClaimState.CANCELLED, "M016", LATER, "it was somebody else")
GRANTED = Verdict(
    allowed=True,
    reason=None,
    articles=("14", "8"),
    figures={"overdue": 0, "tolerance": 6000},
    kind=EventKind.DEATH_FATHER,
    payout=30000,
    levy=500,
    levied=42,
    basis=Basis.LIVE,
    judged_on=EVE,
    overdue=0,
)
LACKING = replace(
    GRANTED,
    allowed=False,
    reason="MISSING_DOCUMENT",
    figures={"document": Document.BIRTH_CERTIFICATE, "waits_until": "2026-07-04", "names": ["a", None, True, 1.5]},
    basis=Basis.SUCCESSIVE_DEATHS,
    overdue=6001,
)


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE, CELINE))


def declare(work: UnitOfWork, new: NewClaim = FATHER, *, event: int | None = None, **more: Any) -> int:
    """On an event of its own, unless one is named."""
    known: dict[str, Any] = {
        "declared_by": new.concerns,
        "declared_on": TODAY,
        "announced_on": YESTERDAY,
        "consent": None,
    } | more
    return work.claims.add(new, work.claims.open_event() if event is None else event, **known)


async def declared(database: Database, new: NewClaim = FATHER, **more: Any) -> int:
    return await database.run(lambda work: declare(work, new, **more))


async def get(database: Database, claim: int) -> FiledClaim:
    found = await database.run(lambda work: work.claims.get(claim))
    assert found is not None
    return found


async def decide(database: Database, claim: int, decision: ClaimDecision) -> bool:
    return await database.run(lambda work: work.claims.decide(claim, decision))


@pytest.mark.parametrize("consent", [None, True, False])
@pytest.mark.parametrize("new", [FATHER, TWINS, NewClaim(EventKind.OTHER, "M012", EVE, Tie.ADOPTION)])
async def test_a_claim_is_kept_as_it_was_declared(database: Database, new: NewClaim, consent: bool | None) -> None:
    number = await declared(database, new, declared_by="M016", consent=consent)

    found = await get(database, number)

    assert found == FiledClaim(
        number, found.event, new, YESTERDAY, TODAY, "M016", NOON, ClaimState.DECLARED, consent=consent
    )
    assert await database.run(lambda work: work.claims.get(number + 1)) is None


@pytest.mark.parametrize("kind", EventKind)
async def test_every_kind_of_event_is_kept(database: Database, kind: EventKind) -> None:
    number = await declared(database, NewClaim(kind, "M012", EVE))

    assert (await get(database, number)).told.kind is kind


@pytest.mark.parametrize("tie", Tie)
async def test_every_tie_is_kept(database: Database, tie: Tie) -> None:
    number = await declared(database, NewClaim(EventKind.OTHER, "M012", EVE, tie))

    assert (await get(database, number)).told.tie is tie


@pytest.mark.parametrize("verdict", [GRANTED, LACKING])
async def test_a_verdict_comes_back_as_it_was_told(database: Database, verdict: Verdict) -> None:
    number = await declared(database)

    await database.run(lambda work: work.claims.judge(number, verdict, round_=0))
    found = await get(database, number)

    assert found.verdict == verdict
    assert verdict.says_as(found.verdict)


async def test_a_later_verdict_takes_the_place_of_the_earlier_and_names_its_round(database: Database) -> None:
    number = await declared(database)
    await database.run(lambda work: work.claims.judge(number, LACKING, round_=0))

    await database.run(lambda work: work.claims.judge(number, GRANTED, round_=1))
    found = await get(database, number)

    assert (found.verdict, found.round) == (GRANTED, 1)
    assert found.motion(frozenset({"M012"})) == Motion(f"claim:{number}:1", frozenset({"M012"}))


async def test_what_is_learned_later_is_kept_and_touches_no_other_claim(database: Database) -> None:
    number, other = await declared(database), await declared(database, TWINS)
    before = await get(database, other)

    await database.run(lambda work: work.claims.rule(number, EventKind.DEATH_BROTHER))
    await database.run(lambda work: work.claims.date_announcement(number, EVE))
    await database.run(lambda work: work.claims.consent(number, given=False))
    await database.run(lambda work: work.claims.bring(number, ceremony=True, invitation=False))
    found = await get(database, number)

    assert (found.ruled, found.announced_on, found.consent) == (EventKind.DEATH_BROTHER, EVE, False)
    assert (found.told.ceremony, found.told.invitation) == (True, False)
    assert await get(database, other) == before


async def test_a_family_may_change_its_mind(database: Database) -> None:
    number = await declared(database, consent=False)

    await database.run(lambda work: work.claims.consent(number, given=True))

    assert (await get(database, number)).consent is True


async def test_claims_of_one_event_are_found_together_oldest_first(database: Database) -> None:
    first, other = await declared(database), await declared(database, TWINS)
    event = (await get(database, first)).event
    second = await declared(database, replace(FATHER, concerns="M014"), event=event)
    await decide(database, second, REFUSED)

    found = await database.run(lambda work: [claim.id for claim in work.claims.on_event(event)])
    await database.run(lambda work: work.claims.move(other, event))
    moved = await database.run(lambda work: [claim.id for claim in work.claims.on_event(event)])

    assert found == [first, second]
    assert moved == [first, other, second]


async def test_a_member_finds_what_concerns_them_and_what_they_declared_each_once(database: Database) -> None:
    own = await declared(database)
    for_another = await declared(database, TWINS, declared_by="M012")
    await declared(database, TWINS)

    assert await database.run(lambda work: [claim.id for claim in work.claims.concerning("M012")]) == [own, for_another]
    assert await database.run(lambda work: work.claims.concerning("M016")) == []


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(EVE, EVE, 1), (date(2026, 4, 2), YESTERDAY, 1), (YESTERDAY, TODAY, 0), (date(2026, 4, 1), date(2026, 4, 2), 0)],
)
async def test_claims_are_found_by_the_day_of_the_event_both_ends_included(
    database: Database, first: date, last: date, found: int
) -> None:
    await declared(database)

    assert len(await database.run(lambda work: work.claims.between(first, last))) == found


async def test_what_waits_for_the_bureau_is_what_is_declared(database: Database) -> None:
    numbers = [await declared(database) for _ in range(5)]
    for number, decision in zip(numbers, (APPROVED, REFUSED, WITHDRAWN), strict=False):
        await decide(database, number, decision)

    assert await database.run(lambda work: [claim.id for claim in work.claims.undecided()]) == numbers[3:]
    assert await database.run(lambda work: [claim.id for claim in work.claims.all()]) == numbers


@pytest.mark.parametrize("decision", [APPROVED, REFUSED, WITHDRAWN])
async def test_a_decision_is_kept_whole(database: Database, decision: ClaimDecision) -> None:
    number = await declared(database)

    done = await decide(database, number, decision)
    found = await get(database, number)

    assert done
    assert (found.state, found.decision, found.cancellation) == (decision.state, decision, None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pair
        for pair in itertools.product((APPROVED, REFUSED, WITHDRAWN, CANCELLED), repeat=2)
        if CANCELLED not in pair[:1] and pair != (APPROVED, CANCELLED)
    ],
)
async def test_a_claim_is_decided_once(database: Database, first: ClaimDecision, second: ClaimDecision) -> None:
    number = await declared(database)
    await decide(database, number, first)

    again = await decide(database, number, replace(second, decided_by="M012", reason="anything else"))
    found = await get(database, number)

    assert again is False
    assert (found.state, found.decision, found.cancellation) == (first.state, first, None)


async def test_only_what_is_approved_is_cancelled_once_and_keeps_the_approval(database: Database) -> None:
    number = await declared(database)

    early = await decide(database, number, CANCELLED)
    await decide(database, number, APPROVED)
    done = await decide(database, number, CANCELLED)
    again = await decide(database, number, replace(CANCELLED, reason="once more"))
    found = await get(database, number)

    assert (early, done, again) == (False, True, False)
    assert (found.state, found.decision, found.cancellation) == (ClaimState.CANCELLED, APPROVED, CANCELLED)


async def test_a_claim_that_is_not_there_is_not_decided(database: Database) -> None:
    assert await decide(database, 99, APPROVED) is False


async def raced(database: Database, other: Database, claim: int, *decisions: ClaimDecision) -> list[ClaimDecision]:
    """Those that won, of forty that came at once from two processes, each its own."""
    chosen = [replace(decisions[place % len(decisions)], decided_by=f"M{place:03}") for place in range(40)]
    runs = [
        (other if place % 3 else database).run(lambda work, one=one: work.claims.decide(claim, one))  # type: ignore[misc]
        for place, one in enumerate(chosen)
    ]
    return [one for one, done in zip(chosen, await asyncio.gather(*runs), strict=True) if done]


async def test_of_many_who_decide_at_once_one_wins(database: Database, other: Database) -> None:
    number = await declared(database)

    won = await raced(database, other, number, APPROVED, REFUSED, WITHDRAWN)

    assert won == [(await get(database, number)).decision]


async def test_of_many_who_cancel_at_once_one_wins(database: Database, other: Database) -> None:
    number = await declared(database)
    await decide(database, number, APPROVED)

    won = await raced(database, other, number, CANCELLED)

    found = await get(database, number)
    assert (won, found.decision) == ([found.cancellation], APPROVED)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE claim SET kind = 'death_aunt'",
        "UPDATE claim SET tie = 'aunt'",
        "UPDATE claim SET ruled = 'other'",
        "UPDATE claim SET state = 'paid'",
        "UPDATE claim SET children = 0",
        "UPDATE claim SET ceremony = 2",
        "UPDATE claim SET invitation = -1",
        "UPDATE claim SET consent = 2",
        "UPDATE claim SET event_on = '2026-4-5'",
        "UPDATE claim SET announced_on = ''",
        "UPDATE claim SET declared_on = '5 April'",
        "UPDATE claim SET state = 'approved'",
        "UPDATE claim SET decided_by = 'M014', decided_at = 1",
        "UPDATE claim SET state = 'approved', decided_at = 1",
        "UPDATE claim SET state = 'refused', decided_by = 'M014', decided_at = 1",
        "UPDATE claim SET state = 'refused', decided_by = 'M014', decided_at = 1, reason = ''",
        "UPDATE claim SET state = 'cancelled', decided_by = 'M014', decided_at = 1",
        "UPDATE claim SET state = 'cancelled', cancelled_by = 'M014', cancelled_at = 1, cancel_reason = 'x'",
        "UPDATE claim SET state = 'cancelled', decided_by = 'x', decided_at = 1, cancelled_by = 'x', cancelled_at = 1",
    ],
)
async def test_the_database_itself_refuses_what_cannot_be(database: Database, url: str, wrong: str) -> None:
    await declared(database)

    with pytest.raises(IntegrityError):
        execute(url, wrong)


@pytest.mark.parametrize(
    ("new", "more"),
    [(replace(FATHER, concerns="M999"), {}), (FATHER, {"declared_by": "M999"}), (FATHER, {"event": 99})],
)
async def test_a_claim_names_members_and_an_event_that_there_are(
    database: Database, new: NewClaim, more: dict[str, Any]
) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await declared(database, new, **{"declared_by": "M012", **more})

    assert await database.run(lambda work: work.claims.all()) == []
