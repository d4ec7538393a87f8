"""Which claims are about one thing that happened, whom it bereaves, and which deaths are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.domain.aid import EventKind, Tie
from assistant.domain.claims import ClaimState, FiledClaim, NewClaim
from assistant.domain.members import Member, Status
from assistant.rules.aid import bereaved, deaths, precedence, same_event, spouses
from tests.rules.claims import left, other
from tests.rules.people import BYLAWS, day

AWA = replace(other("M001"), first_name="Awa", last_name="Ibara")
BINTOU = replace(other("M002"), first_name="Bintou", last_name="Ibara")
CEDRIC = replace(other("M003"), first_name="Cédric", last_name="M’Bemba", spouse="M004")
DIANE = replace(other("M004"), first_name="Diane", last_name="M’Bemba")
REGISTER = {member.number: member for member in (AWA, BINTOU, CEDRIC, DIANE)}
AT = datetime(2025, 5, 12, 9, tzinfo=UTC)
DAY, NEXT = day("2025-05-10"), day("2025-05-11")
FATHER, SISTER, CHILD = EventKind.DEATH_FATHER, EventKind.DEATH_SISTER, EventKind.DEATH_CHILD
MEMBER, SPOUSE, OTHER = EventKind.DEATH_MEMBER, EventKind.DEATH_SPOUSE, EventKind.OTHER


def told(member: Member, kind: EventKind, relative: str = "", **more: Any) -> NewClaim:
    return NewClaim(kind, member.number, **{"event_on": DAY, "relative": relative, **more})


def filed(
    number: int, new: NewClaim, event: int = 7, state: ClaimState = ClaimState.DECLARED, **more: Any
) -> FiledClaim:
    return FiledClaim(number, event, new, DAY, DAY, new.concerns, AT, state, **more)


def together(one: NewClaim, another: NewClaim) -> bool:
    """Whether both are about one event, whichever was declared first."""
    found = {same_event(new, [filed(1, known)], REGISTER) for new, known in ((one, another), (another, one))}
    assert len(found) == 1
    return found == {7}


def test_two_who_mourn_the_same_person_the_same_day_mourn_one_death_by_whatever_tie() -> None:
    father = told(AWA, FATHER, "Prosper IBARA")

    assert together(father, told(BINTOU, EventKind.DEATH_BROTHER, "ibara  prosper"))
    assert together(father, told(BINTOU, OTHER, "Prosper Ibara", tie=Tie.HALF_SIBLING))
    assert not together(father, told(BINTOU, FATHER, "Prosper Ibara", event_on=NEXT))
    assert not together(father, told(BINTOU, FATHER, "Prosper Ngoma"))
    assert not together(father, told(BINTOU, OTHER, "Prosper Ibara", tie=Tie.IN_LAW))


def test_nameless_deaths_of_a_day_are_not_taken_for_one() -> None:
    assert not together(told(AWA, FATHER), told(BINTOU, FATHER))


def test_accents_apostrophes_hyphens_and_order_make_no_other_name() -> None:
    assert together(told(AWA, SISTER, "Marie-Noëlle M'Bemba"), told(BINTOU, SISTER, "MBEMBA Marie Noelle"))


@pytest.mark.parametrize("kind", [EventKind.BIRTH, EventKind.BAPTISM])
def test_both_parents_of_a_child_of_that_name_have_one_joy(kind: EventKind) -> None:
    assert together(told(AWA, kind, "Noé"), told(BINTOU, kind, "NOE"))
    assert not together(told(AWA, kind, "Noé"), told(BINTOU, kind, "Zoé"))


def test_what_is_alike_in_name_alone_is_another_thing() -> None:
    assert not together(told(AWA, EventKind.BIRTH, "Noé"), told(BINTOU, EventKind.BAPTISM, "Noé"))
    assert not together(told(AWA, CHILD, "Noé"), told(BINTOU, EventKind.BIRTH, "Noé"))


@pytest.mark.parametrize("kind", [EventKind.BIRTH, EventKind.BAPTISM, CHILD])
def test_a_couple_s_child_is_one_child_unless_it_has_two_names(kind: EventKind) -> None:
    assert together(told(CEDRIC, kind), told(DIANE, kind))
    assert together(told(CEDRIC, kind, "Noé"), told(DIANE, kind, "Noé M’Bemba"))
    assert not together(told(CEDRIC, kind, "Noé"), told(DIANE, kind, "Zoé"))
    assert not together(told(CEDRIC, kind), told(DIANE, kind, event_on=NEXT))


def test_a_couple_s_stillborn_child_is_one() -> None:
    stillborn = {"tie": Tie.STILLBORN}

    assert together(told(CEDRIC, OTHER, **stillborn), told(DIANE, OTHER, **stillborn))
    assert not together(told(AWA, OTHER, **stillborn), told(BINTOU, OTHER, **stillborn))


def test_a_couple_mourns_its_own_parents_each() -> None:
    assert not together(told(CEDRIC, FATHER), told(DIANE, FATHER))


def test_two_members_who_marry_each_other_have_one_wedding() -> None:
    marriage = EventKind.MARRIAGE

    assert together(told(CEDRIC, marriage, "Diane"), told(DIANE, marriage, "Cédric"))
    assert together(told(AWA, marriage, "bintou ibara"), told(BINTOU, marriage))
    assert not together(told(AWA, marriage, "Paul"), told(BINTOU, marriage, "Luc"))
    assert not together(told(AWA, marriage), told(BINTOU, marriage))


def test_a_member_dies_once_whoever_says_so_and_of_whatever_day() -> None:
    assert together(told(CEDRIC, MEMBER), told(CEDRIC, MEMBER, event_on=NEXT))
    assert not together(told(CEDRIC, MEMBER), told(DIANE, MEMBER))


def test_the_death_of_a_member_is_that_of_the_spouse_on_the_register_whichever_side_names_it() -> None:
    assert together(told(CEDRIC, MEMBER), told(DIANE, SPOUSE))
    assert together(told(DIANE, MEMBER), told(CEDRIC, SPOUSE, event_on=NEXT))
    assert together(told(CEDRIC, MEMBER), told(DIANE, SPOUSE, "Cédric"))
    assert not together(told(CEDRIC, MEMBER), told(DIANE, SPOUSE, "Anselme"))
    assert not together(told(CEDRIC, MEMBER), told(AWA, SPOUSE))


def test_a_relative_with_the_dead_member_s_name_is_that_member() -> None:
    assert together(told(AWA, MEMBER), told(BINTOU, SISTER, "IBARA Awa"))
    assert not together(told(AWA, MEMBER), told(BINTOU, SISTER, "Awa"))
    assert not together(told(AWA, MEMBER), told(BINTOU, SISTER, "Awa Ibara", event_on=NEXT))
    assert not together(told(AWA, MEMBER), told(BINTOU, EventKind.BIRTH, "Awa Ibara"))


def test_what_one_member_declares_twice_is_one_thing_unless_it_names_two_people() -> None:
    assert together(told(AWA, SISTER), told(AWA, SISTER, "Marie"))
    assert together(told(AWA, SISTER, "Marie"), told(AWA, FATHER, "Marie"))
    assert together(told(AWA, EventKind.BIRTHDAY), told(AWA, EventKind.BIRTHDAY))
    assert not together(told(AWA, SISTER, "Marie"), told(AWA, SISTER, "Anne"))
    assert not together(told(AWA, SISTER), told(AWA, SISTER, event_on=NEXT))
    assert not together(told(AWA, SISTER), told(AWA, FATHER))
    assert not together(told(AWA, OTHER, tie=Tie.IN_LAW), told(AWA, OTHER, tie=Tie.GRANDPARENT))


def test_the_first_event_that_may_be_meant_is_and_none_that_came_to_nothing() -> None:
    new = told(AWA, SISTER, "Marie")
    gone = [ClaimState.WITHDRAWN, ClaimState.REFUSED, ClaimState.CANCELLED]
    earlier = [filed(number, new, number, state) for number, state in enumerate(gone, start=1)]
    approved = filed(4, new, 4, ClaimState.APPROVED)

    assert same_event(new, earlier, REGISTER) is None
    assert same_event(new, [*earlier, approved, filed(5, new, 5)], REGISTER) == 4


def test_who_is_on_no_register_is_nobody_s_spouse() -> None:
    assert same_event(told(AWA, SPOUSE), [filed(1, NewClaim(MEMBER, "M099", DAY))], REGISTER) is None
    assert spouses("M099", REGISTER) == frozenset()
    assert [spouses(number, REGISTER) for number in ("M003", "M004")] == [{"M004"}, {"M003"}]


def test_a_member_s_own_death_is_judged_first_then_what_came_first() -> None:
    late, early, own = filed(2, told(AWA, SISTER)), filed(1, told(AWA, FATHER)), filed(3, told(CEDRIC, MEMBER))

    assert sorted([late, early, own], key=precedence) == [own, early, late]


def test_each_event_is_one_death() -> None:
    shared = [filed(1, told(AWA, FATHER)), filed(2, told(BINTOU, SISTER)), filed(3, told(AWA, SISTER), 8)]

    assert [(death.event, death.kind) for death in deaths(shared, REGISTER)] == [
        ("event:7", FATHER),
        ("event:8", SISTER),
    ]


def test_neither_joys_nor_what_came_to_nothing_nor_what_the_bureau_has_not_named_are_deaths() -> None:
    half = filed(1, told(AWA, OTHER, tie=Tie.HALF_SIBLING), 1)
    others = [
        filed(2, told(AWA, EventKind.BIRTH), 2),
        filed(3, told(AWA, FATHER), 3, ClaimState.WITHDRAWN),
        filed(4, told(AWA, FATHER), 4, ClaimState.REFUSED),
        filed(5, told(AWA, FATHER), 5, ClaimState.CANCELLED),
    ]

    assert deaths([half, *others], REGISTER) == ()
    assert [death.kind for death in deaths([replace(half, ruled=SISTER), *others], REGISTER)] == [SISTER]


def test_what_happens_to_who_had_left_or_had_not_joined_is_no_death_of_the_association() -> None:
    resigned, honorary = left("M005", Status.RESIGNED, "2025-05-09"), left("M006", Status.HONORARY, "2020-01-01")
    last_day, suspended = left("M007", Status.RESIGNED, "2025-05-10"), left("M008", Status.SUSPENDED, "2025-01-01")
    people = (resigned, other("M009", "2025-05-11"), honorary, last_day, suspended)
    claims = [filed(number, told(person, FATHER), number) for number, person in enumerate(people, start=1)]

    found = deaths(claims, {person.number: person for person in people})

    assert [death.event for death in found] == ["event:3", "event:4", "event:5"]


@pytest.mark.parametrize("kind", [FATHER, EventKind.DEATH_MOTHER])
def test_a_parent_dies_once_until_the_bureau_says_that_it_is_another(kind: EventKind) -> None:
    first, again = filed(1, told(AWA, kind), 1), filed(2, told(AWA, kind, event_on=NEXT), 2)
    another = filed(3, told(BINTOU, kind), 3)

    assert [death.event for death in deaths([again, first, another], REGISTER)] == ["event:1", "event:3"]
    assert len(deaths([first, replace(again, ruled=kind), another], REGISTER)) == 3
    assert len(deaths([replace(first, state=ClaimState.WITHDRAWN), again, another], REGISTER)) == 2


def test_who_claims_for_a_kind_that_the_annex_lists_is_bereaved_however_it_was_decided() -> None:
    claims = [
        filed(1, told(AWA, FATHER), state=ClaimState.REFUSED),
        filed(2, told(BINTOU, OTHER, tie=Tie.IN_LAW)),
        filed(3, told(DIANE, FATHER), state=ClaimState.WITHDRAWN),
        filed(4, told(CEDRIC, OTHER, tie=Tie.HALF_SIBLING), ruled=EventKind.DEATH_BROTHER),
    ]

    assert bereaved(claims, REGISTER, BYLAWS) == {"M001", "M003"}
    assert bereaved([replace(claims[0], state=ClaimState.CANCELLED)], REGISTER, BYLAWS) == frozenset()


def test_a_dead_member_s_spouse_is_bereaved_without_a_claim() -> None:
    assert bereaved([filed(1, told(CEDRIC, MEMBER))], REGISTER, BYLAWS) == {"M003", "M004"}
