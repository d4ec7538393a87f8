"""What holds of every claim and every levy, whatever the register, the books and the deaths of the month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.aid import DEATHS, LISTED, Assessment, Basis, Claim, Document, EventKind
from assistant.domain.ledger import Entry, Kind, Method
from assistant.domain.members import GONE, Member, Status, StatusChange
from assistant.rules.aid import Facts, assess, rate
from tests.rules.claims import HILAIRE, claim, newcomer
from tests.rules.people import BYLAWS, day

FIRST, LAST = day("2025-04-01"), day("2025-06-30")
OPENED = day("2025-03-31")
DAYS = st.dates(FIRST, LAST)
CENTS = st.integers(1, 4000)
LONG_AGO = day("2012-08-11")


@st.composite
def people(draw: st.DrawFn) -> list[Member]:
    """A register on which people join, are suspended, leave, or never join."""
    return [draw(person(f"M{place:03}")) for place in range(draw(st.integers(0, 8)))]


@st.composite
def person(draw: st.DrawFn, number: str) -> Member:
    joined = draw(st.none() | st.just(LONG_AGO) | DAYS)
    status, since = draw(st.sampled_from(Status)), draw(DAYS)
    history = (StatusChange(LONG_AGO, Status.ACTIVE), StatusChange(since, status))
    return Member(number, "NTSIBA", "Awa", joined, history)


@st.composite
def books(draw: st.DrawFn) -> list[Entry]:
    """Lines of some months that never come near long arrears."""
    opening = Entry(OPENED, draw(st.integers(-7000, 1000)), Kind.OPENING)
    fees = [Entry(date(2025, month, 1), -1000, Kind.MONTHLY) for month in (4, 5, 6)]
    called = [
        Entry(on, -cents, Kind.LEVY, due_on=on + timedelta(days=draw(st.sampled_from((0, 30)))))
        for on, cents in draw(st.lists(st.tuples(DAYS, CENTS), max_size=2))
    ]
    given_ = [
        Entry(on, cents, Kind.PAYMENT, method=method)
        for on, cents, method in draw(st.lists(st.tuples(DAYS, CENTS, st.sampled_from(Method)), max_size=4))
    ]
    return draw(st.permutations([opening, *fees, *called, *given_]))


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """Some claims of Hilaire's, each about an event of its own."""
    return [draw(a_claim(f"event:{place}")) for place in range(draw(st.integers(1, 4)))]


@st.composite
def a_claim(draw: st.DrawFn, event: str) -> Claim:
    on = draw(DAYS)
    return claim(
        draw(st.sampled_from(EventKind)),
        on=str(on),
        event=event,
        announced_on=on + timedelta(days=draw(st.integers(0, 10))),
        ceremony=draw(st.booleans()),
        invitation=draw(st.booleans()),
        documents=dict.fromkeys(draw(st.sets(st.sampled_from(Document))), on),
        children=draw(st.integers(1, 3)),
    )


def owes(one: Member, on: date, called_on: date) -> bool:
    """Whether they had joined by the event, and leave, if at all, no earlier than it and its call."""
    since = one.history[1].since
    if one.joined_on is None or one.joined_on > on:
        return False
    if one.status in GONE:
        return since >= max(on, called_on)
    return one.status in {Status.ACTIVE, Status.SUSPENDED} or since > on


def successive(made: Claim, all_claims: Sequence[Claim]) -> bool:
    """Two listed deaths of one calendar month, said anew."""
    months = [(each.event_on.year, each.event_on.month) for each in all_claims if each.kind in DEATHS]
    return made.kind in DEATHS and months.count((made.event_on.year, made.event_on.month)) > 1


def arrears(made: Claim, all_claims: Sequence[Claim], entries: Sequence[Entry]) -> int:
    """What art. 8 and 9 look at, summed line by line."""
    together = successive(made, all_claims)
    until = made.event_on.replace(day=1) - timedelta(days=1) if together else made.event_on
    owed = 0
    for line in entries:
        in_time = line.value_on <= until and (line.due_on is None or line.due_on < until)
        betters = together and line.method in {Method.CASH, Method.TRANSFER} and line.value_on < made.announced_on
        owed -= line.cents if in_time or betters else 0
    return max(0, owed)


def entered(all_claims: Sequence[Claim], entries: Sequence[Entry]) -> dict[str, Assessment]:
    """Each claim once all are known, judged again whenever one more is entered."""
    stands: dict[str, Assessment] = {}
    for count in range(1, len(all_claims) + 1):
        known = Facts(HILAIRE, entries, deaths=[each.death for each in all_claims[:count]])
        for each in all_claims[:count]:
            stands[each.event] = assess(each, known, BYLAWS)
    return stands


@given(people(), st.sampled_from(LISTED), DAYS, st.integers(0, 40))
def test_each_who_was_a_member_that_day_and_still_is_at_the_call_owes_the_levy_once(
    register: list[Member], kind: EventKind, on: date, wait: int
) -> None:
    called_on = on + timedelta(days=wait)
    known = Facts(HILAIRE, (), register=[HILAIRE, *register], called_on=called_on)
    papers = dict.fromkeys(Document, on)

    made = assess(claim(kind, on=str(on), ceremony=True, invitation=True, documents=papers), known, BYLAWS)

    owing = {one.number for one in register if owes(one, on, called_on)}
    assert set(made.levied) == (owing if kind in DEATHS else set())
    assert len(made.levied) == len(set(made.levied))
    assert made.total == rate(kind, BYLAWS, on) * len(made.levied)
    assert made.net == made.total - made.payout


@given(claims(), books())
def test_a_death_is_paid_by_the_scale_to_who_is_up_to_date_by_the_day_that_counts(
    all_claims: list[Claim], entries: list[Entry]
) -> None:
    known = Facts(HILAIRE, entries, deaths=[each.death for each in all_claims])

    for made in all_claims:
        found = assess(made, known, BYLAWS)
        assert found.overdue == arrears(made, all_claims, entries)
        assert (found.basis is Basis.SUCCESSIVE_DEATHS) is successive(made, all_claims)
        if made.kind in DEATHS:
            scale = BYLAWS.aid.payouts[made.kind].on(made.event_on)
            assert found.payout == (scale if found.overdue <= 6000 else 0)
        assert found.decision.allowed is (found.payout > 0)


@given(books(), st.dates(day("2024-12-01"), day("2025-05-31")))
def test_a_new_member_s_own_death_is_paid_in_full_by_a_quarter_or_not_at_all(entries: list[Entry], on: date) -> None:
    known = Facts(newcomer("2024-12-01"), entries)

    made = assess(claim(EventKind.DEATH_MEMBER, on=str(on)), known, BYLAWS)

    assert made.payout == (0 if made.overdue > 6000 else 50000)


@given(claims(), books(), st.randoms(use_true_random=False))
def test_the_order_of_entry_never_decides(all_claims: list[Claim], entries: list[Entry], chance: object) -> None:
    shuffled = list(all_claims)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert entered(all_claims, entries) == entered(shuffled, entries)


@given(claims(), books(), DAYS, CENTS, st.sampled_from(Method))
def test_a_further_payment_never_takes_a_payout_away(
    all_claims: list[Claim], entries: list[Entry], on: date, cents: int, method: Method
) -> None:
    before = Facts(HILAIRE, entries, deaths=[each.death for each in all_claims])
    after = replace(before, entries=[*entries, Entry(on, cents, Kind.PAYMENT, method=method)])

    assert all(assess(each, after, BYLAWS).payout >= assess(each, before, BYLAWS).payout for each in all_claims)
