"""The same event claimed twice, by one member or by several (art. 34)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.bylaws import amend
from assistant.domain.aid import Claim, Document, EventKind, Tie
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Reason
from tests.rules.claims import EVENT_ON, claim, facts, judged
from tests.rules.people import BYLAWS, day

IN_FULL: dict[str, Any] = {"ceremony": True, "invitation": True, "documents": {Document.BIRTH_CERTIFICATE: EVENT_ON}}
BIRTHDAY = claim(EventKind.BIRTHDAY, **IN_FULL)
BIRTH = claim(EventKind.BIRTH, **IN_FULL)
AWA = "M001"


def beside(made: Claim, *standing: Claim, bylaws: Bylaws = BYLAWS) -> Reason | None:
    """Why the claim is refused beside those that stand."""
    return judged(made, facts(standing=standing), bylaws).decision.reason


def of_awa(made: Claim, kind: EventKind | None = None) -> Claim:
    """Awa's claim about the same event."""
    return replace(made, concerns=AWA, kind=kind or made.kind)


def before(made: Claim, on: str | None = None, **told: Any) -> Claim:
    """An earlier claim of the same member, about another event."""
    return replace(made, event="before", event_on=day(on) if on else made.event_on, **told)


@pytest.mark.parametrize(
    ("earlier", "reason"),
    [
        ("2024-12-31", None),
        ("2025-01-01", Reason.DUPLICATE_EVENT),
        ("2025-12-31", Reason.DUPLICATE_EVENT),
        ("2026-01-01", None),
    ],
)
def test_a_birthday_is_paid_once_in_a_calendar_year(earlier: str, reason: Reason | None) -> None:
    assert beside(BIRTHDAY, before(BIRTHDAY, earlier)) is reason
    assert beside(BIRTHDAY, replace(before(BIRTHDAY, earlier), concerns=AWA)) is None


def test_a_refused_birthday_cites_the_annex() -> None:
    made = judged(BIRTHDAY, facts(standing=[before(BIRTHDAY, "2025-01-12")]))

    assert made.decision.articles[0] == "NDZ annexe"


def test_the_bylaws_may_pay_more_birthdays_in_a_year() -> None:
    twice = amend(BYLAWS, {"birthday_per_year": 2})
    first, second = before(BIRTHDAY, "2025-01-12"), replace(before(BIRTHDAY, "2025-02-12"), event="other")

    assert beside(BIRTHDAY, first, bylaws=twice) is None
    assert beside(BIRTHDAY, first, second, bylaws=twice) is Reason.DUPLICATE_EVENT


def test_one_member_is_paid_once_for_one_event() -> None:
    assert beside(BIRTH, BIRTH) is Reason.DUPLICATE_EVENT
    assert beside(BIRTH, before(BIRTH)) is Reason.DUPLICATE_EVENT
    assert beside(BIRTH, before(BIRTH, "2025-05-09")) is None


def test_two_relatives_of_different_names_who_died_the_same_day_are_two() -> None:
    brother = claim(EventKind.DEATH_BROTHER, relative="Aimé")

    assert beside(brother, before(brother, relative="Basile")) is None
    assert beside(brother, before(brother, relative="Aimé")) is Reason.DUPLICATE_EVENT
    assert beside(brother, before(brother, relative="")) is Reason.DUPLICATE_EVENT


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (EventKind.DEATH_MEMBER, Reason.DUPLICATE_EVENT),
        (EventKind.DEATH_FATHER, Reason.POSSIBLE_DUPLICATE),
        (EventKind.DEATH_MOTHER, Reason.POSSIBLE_DUPLICATE),
        (EventKind.DEATH_SPOUSE, None),
        (EventKind.DEATH_CHILD, None),
        (EventKind.DEATH_SISTER, None),
    ],
)
def test_one_dies_once_and_a_second_father_is_for_the_bureau(kind: EventKind, reason: Reason | None) -> None:
    assert beside(claim(kind), before(claim(kind), "2021-03-02")) is reason


def test_the_bureau_may_find_that_a_possible_duplicate_is_none() -> None:
    father = claim(EventKind.DEATH_FATHER, ruled=EventKind.DEATH_FATHER)
    birth = replace(BIRTH, ruled=EventKind.BIRTH)

    assert beside(father, before(claim(EventKind.DEATH_FATHER), "2021-03-02")) is None
    assert beside(birth, of_awa(BIRTH)) is None
    assert beside(birth, BIRTH) is Reason.DUPLICATE_EVENT


def test_what_the_bureau_took_for_a_listed_kind_is_one_of_it() -> None:
    half = claim(EventKind.OTHER, tie=Tie.HALF_SIBLING, ruled=EventKind.DEATH_BROTHER)

    assert beside(claim(EventKind.DEATH_BROTHER), before(half)) is Reason.DUPLICATE_EVENT


@pytest.mark.parametrize("kind", [EventKind.BIRTH, EventKind.BAPTISM, EventKind.MARRIAGE])
def test_two_members_share_one_payout_for_a_happy_event(kind: EventKind) -> None:
    made = claim(kind, **IN_FULL)
    each = amend(BYLAWS, {"one_payout_per_event": False})

    assert beside(made, of_awa(made)) is Reason.POSSIBLE_DUPLICATE
    assert beside(made, of_awa(made), bylaws=each) is None
    assert judged(made, facts(standing=[of_awa(made)])).decision.articles[0] == "NDZ art. 34"


@pytest.mark.parametrize(
    ("mode", "reason", "payout"),
    [("bureau", Reason.POSSIBLE_DUPLICATE, 0), ("first", Reason.DUPLICATE_EVENT, 0), ("each", None, 100000)],
)
def test_of_several_whom_one_death_bereaves_the_bylaws_say_who_is_paid(
    mode: str, reason: Reason | None, payout: int
) -> None:
    bylaws = amend(BYLAWS, {"multi_bereaved": mode})

    made = judged(claim(), facts(standing=[of_awa(claim(), EventKind.DEATH_SPOUSE)]), bylaws)

    assert (made.decision.reason, made.payout) == (reason, payout)
    assert (made.levy, made.levied) == (0, ())


def test_one_death_is_levied_once_and_dispenses_all_whom_it_bereaves() -> None:
    death = claim(EventKind.DEATH_MEMBER)

    made = judged(death, facts(standing=[of_awa(death, EventKind.DEATH_SPOUSE)]))

    assert (made.payout, made.levied) == (200000, ("M002", "M003", "M004"))


def test_a_member_s_own_death_comes_before_what_their_spouse_claims() -> None:
    spouse = claim(EventKind.DEATH_SPOUSE)

    assert beside(spouse, of_awa(spouse, EventKind.DEATH_MEMBER)) is Reason.POSSIBLE_DUPLICATE
    assert beside(claim(EventKind.DEATH_MEMBER), of_awa(spouse)) is None


def test_another_member_s_other_event_is_no_duplicate() -> None:
    assert beside(BIRTH, replace(of_awa(BIRTH), event="another")) is None
