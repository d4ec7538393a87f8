from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.clocks import StandingClock
from assistant.domain.attending import Answer, Excuse, Presence, ProxyState
from assistant.domain.convening import Meeting, MeetingState, NewMeeting
from assistant.domain.meetings import Writing
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, CELINE, registered
from tests.storage.raw import execute
from tests.storage.sittings import FROZEN, MARCH, START, add, begun

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    await database.run(registered(AMINA, BRICE, CELINE))


def held(work: UnitOfWork, day: date) -> int:
    number = add(work, replace(MARCH, on=day))
    assert work.meetings.convene(number, "M014")
    assert work.meetings.open(number, "M012", FROZEN, chair=None, secretary=None)
    assert work.meetings.close(number, "M012")
    return number


async def get(database: Database, meeting: int) -> Meeting:
    found = await database.run(lambda work: work.meetings.get(meeting))
    assert found is not None
    return found


async def test_a_meeting_is_read_back_as_it_was_proposed(database: Database) -> None:
    number = await database.run(add)

    found = await get(database, number)

    assert found.state is MeetingState.PROPOSED
    assert (found.proposed_by, found.proposed_at, found.edition) == ("M012", NOON, 0)
    assert {name: getattr(found, name) for name in NewMeeting.__slots__} == {
        name: getattr(MARCH, name) for name in NewMeeting.__slots__
    }


async def test_meetings_are_listed_by_their_start(database: Database) -> None:
    late = await database.run(add)
    soon = await database.run(lambda work: add(work, replace(MARCH, starts_at=START - HOUR)))

    found = await database.run(lambda work: work.meetings.all())

    assert [meeting.id for meeting in found] == [soon, late]


async def test_those_ahead_are_proposed_or_convened_and_those_held_are_closed_by_year(database: Database) -> None:
    def unit(work: UnitOfWork) -> dict[str, int]:
        begun(work)
        off, convened, soon = add(work), add(work), add(work, replace(MARCH, starts_at=START - HOUR))
        work.meetings.call_off(off, "M012", "snow")
        work.meetings.convene(convened, "M012")
        days = ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")
        return {"convened": convened, "soon": soon} | {day: held(work, date.fromisoformat(day)) for day in days}

    made = await database.run(unit)

    ahead = await database.run(lambda work: [meeting.id for meeting in work.meetings.ahead()])
    of_the_year = await database.run(lambda work: [meeting.id for meeting in work.meetings.held(2027)])
    assert ahead == [made["soon"], made["convened"]]
    assert of_the_year == [made["2027-01-01"], made["2027-12-31"]]


async def test_a_meeting_takes_each_step_of_its_life_once_and_in_order(
    database: Database, clock: StandingClock
) -> None:
    number = await database.run(add)

    def steps(work: UnitOfWork) -> list[bool]:
        return [
            work.meetings.open(number, "M012", FROZEN, chair=None, secretary=None),
            work.meetings.convene(number, "M014"),
            work.meetings.convene(number, "M012"),
            work.meetings.close(number, "M012"),
            work.meetings.open(number, "M012", FROZEN, chair="M012", secretary=None),
            work.meetings.open(number, "M014", FROZEN, chair="M014", secretary=None),
            work.meetings.change(number, MARCH),
            work.meetings.call_off(number, "M012", "snow"),
            work.meetings.preside(number, chair="M014", secretary="M012"),
            work.meetings.close(number, "M014"),
            work.meetings.close(number, "M012"),
            work.meetings.preside(number, chair="M012", secretary="M012"),
        ]

    done = await database.run(steps)

    found = await get(database, number)
    assert done == [False, True, False, False, True, False, False, False, True, True, False, False]
    assert found.state is MeetingState.CLOSED
    assert (found.convened_by, found.opened_by, found.closed_by) == ("M014", "M012", "M014")
    assert (found.chair, found.secretary, found.frozen) == ("M014", "M012", FROZEN)


async def test_a_change_is_a_new_edition_and_a_meeting_called_off_changes_no_more(database: Database) -> None:
    number = await database.run(add)
    moved = replace(MARCH, on=MARCH.on + timedelta(days=1), starts_at=START + 24 * HOUR, place="Lyon", hosts=())

    changed = await database.run(lambda work: work.meetings.change(number, moved))
    before = await get(database, number)
    called_off = await database.run(lambda work: work.meetings.call_off(number, "M014", "neige"))
    again = await database.run(lambda work: work.meetings.change(number, MARCH))

    found = await get(database, number)
    assert (changed, called_off, again) == (True, True, False)
    assert (before.edition, before.on, before.place, before.hosts) == (1, moved.on, "Lyon", ())
    assert (found.state, found.called_off_reason, found.called_off_at) == (MeetingState.CALLED_OFF, "neige", NOON)


async def test_an_assembly_is_reconvened_once_and_again_where_that_was_called_off(database: Database) -> None:
    first = await database.run(add)
    second = replace(MARCH, first=first)

    made = await database.run(lambda work: work.meetings.add(second, "M012"))
    twice = await database.run(lambda work: work.meetings.add(second, "M012"))
    assert made is not None
    await database.run(lambda work: work.meetings.call_off(made, "M012", "snow"))
    again = await database.run(lambda work: work.meetings.add(second, "M012"))

    assert twice is None
    assert again is not None


async def test_of_two_who_say_yes_at_once_one_convenes(database: Database, other: Database) -> None:
    number = await database.run(add)

    won = await asyncio.gather(
        database.run(lambda work: work.meetings.convene(number, "M012")),
        other.run(lambda work: work.meetings.convene(number, "M014")),
    )

    assert sorted(won) == [False, True]


async def test_the_answer_received_last_counts_whatever_was_handled_last(database: Database) -> None:
    number = await database.run(add)

    def answers(work: UnitOfWork) -> None:
        keep = work.attendances.answer
        keep(number, "M012", Answer.PRESENT, "", received_at=NOON + HOUR, by="M012")
        keep(number, "M012", Answer.ABSENT, "Déplacement", received_at=NOON, by="M014")
        keep(number, "M014", Answer.ABSENT, "", received_at=NOON, by="M014")
        keep(number, "M014", Answer.PRESENT, "", received_at=NOON, by="M014")

    await database.run(answers)

    current = await database.run(lambda work: work.attendances.answers(number))
    history = await database.run(lambda work: work.attendances.history(number, "M012"))
    own = await database.run(lambda work: work.attendances.answers_of("M014"))
    assert {member: rsvp.answer for member, rsvp in current.items()} == {
        "M012": Answer.PRESENT,
        "M014": Answer.PRESENT,
    }
    assert [(rsvp.answer, rsvp.reason, rsvp.entered_by) for rsvp in history] == [
        (Answer.ABSENT, "Déplacement", "M014"),
        (Answer.PRESENT, "", "M012"),
    ]
    assert [rsvp.answer for rsvp in own] == [Answer.ABSENT, Answer.PRESENT]


async def test_who_is_there_is_checked_in_once_and_may_leave_and_come_back(
    database: Database, clock: StandingClock
) -> None:
    number = await database.run(add)

    first = await database.run(lambda work: work.attendances.check_in(number, "M012", "M014"))
    twice = await database.run(lambda work: work.attendances.check_in(number, "M012", "M012"))
    clock.instant = NOON + HOUR
    left = await database.run(lambda work: work.attendances.check_out(number, "M012"))
    gone = await database.run(lambda work: work.attendances.check_out(number, "M012"))
    clock.instant = NOON + 2 * HOUR
    back = await database.run(lambda work: work.attendances.check_in(number, "M012", "M014"))

    found = await database.run(lambda work: work.attendances.presences(number))
    assert (first, twice, left, gone, back) == (True, False, True, False, True)
    assert found == [
        Presence(number, "M012", NOON, NOON + HOUR, "M014"),
        Presence(number, "M012", NOON + 2 * HOUR, None, "M014"),
    ]
    assert await database.run(lambda work: work.attendances.presences_of("M012")) == found


async def test_the_bureau_may_change_its_mind_about_an_absence(database: Database) -> None:
    number = await database.run(add)
    refused = Excuse(number, "M012", False, "M014", NOON)
    accepted = Excuse(number, "M012", True, "M016", NOON + HOUR, "Certificat vu")

    await database.run(lambda work: work.attendances.excuse(refused))
    await database.run(lambda work: work.attendances.excuse(accepted))

    assert await database.run(lambda work: work.attendances.excuses(number)) == {"M012": accepted}
    assert await database.run(lambda work: work.attendances.excuses_of("M012")) == [accepted]


async def test_an_exemption_is_only_ever_shortened(database: Database) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    number = await database.run(
        lambda work: work.attendances.exempt("M012", first, last, reason="Études à Pointe-Noire", by="M014")
    )

    await database.run(lambda work: work.attendances.end_exemption(number, date(2026, 6, 30)))
    await database.run(lambda work: work.attendances.end_exemption(number, date(2026, 9, 30)))

    (found,) = await database.run(lambda work: work.attendances.exemptions("M012"))
    assert (found.first, found.last, found.agreed_by) == (first, date(2026, 6, 30), "M014")
    assert await database.run(lambda work: work.attendances.exemptions()) == [found]
    assert await database.run(lambda work: work.attendances.exemptions("M014")) == []


async def test_a_giver_has_one_proxy_in_force_and_another_once_it_ended(database: Database) -> None:
    number = await database.run(add)

    def give(work: UnitOfWork, holder: str) -> int | None:
        return work.proxies.give(number, "M012", holder, Writing.SMS, by="M012")

    first = await database.run(lambda work: give(work, "M014"))
    twice = await database.run(lambda work: give(work, "M016"))
    assert first is not None
    ended = await database.run(lambda work: work.proxies.end(first, ProxyState.WITHDRAWN, "M012"))
    again = await database.run(lambda work: work.proxies.end(first, ProxyState.DECLINED, "M014"))
    second = await database.run(lambda work: give(work, "M016"))

    found = await database.run(lambda work: work.proxies.of_meeting(number))
    held = await database.run(lambda work: work.proxies.of_member("M014"))
    assert twice is None
    assert (ended, again) == (True, False)
    assert [(proxy.id, proxy.holder, proxy.state, proxy.ended_by) for proxy in found] == [
        (first, "M014", ProxyState.WITHDRAWN, "M012"),
        (second, "M016", ProxyState.GIVEN, None),
    ]
    assert held == found[:1]
    assert found[0].reference == f"P-2026-{first:04}"
    assert await database.run(lambda work: work.proxies.get(first)) == found[0]


async def test_the_database_itself_refuses_a_mandate_to_oneself(database: Database) -> None:
    number = await database.run(add)

    with pytest.raises(Exception, match="proxy_other"):
        await database.run(lambda work: work.proxies.give(number, "M012", "M012", Writing.CHAT, by="M012"))


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE meeting SET state = 'open'",
        "UPDATE meeting SET state = 'called_off'",
        "UPDATE meeting SET state = 'convened'",
        "UPDATE meeting SET convened_at = 1, convened_by = 'M014'",
        "UPDATE meeting SET kind = 'party'",
        "UPDATE rsvp SET answer = 'represented'",
        "UPDATE excuse SET accepted = 2",
        "UPDATE presence SET member = 'M012'",
    ],
)
async def test_what_the_code_never_writes_the_database_refuses(database: Database, url: str, wrong: str) -> None:
    def fill(work: UnitOfWork) -> None:
        number = add(work)
        work.attendances.answer(number, "M012", Answer.ABSENT, "", received_at=NOON, by="M012")
        work.attendances.excuse(Excuse(number, "M012", True, "M014", NOON))
        work.attendances.check_in(number, "M012", "M014")
        work.attendances.check_in(number, "M014", "M014")

    await database.run(fill)

    with pytest.raises(IntegrityError):
        execute(url, wrong)
