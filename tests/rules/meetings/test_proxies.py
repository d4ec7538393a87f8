from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Mandate, Party, Session, SessionKind, Writing
from assistant.domain.members import Status
from assistant.rules.meetings.proxies import (
    electors,
    fallen,
    in_force,
    in_time,
    may_give,
    may_give_to_anybody,
    roll,
)
from tests.rules.people import BYLAWS

AGO = Session(SessionKind.AGO, date(2026, 3, 14))
SECOND = Session(SessionKind.AGO, date(2026, 3, 28), second=True)
OPENS = datetime(2026, 3, 14, 13, tzinfo=UTC)


def party(number: str, membership: Status = Status.ACTIVE, *, good: bool = True) -> Party:
    return Party(number, membership, up_to_date=good, votes=good and membership is Status.ACTIVE)


A, B, C, D = map(party, "ABCD")
ALL = {one.number: one for one in (A, B, C, D)}


def answer(
    giver: Party = A,
    holder: Party | None = B,
    *given: Mandate,
    session: Session = AGO,
    writing: Writing = Writing.CHAT,
    bylaws: Bylaws = BYLAWS,
) -> Reason | None:
    decision = may_give(giver, holder, session, bylaws, given=given, writing=writing)
    assert decision.allowed is (decision.reason is None)
    return decision.reason


@pytest.mark.parametrize("writing", [Writing.CHAT, Writing.SMS, Writing.EMAIL, Writing.LETTER])
def test_a_mandate_in_writing_goes_to_the_president_and_the_bureau(writing: Writing) -> None:
    decision = may_give(A, B, AGO, BYLAWS, given=(), writing=writing)

    assert decision.allowed
    assert decision.figures == {"forwarded_to": ("president", "bureau")}
    assert decision.articles == ("NDZ art. 16",)


def test_a_mandate_by_word_of_mouth_is_none() -> None:
    assert answer(writing=Writing.ORAL) is Reason.WRITING_REQUIRED


def test_the_bylaws_may_take_a_chat_message_for_no_writing() -> None:
    paper_alone = amend(BYLAWS, {"chat_proxy_accepted": False})

    assert answer(bylaws=paper_alone) is Reason.WRITING_REQUIRED
    assert answer(writing=Writing.SMS, bylaws=paper_alone) is None


def test_a_session_without_mandates_says_so() -> None:
    exceptional = Session(SessionKind.EXCEPTIONAL, AGO.on)

    assert answer(session=exceptional) is Reason.PROXY_NOT_ALLOWED


@pytest.mark.parametrize(
    ("giver", "holder", "reason"),
    [
        (A, None, Reason.HOLDER_MISSING),
        (A, A, Reason.SELF_PROXY),
        (party("A", Status.CANDIDATE), B, Reason.NOT_A_MEMBER),
        (A, party("B", Status.RADIATED), Reason.NOT_A_MEMBER),
        (party("A", Status.SUSPENDED), B, Reason.SUSPENDED),
        (A, party("B", Status.SUSPENDED), Reason.SUSPENDED),
        (party("A", good=False), B, Reason.GIVER_NOT_UP_TO_DATE),
        (A, party("B", good=False), Reason.HOLDER_NOT_UP_TO_DATE),
        (party("A", good=False), party("B", good=False), Reason.GIVER_NOT_UP_TO_DATE),
        (party("A", good=False), party("B", Status.SUSPENDED), Reason.SUSPENDED),
        (party("A", good=False), party("B", Status.CANDIDATE), Reason.NOT_A_MEMBER),
        (party("A", Status.SUSPENDED), party("B", Status.CANDIDATE), Reason.NOT_A_MEMBER),
        (party("A", Status.CANDIDATE), party("B", Status.SUSPENDED), Reason.NOT_A_MEMBER),
    ],
)
def test_both_sides_are_members_up_to_date_and_two_people(giver: Party, holder: Party | None, reason: Reason) -> None:
    assert answer(giver, holder) is reason


def test_a_suspension_is_cited_by_its_own_article() -> None:
    decision = may_give(party("A", Status.SUSPENDED), B, AGO, BYLAWS, given=(), writing=Writing.SMS)

    assert decision.articles == ("NDZ art. 30", "NDZ art. 16")


@pytest.mark.parametrize(
    ("giver", "holder", "given", "reason"),
    [
        (A, C, Mandate("A", "B"), Reason.GIVER_ALREADY_GAVE),
        (A, B, Mandate("B", "C"), Reason.HOLDER_GAVE_PROXY),
        (B, C, Mandate("A", "B"), Reason.GIVER_HOLDS_PROXY),
        (A, B, Mandate("C", "B"), Reason.HOLDER_ALREADY_HAS_PROXY),
        (B, A, Mandate("A", "B"), Reason.HOLDER_GAVE_PROXY),
    ],
)
def test_nobody_gives_twice_passes_on_or_holds_two(giver: Party, holder: Party, given: Mandate, reason: Reason) -> None:
    withdrawn = Mandate(given.giver, given.holder, withdrawn=True)

    assert answer(giver, holder, given) is reason
    assert answer(giver, holder, withdrawn) is None


def test_the_bylaws_may_let_one_hold_two() -> None:
    two = amend(BYLAWS, {"proxies_per_holder": 2})

    assert answer(A, B, Mandate("C", "B"), bylaws=two) is None
    assert answer(A, B, Mandate("C", "B"), Mandate("D", "B"), bylaws=two) is Reason.HOLDER_ALREADY_HAS_PROXY


@pytest.mark.parametrize(("opened", "allowed"), [(False, True), (True, False)])
def test_a_mandate_is_given_until_the_session_opens_however_late_that_is(opened: bool, allowed: bool) -> None:
    late = OPENS + timedelta(minutes=20)

    assert in_time(AGO, OPENS, late, BYLAWS, opened=opened).allowed is allowed


@pytest.mark.parametrize(("minutes", "allowed"), [(-1, True), (0, True), (1, False)])
def test_the_bylaws_may_close_the_mandates_some_hours_before(minutes: int, allowed: bool) -> None:
    a_day = amend(BYLAWS, {"proxy_deadline_hours": 24})
    now = OPENS - timedelta(hours=24) + timedelta(minutes=minutes)

    assert in_time(AGO, OPENS, now, a_day, opened=False).allowed is allowed


def test_a_mandate_gives_its_holder_a_second_vote() -> None:
    found = roll(ALL, [Mandate("A", "B")], AGO, BYLAWS, present="BC")

    assert dict(found.votes) == {"B": 2, "C": 1}
    assert found.represented == ("A",)
    assert (found.quorum.base, found.quorum.required, found.quorum.count) == (4, 3, 3)


@pytest.mark.parametrize(
    ("people", "present", "reason"),
    [
        ({}, "ABC", Reason.GIVER_PRESENT),
        ({}, "CD", Reason.HOLDER_ABSENT),
        ({"A": party("A", good=False)}, "BC", Reason.GIVER_NOT_UP_TO_DATE),
        ({"B": party("B", good=False)}, "BC", Reason.HOLDER_NOT_UP_TO_DATE),
        ({"A": party("A", Status.SUSPENDED)}, "BC", Reason.SUSPENDED),
        ({"A": party("A", Status.DECEASED)}, "BC", Reason.NOT_A_MEMBER),
    ],
)
def test_a_mandate_falls_with_what_it_rests_on(people: dict[str, Party], present: str, reason: Reason) -> None:
    found = roll({**ALL, **people}, [Mandate("A", "B")], AGO, BYLAWS, present=present)

    assert dict(found.void) == {"A": reason}
    assert found.represented == ()
    assert set(found.votes.values()) == {1}


def test_who_withdrew_and_gave_anew_is_represented_by_the_new_holder() -> None:
    found = roll(ALL, [Mandate("A", "B", withdrawn=True), Mandate("A", "C")], AGO, BYLAWS, present="BC")

    assert dict(found.votes) == {"B": 1, "C": 2}
    assert dict(found.void) == {}


def test_the_number_stays_that_of_the_opening_when_people_leave() -> None:
    at_the_opening = electors(ALL.values(), AGO, BYLAWS)

    found = roll(ALL, [Mandate("A", "B")], AGO, BYLAWS, present="C", base=at_the_opening)

    assert (found.quorum.base, found.quorum.count, found.quorum.reached) == (4, 1, False)
    assert dict(found.void) == {"A": Reason.HOLDER_ABSENT}


def test_the_quorum_is_of_active_members_up_to_date() -> None:
    people = [A, party("B", good=False), party("C", Status.SUSPENDED), party("D", Status.HONORARY)]
    with_suspended = amend(BYLAWS, {"quorum_excludes_suspended": False})

    assert electors(people, AGO, BYLAWS) == ("A",)
    assert electors(people, AGO, with_suspended) == ("A", "C")


def test_a_second_assembly_asks_for_mandates_again_unless_the_bylaws_let_them_stand() -> None:
    first, own = [Mandate("A", "B"), Mandate("C", "D")], [Mandate("A", "D")]
    standing = amend(BYLAWS, {"proxy_carries_over": True})

    assert in_force(SECOND, own, first, BYLAWS) == tuple(own)
    assert in_force(SECOND, own, first, standing) == (Mandate("A", "D"), Mandate("C", "D"))
    assert in_force(AGO, own, first, standing) == tuple(own)


@st.composite
def halls(draw: st.DrawFn) -> tuple[dict[str, Party], list[Mandate], set[str]]:
    """People of all sorts, mandates as they were granted one after another, and who came."""
    names = [f"M{number:03}" for number in range(draw(st.integers(1, 10)))]
    status = st.sampled_from([Status.ACTIVE] * 4 + [Status.SUSPENDED, Status.CANDIDATE])
    people = {name: party(name, draw(status), good=draw(st.sampled_from([True, True, False]))) for name in names}
    granted: list[Mandate] = []
    for giver, holder in draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=20)):
        if answer(people[giver], people[holder], *granted) is None:
            granted.append(Mandate(giver, holder))
    return people, granted, draw(st.sets(st.sampled_from(names)))


@sampled(halls())
def test_each_vote_counts_once_and_nobody_casts_more_than_two(
    hall: tuple[dict[str, Party], list[Mandate], set[str]],
) -> None:
    people, granted, present = hall

    found = roll(people, granted, AGO, BYLAWS, present=present)

    givers, holders = [one.giver for one in granted], [one.holder for one in granted]
    assert len(set(givers)) == len(givers)
    assert len(set(holders)) == len(holders)
    assert not set(givers) & set(holders)
    assert set(found.votes) <= present
    assert not set(found.represented) & present
    assert max(found.votes.values(), default=1) <= 2
    assert sum(found.votes.values()) == found.quorum.count <= found.quorum.base
    assert set(found.represented) | set(found.void) == set(givers)


@sampled(halls(), st.data())
def test_one_more_arrival_never_lowers_the_count(
    hall: tuple[dict[str, Party], list[Mandate], set[str]], data: st.DataObject
) -> None:
    people, granted, present = hall
    late = data.draw(st.sampled_from(sorted(people)))

    before = roll(people, granted, AGO, BYLAWS, present=present).quorum.count
    after = roll(people, granted, AGO, BYLAWS, present=present | {late}).quorum.count

    assert after >= before


@pytest.mark.parametrize(
    ("giver", "given", "why"),
    [
        (A, (), None),
        (party("A", good=False), (), Reason.GIVER_NOT_UP_TO_DATE),
        (party("A", Status.SUSPENDED), (), Reason.SUSPENDED),
        (A, (Mandate("A", "B"),), Reason.GIVER_ALREADY_GAVE),
        (A, (Mandate("A", "B", withdrawn=True),), None),
        (A, (Mandate("B", "A"),), Reason.GIVER_HOLDS_PROXY),
        (A, (Mandate("B", "C"),), None),
    ],
)
def test_what_stands_on_the_givers_own_side_is_told_without_a_holder(
    giver: Party, given: tuple[Mandate, ...], why: Reason | None
) -> None:
    decision = may_give_to_anybody(giver, AGO, BYLAWS, given=given, writing=Writing.CHAT)

    assert (decision.allowed, decision.reason) == (why is None, why)


@pytest.mark.parametrize(
    ("parties", "found"),
    [
        ((A, B), None),
        ((party("A", good=False), B), ("A", Reason.GIVER_NOT_UP_TO_DATE)),
        ((A, party("B", good=False)), ("B", Reason.HOLDER_NOT_UP_TO_DATE)),
        ((party("A", good=False), party("B", good=False)), ("A", Reason.GIVER_NOT_UP_TO_DATE)),
        ((A, party("B", Status.SUSPENDED)), ("B", Reason.SUSPENDED)),
        ((A,), ("B", Reason.NOT_A_MEMBER)),
        ((B,), ("A", Reason.NOT_A_MEMBER)),
    ],
)
def test_who_of_the_two_has_fallen_out_is_named_the_giver_first(
    parties: tuple[Party, ...], found: tuple[str, Reason] | None
) -> None:
    assert fallen(Mandate("A", "B"), {one.number: one for one in parties}) == found


def test_the_mandate_of_who_has_left_is_void_at_the_opening() -> None:
    found = roll({"A": A, "C": C}, [Mandate("A", "B")], AGO, BYLAWS, present={"C"})

    assert found.void == {"A": Reason.NOT_A_MEMBER}
