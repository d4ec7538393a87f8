"""Who may claim aid, and for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.aid import LISTED, EventKind
from assistant.domain.decisions import Reason
from assistant.domain.members import Member, Role, Status
from assistant.rules.aid import may_declare, may_declare_another
from tests.rules.claims import HILAIRE, claim, left, other
from tests.rules.people import BYLAWS, day

AWA = other("M001")
CHAIR = replace(AWA, roles=frozenset({Role.PRESIDENT}))
OWN = [kind for kind in EventKind if kind is not EventKind.DEATH_MEMBER]


@pytest.mark.parametrize("kind", OWN)
def test_one_declares_what_happened_to_oneself(kind: EventKind) -> None:
    decision = may_declare(claim(kind), HILAIRE, BYLAWS)

    assert (decision.allowed, decision.articles) == (True, ("NDZ art. 14",))


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("somebody", [AWA, CHAIR])
def test_nobody_declares_what_happened_to_another(kind: EventKind, somebody: Member) -> None:
    assert may_declare(claim(kind), somebody, BYLAWS).reason is Reason.NOT_AUTHORISED


def test_any_other_member_declares_a_member_s_death() -> None:
    death = claim(EventKind.DEATH_MEMBER)

    assert may_declare(death, AWA, BYLAWS).allowed
    assert may_declare(death, CHAIR, BYLAWS).allowed
    assert may_declare(death, HILAIRE, BYLAWS).reason is Reason.NOT_AUTHORISED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.SUSPENDED, None),
        (Status.HONORARY, None),
        (Status.CANDIDATE, Reason.NOT_A_MEMBER),
        (Status.RESIGNED, Reason.NOT_A_MEMBER),
        (Status.RADIATED, Reason.NOT_A_MEMBER),
        (Status.DECEASED, Reason.NOT_A_MEMBER),
    ],
)
def test_only_members_declare_whatever_they_are_entitled_to(status: Status, reason: Reason | None) -> None:
    somebody = left("M001", status, "2025-01-31")

    assert may_declare(claim(EventKind.DEATH_MEMBER), somebody, BYLAWS).reason is reason


def test_a_stranger_declares_nothing() -> None:
    assert may_declare(claim(EventKind.DEATH_MEMBER), None, BYLAWS).reason is Reason.NOT_A_MEMBER


@pytest.mark.parametrize("kind", LISTED)
def test_only_ceremonies_are_declared_ahead(kind: EventKind) -> None:
    ahead = claim(kind, on="2025-05-11", declared_on=day("2025-05-10"))
    today = claim(kind, on="2025-05-10", declared_on=day("2025-05-10"))
    somebody = AWA if kind is EventKind.DEATH_MEMBER else HILAIRE

    planned = kind in {EventKind.MARRIAGE, EventKind.BAPTISM, EventKind.BIRTHDAY}
    assert may_declare(ahead, somebody, BYLAWS).reason is (None if planned else Reason.FUTURE_DATE)
    assert may_declare(today, somebody, BYLAWS).allowed


def test_a_member_has_no_more_declarations_waiting_than_the_bylaws_allow_at_once() -> None:
    limit = BYLAWS.aid.open_declarations.on(day("2026-04-01"))

    assert may_declare_another(limit - 1, BYLAWS, day("2026-04-01")).allowed
    refused = may_declare_another(limit, BYLAWS, day("2026-04-01"))
    assert (refused.reason, refused.figures["limit"]) == (Reason.TOO_MANY_OPEN, limit)
