"""The contribution after a death: who owes it, how much, from when and by when, and that it is charged once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.aid import LISTED, EventKind
from assistant.domain.bylaws import Bylaws, Dated, Figure
from assistant.domain.decisions import Situation
from assistant.domain.ledger import Account, Kind
from assistant.domain.members import Member, Status, StatusChange
from assistant.domain.messages import Lane
from assistant.ports import Database, UnitOfWork
from assistant.services import books, exports, reports
from assistant.services.aid import levies
from assistant.services.aid.judging import assess
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    DAY,
    DIANE,
    FATHER,
    MEMBERS,
    OPENED,
    TOMORROW,
    YESTERDAY,
    by,
    claim,
    declares,
    gather,
    notices,
    pays,
)
from tests.services.aid.deciders import agree, cards, granted, levied, problems, rows, under
from tests.services.bureau import AWA, BINTOU, BUREAU, ROSINE, TODAY, acting, later
from tests.services.conftest import NOON
from tests.services.people import BYLAWS, JOINED, person, voted

EVERYBODY = {member.number for member in (*BUREAU, *MEMBERS)}
MOTHER = EventKind.DEATH_MOTHER


def with_levy(kind: EventKind, cents: int, since: date) -> Bylaws:
    """The shipped bylaws with another contribution for that kind from that day on."""
    known = BYLAWS.aid.levies[kind]
    dated = Dated((*known.figures, Figure(since, cents, known.figures[-1].article)))
    return replace(BYLAWS, aid=replace(BYLAWS.aid, levies={**BYLAWS.aid.levies, kind: dated}))


async def standing(database: Database, member: Member) -> Situation:
    """How the member stands today."""

    def unit(work: UnitOfWork) -> Situation:
        return books.situation_of(work, work.members.get(member.number) or member, work.today)

    return await database.run(unit)


@pytest.mark.parametrize(
    ("kind", "cents"),
    [
        (EventKind.DEATH_MEMBER, 10_000),
        (EventKind.DEATH_SPOUSE, 5000),
        (EventKind.DEATH_CHILD, 5000),
        (EventKind.DEATH_FATHER, 5000),
        (EventKind.DEATH_MOTHER, 5000),
        (EventKind.DEATH_BROTHER, 2500),
        (EventKind.DEATH_SISTER, 2500),
    ],
)
async def test_each_death_calls_what_the_annex_says_on_everybody_but_the_bereaved(
    database: Database, kind: EventKind, cents: int
) -> None:
    await gather(database)
    of_member = kind is EventKind.DEATH_MEMBER

    made = await granted(database, BINTOU, claim(kind, AWA) if of_member else claim(kind, BINTOU))

    bereaved = AWA.number if of_member else BINTOU.number
    assert await levied(database, made.event) == dict.fromkeys(EVERYBODY - {bereaved}, cents)
    assert await problems(database) == []


async def test_each_row_says_the_call_and_the_last_day_to_pay(database: Database) -> None:
    await gather(database)

    made = await granted(database, AWA, FATHER)

    called = await database.run(lambda work: work.claims.event(made.event))
    assert called is not None
    assert called.call is not None
    assert (called.call.called_on, called.call.cents, called.call.due_on) == (TODAY, 5000, TODAY + 30 * DAY)
    recorded = await rows(database, Kind.LEVY)
    assert {(row.credit, row.value_on, row.due_on, row.cause) for row in recorded} == {
        (Account.AID, TODAY, TODAY + 30 * DAY, f"event:{made.event}")
    }
    assert {row.key for row in recorded} == {f"levy:{made.event}:{number}" for number in EVERYBODY - {AWA.number}}


@pytest.mark.parametrize("kind", [kind for kind in LISTED if not kind.startswith("death_")])
async def test_happy_events_call_nothing(database: Database, kind: EventKind) -> None:
    await gather(database)

    await granted(database, AWA, claim(kind, ceremony=True, invitation=True), document=True)

    assert await rows(database, Kind.LEVY) == []
    assert await notices(database, "levy_called") == []


async def test_members_in_arrears_in_their_waiting_period_and_suspended_owe_it_like_the_others(
    database: Database,
) -> None:
    new = person("M020", "Nadège", joined_on=date(2026, 10, 1))
    barred = person(
        "M021", "Basile", history=(StatusChange(JOINED, Status.ACTIVE), StatusChange(OPENED, Status.SUSPENDED))
    )
    await gather(database, new, barred, M013=-50_000)

    made = await granted(database, AWA, FATHER)

    owed = await levied(database, made.event)
    assert {owed.get(number) for number in (new.number, barred.number, BINTOU.number)} == {5000}


async def test_where_the_bylaws_spare_the_suspended_they_owe_nothing(tmp_path: Path, clock: StandingClock) -> None:
    database = under(voted("aid", "levy_suspended", value=False, since=JOINED), tmp_path, clock)
    barred = person(
        "M021", "Basile", history=(StatusChange(JOINED, Status.ACTIVE), StatusChange(OPENED, Status.SUSPENDED))
    )
    await gather(database, barred)

    made = await granted(database, AWA, FATHER)

    assert barred.number not in await levied(database, made.event)
    await database.close()


@pytest.mark.parametrize(("joined_on", "owes"), [(YESTERDAY - DAY, True), (YESTERDAY, True), (TODAY, False)])
async def test_who_joined_after_the_event_owes_nothing(database: Database, joined_on: date, owes: bool) -> None:
    new = person("M020", "Nadège", joined_on=joined_on)
    await gather(database, new)

    made = await granted(database, AWA, FATHER)

    assert (new.number in await levied(database, made.event)) is owes


@pytest.mark.parametrize(("left_on", "owes"), [(TODAY - DAY, False), (TODAY, True), (TOMORROW, True)])
@pytest.mark.parametrize("status", [Status.RESIGNED, Status.RADIATED, Status.DECEASED])
async def test_who_left_or_died_before_the_call_owes_nothing(
    database: Database,
    status: Status,
    left_on: date,
    owes: bool,
) -> None:
    former = person("M020", "Nadège", history=(StatusChange(JOINED, Status.ACTIVE), StatusChange(left_on, status)))
    await gather(database, former)

    made = await granted(database, AWA, claim(MOTHER, on=date(2026, 11, 10)))

    assert (former.number in await levied(database, made.event)) is owes


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.HONORARY])
async def test_candidates_and_honorary_members_owe_nothing(database: Database, status: Status) -> None:
    other = person("M020", "Nadège", status=status, joined_on=None if status is Status.CANDIDATE else JOINED)
    await gather(database, other)

    made = await granted(database, AWA, FATHER)

    assert other.number not in await levied(database, made.event)


async def test_all_who_share_the_death_are_spared_whoever_of_them_is_paid(database: Database) -> None:
    await gather(database)
    first = await declares(database, AWA, FATHER)
    await declares(database, BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, relative=FATHER.relative))

    await agree(database, first.id)

    assert await levied(database, first.event) == dict.fromkeys(EVERYBODY - {AWA.number, BINTOU.number}, 5000)


async def test_the_spouse_of_a_dead_member_is_spared(database: Database) -> None:
    await gather(database)

    made = await granted(database, AWA, claim(EventKind.DEATH_MEMBER, CEDRIC))

    assert await levied(database, made.event) == dict.fromkeys(EVERYBODY - {CEDRIC.number, DIANE.number}, 10_000)


@pytest.mark.parametrize(
    ("choice", "cents"), [("proportional", 2500), ("full", 10_000), ("none", 0)], ids=["a quarter", "all", "nothing"]
)
async def test_a_new_members_death_pays_a_quarter_and_calls_as_the_bylaws_choose(
    tmp_path: Path, clock: StandingClock, choice: str, cents: int
) -> None:
    database = under(voted("aid", "quarter_levy", choice, JOINED), tmp_path, clock)
    new = person("M020", "Nadège", joined_on=date(2026, 10, 1))
    await gather(database, new)

    made = await granted(database, AWA, claim(EventKind.DEATH_MEMBER, new))

    order = await database.run(lambda work: work.orders.caused_by(made.subject))
    assert order is not None
    assert order.cents == 50_000
    assert await levied(database, made.event) == (dict.fromkeys(EVERYBODY, cents) if cents else {})
    assert await problems(database) == []
    await database.close()


@pytest.mark.parametrize(
    ("since", "cents"), [(YESTERDAY, 7000), (TODAY, 5000)], ids=["in force that day", "in force from the day after"]
)
async def test_the_rate_is_that_in_force_on_the_day_of_the_event(
    tmp_path: Path, clock: StandingClock, since: date, cents: int
) -> None:
    database = under(with_levy(EventKind.DEATH_FATHER, 7000, since), tmp_path, clock)
    await gather(database)

    made = await granted(database, AWA, FATHER)

    assert set((await levied(database, made.event)).values()) == {cents}
    await database.close()


@pytest.mark.parametrize(
    ("debt", "days", "money"),
    [
        (0, 30, (-5000, 0, True)),
        (0, 31, (-5000, 5000, True)),
        (999, 31, (-5999, 5999, True)),
        (1000, 31, (-6000, 6000, True)),
        (1001, 31, (-6001, 6001, False)),
        (1001, 30, (-6001, 1001, True)),
    ],
)
async def test_it_counts_as_arrears_from_the_day_after_its_last_day(
    tmp_path: Path, clock: StandingClock, debt: int, days: int, money: tuple[int, int, bool]
) -> None:
    database = under(voted("dues", "monthly", 0, TODAY), tmp_path, clock)
    await gather(database, M013=-debt)
    await granted(database, AWA, FATHER)

    later(clock, days=days)

    found = await standing(database, BINTOU)
    assert (found.balance, found.overdue, found.up_to_date) == money
    await database.close()


async def test_a_death_that_is_levied_shuts_nobody_out_of_the_next_one_before_the_last_day(database: Database) -> None:
    await gather(database, M013=-5500)
    await granted(database, AWA, claim(MOTHER, on=date(2026, 10, 20)))

    made = await declares(database, BINTOU, claim(MOTHER, BINTOU))

    assert made.verdict is not None
    assert (made.verdict.allowed, made.verdict.overdue) == (True, 5500)


async def test_everybody_who_owes_it_reads_so_once_and_nobody_else(database: Database) -> None:
    await gather(database)

    await granted(database, AWA, FATHER)
    await database.run(tick)
    await database.run(tick)

    assert sorted(await notices(database, "levy_called")) == sorted(EVERYBODY - {AWA.number})


@pytest.mark.parametrize("consent", [True, False, None])
async def test_who_is_bereaved_is_named_only_if_the_family_agrees(database: Database, consent: bool | None) -> None:
    await gather(database)
    made = await database.run(by(AWA, FATHER, consent=consent))

    await agree(database, made.id)

    (told,) = await cards(database, BINTOU, "levy_called")
    named = {"name": "Awa Ibara", "kind": "death_father"} if consent else {"name": None, "kind": None}
    assert named.items() <= told.items()
    assert (told["cents"], told["due_on"], told["number"]) == (5000, "2026-12-21", BINTOU.number)
    assert "Prosper" not in str(told)


async def test_one_no_of_those_who_mourn_together_is_enough_to_name_nobody(database: Database) -> None:
    await gather(database)
    made = await database.run(by(AWA, FATHER, consent=True))
    await database.run(by(CEDRIC, replace(FATHER, concerns=CEDRIC.number), consent=False))

    await agree(database, made.id)

    (told,) = await cards(database, BINTOU, "levy_called")
    assert (told["name"], told["kind"]) == (None, None)


async def test_the_call_leaves_behind_all_else_that_is_waiting(database: Database) -> None:
    await gather(database)

    await granted(database, AWA, FATHER)

    queued = await database.run(lambda work: work.outbox.since(0))
    assert {row.lane for row in queued if row.kind == "levy_called"} == {Lane.BULK}


async def test_it_is_called_once_whatever_is_asked_again(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    before = await levied(database, made.event)

    again = await database.run(
        lambda work: levies.call(work, OPERATOR, made, replace(assess(work, made), levied=("M013",)))
    )

    assert again is False
    assert await levied(database, made.event) == before
    assert len(await rows(database, Kind.LEVY)) == len(before)


async def test_lifting_it_twice_or_from_who_never_owed_it_does_nothing(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    event = await database.run(lambda work: work.claims.event(made.event))
    assert event is not None

    def unit(work: UnitOfWork) -> list[bool]:
        return [levies.lift(work, OPERATOR, event, member.number) for member in (BINTOU, BINTOU, AWA)]

    lifted = await database.run(unit)

    assert lifted == [True, False, False]
    assert await problems(database) == []


async def test_reports_exports_and_the_fund_add_up(database: Database) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await pays(database, BINTOU, 5000, TODAY)

    overview = await database.run(lambda work: reports.overview(work, acting(ROSINE), TODAY))
    exported = await database.run(lambda work: exports.export(work, acting(ROSINE), "ledger", "beancount", TODAY))

    assert (overview.total.cents, overview.not_overdue.cents) == (0, 5000 * 7)
    book = exported.decode()
    assert book.count(f'"levy" "event:{made.event}"') == 8
    assert book.count("  due: 2026-12-21") == 8
    assert "Liabilities:Funds:Aid  -50.00 EUR" in book


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from([kind for kind in LISTED if kind.startswith("death_")]),
    joined=st.lists(st.sampled_from([JOINED, YESTERDAY - DAY, YESTERDAY, TODAY]), max_size=4),
    left=st.lists(st.sampled_from([YESTERDAY, TODAY, TOMORROW]), max_size=4),
    barred=st.integers(0, 2),
)
def test_what_is_called_is_the_rate_times_those_who_are_liable(
    kind: EventKind, joined: list[date], left: list[date], barred: int
) -> None:
    """L7, on a register drawn at random."""
    newcomers = [person(f"M1{place:02}", "Nadège", joined_on=day) for place, day in enumerate(joined)]
    leavers = [_former(f"M2{place:02}", day) for place, day in enumerate(left)]
    suspended = [person(f"M3{place:02}", "Basile", status=Status.SUSPENDED) for place in range(barred)]
    concerned = CEDRIC if kind is EventKind.DEATH_MEMBER else BINTOU

    async def lives() -> tuple[dict[str, int], list[str]]:
        with TemporaryDirectory() as folder:
            database = under(BYLAWS, Path(folder), StandingClock(NOON))
            await gather(database, *newcomers, *leavers, *suspended)
            made = await granted(database, AWA if concerned is CEDRIC else BINTOU, claim(kind, concerned))
            found = await levied(database, made.event), await problems(database)
            await database.close()
            return found

    owed, wrong = asyncio.run(lives())

    spared = {CEDRIC.number, DIANE.number} if concerned is CEDRIC else {concerned.number}
    liable = (
        len(EVERYBODY - spared) + sum(day <= YESTERDAY for day in joined) + sum(day >= TODAY for day in left) + barred
    )
    rate = BYLAWS.aid.levies[kind].on(YESTERDAY)
    assert (sum(owed.values()), set(owed.values())) == (rate * liable, {rate})
    assert wrong == []


def _former(number: str, left_on: date) -> Member:
    return person(
        number, "Nadège", history=(StatusChange(JOINED, Status.ACTIVE), StatusChange(left_on, Status.RESIGNED))
    )
