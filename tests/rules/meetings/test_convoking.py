"""What a convocation must hold, how many of the bureau say yes to it, and whom it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.bylaws import amend, load
from assistant.domain.bylaws import StandingItem
from assistant.domain.convening import AgendaItem
from assistant.domain.meetings import Session, SessionKind
from assistant.rules.meetings.attendance import convened
from assistant.rules.meetings.convoking import completed, may_have, standing_points, yes_needed
from tests.services.people import person

BYLAWS = load("ndzouana")
ASSEMBLY = Session(SessionKind.AGO, date(2026, 3, 14))
OWN = AgendaItem.own("Divers")


@pytest.mark.parametrize(
    ("kind", "sitting", "requested", "outside", "needed"),
    [
        (SessionKind.MONTHLY, 6, False, False, 1),
        (SessionKind.EXCEPTIONAL, 6, False, False, 1),
        (SessionKind.MONTHLY, 6, False, True, 0),
        (SessionKind.AGO, 6, False, False, 2),
        (SessionKind.AGO, 6, False, True, 1),
        (SessionKind.AGE, 6, False, False, 5),
        (SessionKind.AGE, 7, False, False, 6),
        (SessionKind.AGE, 2, False, False, 2),
        (SessionKind.AGE, 6, True, False, 2),
        (SessionKind.AGE, 6, False, True, 5),
    ],
)
def test_how_many_of_the_bureau_say_yes(
    kind: SessionKind, sitting: int, needed: int, *, requested: bool, outside: bool
) -> None:
    session = Session(kind, date(2026, 3, 14))

    assert yes_needed(session, sitting, BYLAWS, requested=requested, outside=outside) == needed


def test_the_bylaws_may_want_a_second_yes_for_monthly_meetings_and_none_for_assemblies() -> None:
    bylaws = amend(BYLAWS, {"convocation_second_yes": ["monthly"]})
    monthly, extraordinary = (Session(kind, date(2026, 3, 14)) for kind in (SessionKind.MONTHLY, SessionKind.AGE))

    assert yes_needed(monthly, 6, bylaws, requested=False, outside=False) == 2
    assert yes_needed(ASSEMBLY, 6, bylaws, requested=False, outside=False) == 1
    assert yes_needed(extraordinary, 6, bylaws, requested=False, outside=False) == 5


def test_what_an_agenda_lacks_comes_first_in_the_order_of_the_bylaws_and_nothing_comes_twice() -> None:
    standing = standing_points(ASSEMBLY, BYLAWS)

    whole = completed(ASSEMBLY, (standing[1], OWN), BYLAWS)

    assert [item.code for item in whole] == [
        "opening",
        "projects",
        "accounts",
        "tariff",
        "performances",
        "moral_report",
        "",
    ]
    assert completed(ASSEMBLY, whole, BYLAWS) == whole


def test_a_point_counts_from_its_day_on() -> None:
    point = StandingItem("budget", {"fr": "Budget"}, "18", date(2026, 3, 15))
    bylaws = replace(BYLAWS, agendas={"ago": (point,)})

    assert standing_points(ASSEMBLY, bylaws) == ()
    assert [item.code for item in standing_points(replace(ASSEMBLY, on=date(2026, 3, 15)), bylaws)] == ["budget"]


def test_an_agenda_keeps_every_standing_point_and_has_one_at_least() -> None:
    standing = standing_points(ASSEMBLY, BYLAWS)
    exceptional = Session(SessionKind.EXCEPTIONAL, date(2026, 3, 14))

    dropped = may_have(ASSEMBLY, (*standing[1:], OWN), BYLAWS)

    assert may_have(ASSEMBLY, standing, BYLAWS).allowed
    assert (dropped.allowed, dropped.figures) == (False, {"missing": ["opening"]})
    assert dropped.articles == ("NDZ art. 18",)
    assert not may_have(exceptional, (), BYLAWS).allowed
    assert may_have(exceptional, (OWN,), BYLAWS).allowed


@pytest.mark.parametrize(("day_of_meeting", "numbers"), [(date(2026, 3, 13), ()), (date(2026, 3, 14), ("M071",))])
def test_nobody_is_convened_to_what_is_before_their_admission(day_of_meeting: date, numbers: tuple[str, ...]) -> None:
    vivien = person("M071", "Vivien", joined_on=date(2026, 3, 14))

    assert convened([vivien], day_of_meeting) == numbers
