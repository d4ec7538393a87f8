"""Who is paid for what: the annex, the refusals and their order, the waiting period, papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from assistant.bylaws import amend
from assistant.domain.aid import LISTED, OPEN_TIES, Document, EventKind, Tie
from assistant.domain.decisions import Reason
from assistant.domain.members import Status
from tests.rules.claims import EVENT_ON, claim, died, facts, judged, newcomer, paid
from tests.rules.people import BYLAWS, day, levied, member, opening

IN_FULL: dict[str, Any] = {
    "ceremony": True,
    "invitation": True,
    "documents": dict.fromkeys(Document, EVENT_ON),
}
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "payout"),
    [
        (EventKind.DEATH_MEMBER, 200000),
        (EventKind.DEATH_SPOUSE, 100000),
        (EventKind.DEATH_CHILD, 100000),
        (EventKind.DEATH_FATHER, 100000),
        (EventKind.DEATH_MOTHER, 100000),
        (EventKind.DEATH_BROTHER, 50000),
        (EventKind.DEATH_SISTER, 50000),
        (EventKind.MARRIAGE, 50000),
        (EventKind.BIRTH, 15000),
        (EventKind.BAPTISM, 15000),
        (EventKind.BIRTHDAY, 15000),
    ],
)
def test_the_annex_says_what_each_event_pays(kind: EventKind, payout: int) -> None:
    made = judged(claim(kind, **IN_FULL))

    assert (made.decision.allowed, made.decision.reason, made.payout) == (True, None, payout)
    assert made.decision.articles == ("NDZ art. 14", "NDZ annexe", "NDZ art. 8")


def test_a_new_table_applies_to_events_from_its_day_on() -> None:
    voted = amend(BYLAWS, {}, [{"from": day("2026-04-01"), "payouts_cents": {"death_father": 120000}}])

    assert judged(claim(on="2026-03-31"), facts(on="2026-03-31"), voted).payout == 100000
    assert judged(claim(on="2026-04-01"), facts(on="2026-04-01"), voted).payout == 120000


@pytest.mark.parametrize(("balance", "reason"), [(100, None), (-6000, None), (-6001, Reason.NOT_UP_TO_DATE)])
def test_only_who_is_up_to_date_on_the_day_is_paid(balance: int, reason: Reason | None) -> None:
    made = judged(known=facts(balance))

    assert (made.decision.reason, made.payout) == (reason, 0 if reason else 100000)
    assert made.overdue == max(0, -balance)
    assert "NDZ art. 8" in made.decision.articles


def test_a_refusal_says_what_was_owed_and_what_is_accepted() -> None:
    assert judged(known=facts(-6001)).decision.figures == {"overdue": 6001, "tolerance": 6000}


@pytest.mark.parametrize(("on", "allowed"), [("2025-05-09", True), ("2025-05-10", True), ("2025-05-11", False)])
def test_a_payment_opens_the_right_up_to_the_day_of_the_event(on: str, allowed: bool) -> None:
    known = facts(entries=[opening(-9000, "2025-04-30"), paid(9000, on)])

    assert judged(claim(announced_on=day("2025-05-13")), known).decision.allowed is allowed


@pytest.mark.parametrize(
    ("reference", "judged_on"),
    [("event_date", "2025-05-10"), ("announcement_date", "2025-05-13"), ("payment_date", "2025-05-20")],
)
def test_the_bylaws_choose_the_day_on_which_the_member_must_be_up_to_date(reference: str, judged_on: str) -> None:
    chosen = amend(BYLAWS, {"eligibility_reference": reference})
    made = claim(announced_on=day("2025-05-13"), declared_on=day("2025-05-14"))
    the_day = day(judged_on)
    in_time = facts(entries=[opening(-9000, "2025-04-30"), paid(9000, str(the_day))], paid_on=day("2025-05-20"))
    late = facts(entries=[opening(-9000, "2025-04-30"), paid(9000, str(the_day + DAY))], paid_on=day("2025-05-20"))

    assert judged(made, in_time, chosen).decision.allowed
    assert judged(made, in_time, chosen).judged_on == the_day
    assert not judged(made, late, chosen).decision.allowed


def test_until_it_is_paid_a_claim_judged_on_the_payment_day_is_judged_as_it_was_made() -> None:
    chosen = amend(BYLAWS, {"eligibility_reference": "payment_date"})

    assert judged(claim(declared_on=day("2025-05-14")), bylaws=chosen).judged_on == day("2025-05-14")


def test_a_levy_that_is_not_due_yet_takes_no_right_away() -> None:
    called = [opening(-2000, "2025-04-30"), levied(10000, "2025-04-20", "2025-05-20")]

    assert judged(claim(on="2025-05-20"), facts(entries=called)).decision.allowed
    assert not judged(claim(on="2025-05-21"), facts(entries=called)).decision.allowed


def test_after_long_arrears_nothing_is_paid_before_the_wait_is_over() -> None:
    settled = [opening(-30000, "2025-04-01"), paid(30000, "2025-04-15")]

    waits = judged(claim(on="2025-05-14"), facts(entries=settled))
    over = judged(claim(on="2025-05-15"), facts(entries=settled))

    assert (waits.decision.reason, waits.decision.articles[0]) == (Reason.LONG_ARREARS_WAIT, "NDZ art. 9")
    assert waits.decision.figures["waits_until"] == day("2025-05-15")
    assert over.decision.allowed


@pytest.mark.parametrize(
    ("status", "reason", "article"),
    [
        (Status.ACTIVE, None, "NDZ art. 14"),
        (Status.SUSPENDED, Reason.SUSPENDED, "NDZ art. 30"),
        (Status.HONORARY, Reason.NOT_A_MEMBER, "NDZ art. 14"),
        (Status.CANDIDATE, Reason.NOT_A_MEMBER, "NDZ art. 14"),
        (Status.RESIGNED, Reason.NOT_A_MEMBER, "NDZ art. 14"),
        (Status.RADIATED, Reason.NOT_A_MEMBER, "NDZ art. 14"),
        (Status.DECEASED, Reason.NOT_A_MEMBER, "NDZ art. 14"),
    ],
)
def test_the_fund_is_for_members_who_are_not_suspended(status: Status, reason: Reason | None, article: str) -> None:
    made = judged(known=facts(member=member("2012-08-11", ("2012-08-11", status))))

    assert (made.decision.reason, made.payout) == (reason, 0 if reason else 100000)
    assert made.decision.articles[0] == article


@pytest.mark.parametrize(
    ("since", "status", "reason"),
    [
        ("2025-05-10", Status.SUSPENDED, Reason.SUSPENDED),
        ("2025-05-11", Status.SUSPENDED, None),
        ("2025-05-09", Status.RESIGNED, Reason.NOT_A_MEMBER),
        ("2025-05-10", Status.RESIGNED, None),
        ("2025-05-10", Status.DECEASED, None),
    ],
)
def test_the_status_is_that_of_the_event_s_day_and_who_leaves_that_day_was_a_member(
    since: str, status: Status, reason: Reason | None
) -> None:
    known = facts(member=member("2012-08-11", ("2012-08-11", Status.ACTIVE), (since, status)))

    assert judged(known=known).decision.reason is reason


def test_who_has_never_joined_is_no_member() -> None:
    assert judged(known=facts(member=member(None))).decision.reason is Reason.NOT_A_MEMBER


@pytest.mark.parametrize(
    ("joined", "on", "reason"),
    [
        ("2025-05-11", "2025-05-10", Reason.NOT_A_MEMBER),
        ("2025-05-10", "2025-05-10", Reason.IN_WAITING_PERIOD),
        ("2025-01-15", "2025-07-14", Reason.IN_WAITING_PERIOD),
        ("2025-01-15", "2025-07-15", None),
        ("2024-08-31", "2025-02-27", Reason.IN_WAITING_PERIOD),
        ("2024-08-31", "2025-02-28", None),
    ],
)
def test_nothing_is_paid_before_the_waiting_period_ends(joined: str, on: str, reason: Reason | None) -> None:
    made = judged(claim(on=on), facts(on=on, member=newcomer(joined)))

    assert made.decision.reason is reason
    if reason is Reason.IN_WAITING_PERIOD:
        assert made.decision.articles == ("NDZ art. 6",)


def test_the_waiting_period_is_as_long_as_the_bylaws_say_and_may_be_none() -> None:
    none = amend(BYLAWS, {"waiting_months": 0})

    assert judged(known=facts(member=newcomer("2025-05-10")), bylaws=none).decision.allowed
    refused = judged(known=facts(member=newcomer("2025-05-10")))
    assert refused.decision.figures["waiting_ends_on"] == day("2025-11-10")


@pytest.mark.parametrize(("balance", "payout"), [(0, 50000), (-6000, 50000), (-6001, 0)])
def test_of_a_new_member_s_own_death_a_quarter_is_paid_if_up_to_date(balance: int, payout: int) -> None:
    made = judged(claim(EventKind.DEATH_MEMBER), facts(balance, member=newcomer("2025-01-15")))

    assert (made.decision.allowed, made.payout) == (bool(payout), payout)
    assert made.decision.reason is (Reason.WAITING_PERIOD_QUARTER if payout else Reason.NOT_UP_TO_DATE)
    assert made.decision.articles[0] == "NDZ art. 6"


def test_the_quarter_is_another_part_where_the_bylaws_say_so_and_the_whole_after_the_period() -> None:
    tenth = amend(BYLAWS, {"quarter_divisor": 10})
    known = facts(member=newcomer("2025-01-15"))

    assert judged(claim(EventKind.DEATH_MEMBER), known, tenth).payout == 20000
    assert judged(claim(EventKind.DEATH_MEMBER, on="2025-07-15"), known, tenth).payout == 200000


@pytest.mark.parametrize("kind", [kind for kind in LISTED if kind is not EventKind.DEATH_MEMBER])
def test_the_quarter_is_for_the_new_member_s_own_death_alone(kind: EventKind) -> None:
    made = judged(claim(kind, **IN_FULL), facts(member=newcomer("2025-01-15")))

    assert (made.decision.reason, made.payout) == (Reason.IN_WAITING_PERIOD, 0)


@pytest.mark.parametrize("tie", Tie)
def test_what_the_annex_does_not_list_is_refused_or_where_the_text_is_silent_put_to_the_bureau(tie: Tie) -> None:
    made = judged(claim(EventKind.OTHER, tie=tie))

    open_point = tie in OPEN_TIES
    assert made.decision.reason is (Reason.BUREAU_DECISION_REQUIRED if open_point else Reason.EVENT_NOT_COVERED)
    assert made.decision.articles[0] == ("NDZ art. 34" if open_point else "NDZ art. 14")
    assert (made.payout, made.levied) == (0, ())


def test_what_the_bureau_takes_for_a_listed_kind_is_judged_as_that_kind() -> None:
    ruled = claim(EventKind.OTHER, tie=Tie.HALF_SIBLING, ruled=EventKind.DEATH_BROTHER)

    assert judged(ruled).payout == 50000
    assert "NDZ art. 34" in judged(ruled).decision.articles
    assert judged(ruled, facts(-6001)).decision.reason is Reason.NOT_UP_TO_DATE


def test_a_kind_that_another_association_s_annex_leaves_out_is_not_covered() -> None:
    payouts = {kind: figure for kind, figure in BYLAWS.aid.payouts.items() if kind != EventKind.BIRTHDAY}
    without = replace(BYLAWS, aid=replace(BYLAWS.aid, payouts=payouts))

    made = judged(claim(EventKind.BIRTHDAY, **IN_FULL), bylaws=without)

    assert made.decision.reason is Reason.EVENT_NOT_COVERED


@pytest.mark.parametrize(
    ("kind", "handed", "reason"),
    [
        (EventKind.MARRIAGE, None, Reason.MISSING_DOCUMENT),
        (EventKind.MARRIAGE, Document.BIRTH_CERTIFICATE, Reason.MISSING_DOCUMENT),
        (EventKind.MARRIAGE, Document.INVITATION, None),
        (EventKind.BIRTH, None, Reason.MISSING_DOCUMENT),
        (EventKind.BIRTH, Document.INVITATION, Reason.MISSING_DOCUMENT),
        (EventKind.BIRTH, Document.BIRTH_CERTIFICATE, None),
        (EventKind.DEATH_FATHER, None, None),
    ],
)
def test_a_marriage_takes_its_invitation_card_and_a_birth_its_certificate(
    kind: EventKind, handed: Document | None, reason: Reason | None
) -> None:
    made = judged(claim(kind, documents={handed: EVENT_ON} if handed else {}))

    assert made.decision.reason is reason
    if reason:
        assert made.decision.articles[0] == "NDZ annexe"
        assert made.decision.figures["document"] in set(Document)


@pytest.mark.parametrize("kind", [EventKind.BAPTISM, EventKind.BIRTHDAY])
@pytest.mark.parametrize("ceremony", [True, False])
@pytest.mark.parametrize("invitation", [True, False])
def test_a_baptism_and_a_birthday_take_a_ceremony_and_an_invitation(
    kind: EventKind, ceremony: bool, invitation: bool
) -> None:
    said = judged(claim(kind, ceremony=ceremony, invitation=invitation))
    shown = judged(claim(kind, ceremony=ceremony, documents={Document.INVITATION: EVENT_ON} if invitation else {}))

    reason = None if ceremony and invitation else Reason.NO_CEREMONY_OR_INVITATION
    assert (said.decision.reason, shown.decision.reason) == (reason, reason)


def test_ceremonies_are_asked_of_the_kinds_that_the_bylaws_name() -> None:
    marriages = amend(BYLAWS, {"ceremony_kinds": ["marriage"]})
    invited = claim(EventKind.MARRIAGE, invitation=True)

    assert judged(invited, bylaws=marriages).decision.reason is Reason.NO_CEREMONY_OR_INVITATION
    assert judged(replace(invited, kind=EventKind.BIRTHDAY), bylaws=marriages).decision.allowed


@pytest.mark.parametrize(("children", "payout"), [(1, 15000), (2, 30000), (3, 45000)])
def test_each_child_of_a_birth_counts(children: int, payout: int) -> None:
    assert judged(claim(EventKind.BIRTH, children=children, **IN_FULL)).payout == payout
    assert judged(claim(EventKind.DEATH_CHILD, children=children)).payout == 100000


@pytest.mark.parametrize(("days", "reason"), [(30, None), (31, Reason.DEADLINE_PASSED)])
def test_a_claim_and_its_paper_come_in_time_where_the_bylaws_set_a_deadline(days: int, reason: Reason | None) -> None:
    on = EVENT_ON + timedelta(days=days)
    declared = amend(BYLAWS, {"declaration_deadline_days": 30})
    proved = amend(BYLAWS, {"document_deadline_days": 30})
    birth = claim(EventKind.BIRTH, declared_on=on, documents={Document.BIRTH_CERTIFICATE: on})

    assert judged(birth).decision.allowed
    assert judged(birth, bylaws=declared).decision.reason is reason
    assert judged(birth, bylaws=proved).decision.reason is reason
    if reason:
        assert judged(birth, bylaws=proved).decision.figures["deadline"] == EVENT_ON + timedelta(days=30)


def test_what_is_still_to_come_is_asked_for_with_its_last_day_where_there_is_one() -> None:
    proved = amend(BYLAWS, {"document_deadline_days": 30})

    asked = [judged(claim(EventKind.BIRTH), bylaws=bylaws).decision.figures for bylaws in (BYLAWS, proved)]

    assert [figures.get("deadline") for figures in asked] == [None, EVENT_ON + timedelta(days=30)]


def test_the_first_obstacle_is_the_one_named() -> None:
    stranger = member(None)
    suspended = member("2025-01-15", ("2025-01-15", Status.SUSPENDED))
    new, old = newcomer("2025-01-15"), member()
    uncovered, unproved = claim(EventKind.OTHER), claim(EventKind.BIRTH)
    proved = claim(EventKind.BIRTH, **IN_FULL)
    before = (replace(proved, event="before"),)
    worst_first = [
        judged(uncovered, facts(-6001, member=stranger)),
        judged(uncovered, facts(-6001, member=suspended)),
        judged(unproved, facts(-6001, member=suspended)),
        judged(unproved, facts(-6001, member=new)),
        judged(unproved, facts(-6001, member=old)),
        judged(unproved, facts(standing=before)),
        judged(proved, facts(standing=before)),
        judged(proved),
    ]

    assert [made.decision.reason for made in worst_first] == [
        Reason.NOT_A_MEMBER,
        Reason.EVENT_NOT_COVERED,
        Reason.SUSPENDED,
        Reason.IN_WAITING_PERIOD,
        Reason.NOT_UP_TO_DATE,
        Reason.MISSING_DOCUMENT,
        Reason.DUPLICATE_EVENT,
        None,
    ]
    assert all(earlier != later for earlier, later in pairwise(worst_first))


def test_a_happy_event_in_a_month_of_deaths_is_judged_on_its_own_day() -> None:
    known = facts(-5500, deaths=[died("2025-05-02"), died("2025-05-03")])

    made = judged(claim(EventKind.BIRTH, **IN_FULL), known)

    assert (made.basis, made.judged_on) == ("live", EVENT_ON)
