from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.messages import Lane, Preferences
from assistant.ports import Database
from assistant.services.quiet import held_until, in_sending_window
from tests.services.people import person, register, voted

NIGHT = Preferences(quiet_from=22, quiet_until=7)
SIESTA = Preferences(quiet_from=13, quiet_until=15)
LONG = Preferences(quiet_from=19, quiet_until=11)
DAY = Preferences(quiet_from=8, quiet_until=21)


def utc(text: str) -> datetime:
    """`2026-04-05 07:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def held(
    database: Database, clock: StandingClock, now: str, lane: Lane, choice: Preferences | None = None
) -> datetime | None:
    """Until when a message to Awa, who chose that, waits at that instant; in UTC."""
    clock.instant = utc(now)
    await database.run(lambda work: register(work, person("M001", "Awa")))
    await database.run(lambda work: work.accounts.save_preferences("M001", choice or Preferences()))
    later = await database.run(lambda work: held_until(work, "M001", lane))
    return later.astimezone(UTC) if later else None


@pytest.mark.parametrize(
    ("instant", "inside"),
    [
        ("2026-04-05 06:59:59", False),
        ("2026-04-05 07:00:00", True),
        ("2026-04-05 17:59:59", True),
        ("2026-04-05 18:00:00", False),
        ("2026-01-05 07:59:59", False),
        ("2026-01-05 08:00:00", True),
        ("2026-01-05 18:59:59", True),
        ("2026-01-05 19:00:00", False),
    ],
)
async def test_the_window_is_from_nine_to_twenty_in_paris_in_summer_and_in_winter(
    database: Database, instant: str, inside: bool
) -> None:
    assert await database.run(lambda work: in_sending_window(work, utc(instant))) is inside


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-04-05 06:59", utc("2026-04-05 07:00")),
        ("2026-04-05 07:00", None),
        ("2026-04-05 17:59", None),
        ("2026-04-05 18:00", utc("2026-04-06 07:00")),
        ("2026-03-28 19:00", utc("2026-03-29 07:00")),
        ("2026-03-29 00:30", utc("2026-03-29 07:00")),
        ("2026-10-24 18:00", utc("2026-10-25 08:00")),
        ("2026-12-31 19:00", utc("2027-01-01 08:00")),
    ],
)
async def test_bulk_outside_the_window_waits_for_the_next_nine_o_clock(
    database: Database, clock: StandingClock, now: str, until: datetime | None
) -> None:
    assert await held(database, clock, now, Lane.BULK) == until


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-04-05 19:59", None),
        ("2026-04-05 20:00", utc("2026-04-06 05:00")),
        ("2026-04-06 00:00", utc("2026-04-06 05:00")),
        ("2026-04-06 04:59", utc("2026-04-06 05:00")),
        ("2026-04-06 05:00", None),
    ],
)
async def test_a_notice_waits_for_the_end_of_the_reader_s_night(
    database: Database, clock: StandingClock, now: str, until: datetime | None
) -> None:
    assert await held(database, clock, now, Lane.NOTICE, NIGHT) == until


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-04-05 10:59", None),
        ("2026-04-05 11:00", utc("2026-04-05 13:00")),
        ("2026-04-05 12:59", utc("2026-04-05 13:00")),
        ("2026-04-05 13:00", None),
    ],
)
async def test_quiet_hours_within_a_day_end_that_day(
    database: Database, clock: StandingClock, now: str, until: datetime | None
) -> None:
    assert await held(database, clock, now, Lane.NOTICE, SIESTA) == until


async def test_a_notice_leaves_at_night_where_no_quiet_hours_were_chosen(
    database: Database, clock: StandingClock
) -> None:
    assert await held(database, clock, "2026-04-06 01:00", Lane.NOTICE) is None


@pytest.mark.parametrize("hour", range(0, 24, 5))
async def test_quiet_hours_that_end_as_they_begin_are_none(database: Database, clock: StandingClock, hour: int) -> None:
    choice = Preferences(quiet_from=12, quiet_until=12)

    assert await held(database, clock, f"2026-04-06 {hour:02}:00", Lane.NOTICE, choice) is None


@pytest.mark.parametrize("choice", [NIGHT, SIESTA, LONG])
@pytest.mark.parametrize("hour", [0, 6, 14, 21])
async def test_replies_are_never_held(database: Database, clock: StandingClock, hour: int, choice: Preferences) -> None:
    assert await held(database, clock, f"2026-04-06 {hour:02}:00", Lane.REPLY, choice) is None


async def test_of_the_window_and_the_reader_s_quiet_hours_the_later_end_counts(
    database: Database, clock: StandingClock
) -> None:
    window = await held(database, clock, "2026-04-05 20:00", Lane.BULK, NIGHT)
    quiet = await held(database, clock, "2026-04-05 20:00", Lane.BULK, LONG)

    assert (window, quiet) == (utc("2026-04-06 07:00"), utc("2026-04-06 09:00"))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-04-05 05:59", utc("2026-04-05 19:00")),
        ("2026-04-05 18:59", utc("2026-04-05 19:00")),
        ("2026-04-05 19:00", None),
        ("2026-04-05 19:59", None),
        ("2026-04-05 20:00", utc("2026-04-06 19:00")),
    ],
)
async def test_bulk_for_whom_the_whole_window_is_quiet_leaves_as_soon_as_their_quiet_hours_end(
    database: Database, clock: StandingClock, now: str, until: datetime | None
) -> None:
    assert await held(database, clock, now, Lane.BULK, DAY) == until


async def test_bulk_to_nobody_on_the_register_waits_for_the_window_alone(
    database: Database, clock: StandingClock
) -> None:
    clock.instant = utc("2026-04-05 18:00")

    later = await database.run(lambda work: held_until(work, None, Lane.BULK))

    assert later == utc("2026-04-06 07:00")


async def test_other_hours_are_the_association_s_choice(tmp_path: Path, clock: StandingClock) -> None:
    terms = voted("reminders", "send_until_hour", 12, utc("2026-04-01 00:00").date())
    opened = storage.throwaway(tmp_path / "noon.db", bylaws=terms, clock=clock, timezone="Europe/Paris")

    before = await opened.run(lambda work: in_sending_window(work, utc("2026-03-31 12:00")))
    after = await opened.run(lambda work: in_sending_window(work, utc("2026-04-01 12:00")))
    await opened.close()

    assert (before, after) == (True, False)
