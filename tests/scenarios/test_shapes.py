from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from assistant.scenarios.shapes import UnreadableError, read


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Room:
    name: str
    painted: Colour = Colour.RED
    seats: int = 0


@dataclass(frozen=True)
class House:
    rooms: tuple[Room, ...] = ()
    keepers: dict[str, date] | None = None
    open_: bool = True
    blessed_at: datetime | None = None


@dataclass(frozen=True)
class Box:
    holds: object = None


def refusal(shape: type[object], value: object) -> str:
    with pytest.raises(UnreadableError) as raised:
        read(shape, value, "given")
    return str(raised.value)


def test_keys_left_out_take_their_default() -> None:
    house = read(House, {}, "given")

    assert house == House()


def test_lists_tables_words_and_dates_are_read_to_the_bottom() -> None:
    value = {"rooms": [{"name": "hall", "painted": "blue"}], "keepers": {"Awa": date(2026, 3, 1)}, "open": False}

    house = read(House, value, "given")

    assert house == House((Room("hall", Colour.BLUE),), {"Awa": date(2026, 3, 1)}, open_=False)


def test_an_object_is_whatever_stands_there() -> None:
    assert [read(Box, {"holds": held}, "given").holds for held in (True, "P1", None, 3)] == [True, "P1", None, 3]


def test_a_date_may_be_quoted() -> None:
    assert read(House, {"keepers": {"Awa": "2026-03-01"}}, "given").keepers == {"Awa": date(2026, 3, 1)}


def test_an_instant_needs_its_offset() -> None:
    house = read(House, {"blessed_at": "2026-03-01T09:00:00+01:00"}, "given")

    assert house.blessed_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert refusal(House, {"blessed_at": "2026-03-01T09:00:00"}).endswith("expected an instant with its offset")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"roof": 1}, "does not know given.roof"),
        ({"rooms": [{"name": "hall"}, {"name": "attic", "stairs": 2}]}, "does not know given.rooms[2].stairs"),
        ({"rooms": [{}]}, "given.rooms[1].name is missing"),
        ({"rooms": {"name": "hall"}}, "given.rooms is {'name': 'hall'}; expected a list"),
        ({"rooms": [{"name": "hall", "seats": "two"}]}, "given.rooms[1].seats is 'two'; expected a whole number"),
        ({"rooms": [{"name": "hall", "seats": True}]}, "given.rooms[1].seats is True; expected a whole number"),
        (
            {"rooms": [{"name": "hall", "painted": "grey"}]},
            "given.rooms[1].painted is 'grey'; expected one of red, blue",
        ),
        ({"keepers": {"Awa": "2026-02-30"}}, "given.keepers.Awa is '2026-02-30'; expected a date"),
        ({"open": 1}, "given.open is 1; expected true or false"),
        ([], "given is []; expected keys and values"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_place(value: object, said: str) -> None:
    assert refusal(House, value) == said
