"""The calendar file, read back by another library than the one that writes it, and octet by octet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import vobject

from assistant.documents.calendar import calendar
from assistant.domain.meeting_papers import CalendarFile
from assistant.i18n import language
from tests.documents.meeting_samples import AGENDA, CALENDAR


def _file(paper: CalendarFile = CALENDAR, code: str = "fr") -> bytes:
    return calendar(language(code), paper)


def _read(written: bytes) -> Any:
    return vobject.readOne(written.decode())


def test_a_meeting_is_read_back_as_it_was_written() -> None:
    event = _read(_file()).vevent

    assert event.uid.value == "meeting-3@mbongi"
    assert event.summary.value == CALENDAR["summary"]
    assert event.location.value == "12 rue de la Gare, 93200 Saint-Denis"
    assert event.description.value.split("\n") == [f"{n}. {point}" for n, point in enumerate(AGENDA, 1)]
    assert (event.dtstart.value, event.dtend.value) == (
        datetime(2026, 3, 14, 13, 30, tzinfo=UTC),
        datetime(2026, 3, 14, 16, 30, tzinfo=UTC),
    )


def test_instants_are_written_in_universal_time_also_in_summer() -> None:
    lines = _file({**CALENDAR, "starts_at": "2026-06-13T14:30:00+02:00"}).split(b"\r\n")

    assert b"DTSTART:20260613T123000Z" in lines
    assert b"DTSTAMP:20260220T171200Z" in lines


def test_a_change_keeps_the_entry_and_counts_up_and_a_call_off_takes_it_away() -> None:
    changed, called_off = _file({**CALENDAR, "sequence": 1}), _file({**CALENDAR, "sequence": 2, "cancelled": True})

    first, second, last = (_read(written) for written in (_file(), changed, called_off))
    assert [read.method.value for read in (first, second, last)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [read.vevent.status.value for read in (first, second, last)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [read.vevent.sequence.value for read in (first, second, last)] == ["0", "1", "2"]
    assert {read.vevent.uid.value for read in (first, second, last)} == {"meeting-3@mbongi"}


def test_lines_end_in_crlf_and_are_folded_at_75_octets_between_letters() -> None:
    written = _file({**CALENDAR, "summary": "Réunion é" * 60})

    lines = written.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)
    assert _read(written).vevent.summary.value == "Réunion é" * 60


@pytest.mark.parametrize(
    "hostile",
    [
        "a, b; c\\d",
        "x\r\nATTENDEE:mailto:eve@example.org",
        "END:VEVENT",
        "\x07bell\u202e",
        "«\u00a0à 14\u202fh 30\u00a0»",
    ],
)
def test_what_people_type_cannot_leave_its_property(hostile: str) -> None:
    written = _file({**CALENDAR, "summary": hostile, "location": hostile, "description": hostile})

    names = [line.split(b":")[0].split(b";")[0] for line in written.split(b"\r\n") if line and line[:1] != b" "]
    assert b"ATTENDEE" not in names
    assert names.count(b"END") == 2
    assert b"\x07" not in written
    assert "\u202e".encode() not in written
    _read(written)


def test_an_empty_description_is_left_out() -> None:
    assert b"DESCRIPTION" not in _file({**CALENDAR, "description": ""})


def test_an_instant_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="with its offset"):
        _file({**CALENDAR, "starts_at": "2026-03-14T14:30:00"})


def test_the_language_of_the_texts_is_said() -> None:
    assert b"SUMMARY;LANGUAGE=en:" in _file(code="en")
