"""What the others contribute after a death (art. 14): who, how much, by when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assistant.bylaws import amend
from assistant.domain.aid import DEATHS, LISTED, Document, EventKind
from assistant.domain.decisions import Reason
from assistant.domain.members import Member, Role, Status
from assistant.rules.aid import due_on, liable, rate, total
from tests.rules.claims import EVENT_ON, HILAIRE, OTHERS, claim, facts, judged, left, newcomer, other
from tests.rules.people import BYLAWS, day

CALLED_ON = EVENT_ON + timedelta(days=5)
IN_FULL: dict[str, Any] = {"ceremony": True, "invitation": True, "documents": {Document.BIRTH_CERTIFICATE: EVENT_ON}}


@pytest.mark.parametrize(
    ("kind", "cents"),
    [
        (EventKind.DEATH_MEMBER, 10000),
        (EventKind.DEATH_SPOUSE, 5000),
        (EventKind.DEATH_CHILD, 5000),
        (EventKind.DEATH_FATHER, 5000),
        (EventKind.DEATH_MOTHER, 5000),
        (EventKind.DEATH_BROTHER, 2500),
        (EventKind.DEATH_SISTER, 2500),
        *((kind, 0) for kind in LISTED if kind not in DEATHS),
        (EventKind.OTHER, 0),
    ],
)
def test_the_annex_says_what_each_owes(kind: EventKind, cents: int) -> None:
    assert rate(kind, BYLAWS, EVENT_ON) == cents
    assert total(kind, 20, BYLAWS, EVENT_ON) == 20 * cents


def test_all_but_the_bereaved_owe_it_and_the_sums_are_shown_as_they_are() -> None:
    made = judged()

    assert made.levied == ("M001", "M002", "M003", "M004")
    assert (made.levy, made.total, made.payout, made.net) == (5000, 20000, 100000, -80000)


@pytest.mark.parametrize("kind", [kind for kind in LISTED if kind not in DEATHS])
def test_a_happy_event_calls_no_contribution(kind: EventKind) -> None:
    made = judged(claim(kind, **IN_FULL))

    assert (made.decision.allowed, made.levy, made.levied, made.total) == (True, 0, (), 0)
    assert made.net == -made.payout


@pytest.mark.parametrize(
    ("person", "owes"),
    [
        (other("M100"), True),
        (other("M100", "2025-05-10"), True),
        (other("M100", "2025-05-11"), False),
        (left("M100", Status.RESIGNED, "2025-05-09"), False),
        (left("M100", Status.RESIGNED, "2025-05-14"), False),
        (left("M100", Status.RADIATED, "2025-05-14"), False),
        (left("M100", Status.DECEASED, "2025-05-14"), False),
        (left("M100", Status.RESIGNED, "2025-05-15"), True),
        (left("M100", Status.RESIGNED, "2025-05-16"), True),
        (left("M100", Status.SUSPENDED, "2025-01-01"), True),
        (left("M100", Status.HONORARY, "2025-01-01"), False),
        (left("M100", Status.CANDIDATE, "2012-08-11"), False),
    ],
)
def test_who_was_there_that_day_and_still_is_at_the_call_owes_it(person: Member, owes: bool) -> None:
    assert liable([person], (), BYLAWS, EVENT_ON, CALLED_ON) == (("M100",) if owes else ())


def test_a_candidate_without_an_admission_owes_nothing() -> None:
    candidate = Member("M100", "NGOMA", "Awa", None, OTHERS[0].history)

    assert liable([candidate], (), BYLAWS, EVENT_ON, EVENT_ON) == ()


def test_the_bureau_and_who_is_new_have_no_exemption() -> None:
    chair = Member("M100", "NGOMA", "Awa", day("2012-08-11"), OTHERS[0].history, frozenset({Role.PRESIDENT}))

    assert liable([chair, other("M101", "2025-03-01")], (), BYLAWS, EVENT_ON, EVENT_ON) == ("M100", "M101")


def test_the_suspended_owe_it_unless_the_bylaws_spare_them() -> None:
    spared = amend(BYLAWS, {"levy_suspended": False})
    suspended = left("M100", Status.SUSPENDED, "2025-05-10")
    later = left("M101", Status.SUSPENDED, "2025-05-11")

    assert liable([suspended, later], (), BYLAWS, EVENT_ON, CALLED_ON) == ("M100", "M101")
    assert liable([suspended, later], (), spared, EVENT_ON, CALLED_ON) == ("M101",)


def test_whom_the_death_bereaves_too_is_dispensed() -> None:
    assert judged(known=facts(bereaved=frozenset({"M003"}))).levied == ("M001", "M002", "M004")


def test_who_left_before_the_call_is_not_levied() -> None:
    resigned = left("M100", Status.RESIGNED, "2025-05-12")

    assert "M100" in judged(known=facts(register=[resigned])).levied
    assert "M100" not in judged(known=facts(register=[resigned], called_on=CALLED_ON)).levied


def test_a_new_amount_is_for_events_from_its_day_on() -> None:
    voted = amend(BYLAWS, {}, [{"from": day("2026-04-01"), "levies_cents": {"death_brother": 3000}}])

    assert rate(EventKind.DEATH_BROTHER, voted, day("2026-03-31")) == 2500
    assert rate(EventKind.DEATH_BROTHER, voted, day("2026-04-01")) == 3000


@pytest.mark.parametrize(("mode", "each"), [("proportional", 2500), ("full", 10000), ("none", 0)])
def test_the_contribution_to_a_quarter_is_as_the_bylaws_choose(mode: str, each: int) -> None:
    chosen = amend(BYLAWS, {"quarter_levy": mode})

    made = judged(claim(EventKind.DEATH_MEMBER), facts(member=newcomer("2025-01-15")), chosen)

    assert (made.payout, made.levy, made.total) == (50000, each, 4 * each)
    assert len(made.levied) == (4 if each else 0)
    assert rate(EventKind.DEATH_MEMBER, chosen, EVENT_ON) == 10000


@pytest.mark.parametrize("chosen", [True, False])
def test_a_death_that_pays_nothing_calls_nothing_unless_the_bylaws_say_so(chosen: bool) -> None:
    bylaws = amend(BYLAWS, {"levy_without_payout": chosen})

    made = judged(known=facts(-6001), bylaws=bylaws)

    assert (made.decision.reason, made.payout) == (Reason.NOT_UP_TO_DATE, 0)
    assert (made.levy, made.total, made.net) == ((5000, 20000, 20000) if chosen else (0, 0, 0))


def test_what_is_not_covered_or_nobody_s_here_calls_nothing_in_any_case() -> None:
    chosen = amend(BYLAWS, {"levy_without_payout": True})
    gone = left(HILAIRE.number, Status.RESIGNED, "2025-01-31")

    assert judged(claim(EventKind.OTHER), bylaws=chosen).levied == ()
    assert judged(known=facts(member=gone), bylaws=chosen).levied == ()


@pytest.mark.parametrize(("days", "due"), [(30, "2025-06-14"), (0, "2025-05-15")])
def test_a_levy_is_due_so_many_days_after_its_call(days: int, due: str) -> None:
    assert due_on(day("2025-05-15"), amend(BYLAWS, {"levy_due_days": days})) == day(due)
