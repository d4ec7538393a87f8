"""A file is made once for all who get the same one, and again for whoever gets another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from assistant.chat import Attachment
from assistant.i18n import Language, language
from assistant.making import Workshop

FRENCH, ENGLISH = language("fr"), language("en")
LETTER = {"place": "Lyon", "day": "2026-03-14"}


class Press:
    """A maker that counts what it makes, and makes nothing before it is told to go on."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, reader: Language, data: Mapping[str, Any]) -> bytes:
        self.go_on.wait(5)
        self.made.append(f"{reader.code} {data['place']}")
        if data["place"] == "nowhere":
            raise ValueError("no such place")
        return f"{reader.code} {data['place']}".encode()


def letter(place: str = "Lyon", name: str = "letter.pdf") -> Attachment:
    return Attachment("letter", name, LETTER | {"place": place})


async def test_what_many_get_is_made_once() -> None:
    press = Press()
    workshop = Workshop({"letter": press})

    files = [await workshop.make(FRENCH, letter(name=f"{number}.pdf")) for number in range(1000)]

    assert set(files) == {b"fr Lyon"}
    assert press.made == ["fr Lyon"]


async def test_who_asks_while_it_is_in_the_making_waits_for_that_one() -> None:
    press = Press()
    press.go_on.clear()
    workshop = Workshop({"letter": press})
    asked = [asyncio.create_task(workshop.make(FRENCH, letter())) for _ in range(50)]
    await asyncio.sleep(0.01)

    press.go_on.set()
    files = await asyncio.gather(*asked)

    assert set(files) == {b"fr Lyon"}
    assert press.made == ["fr Lyon"]


async def test_one_who_gives_up_waiting_leaves_the_others_theirs() -> None:
    press = Press()
    press.go_on.clear()
    workshop = Workshop({"letter": press})
    first, second = (asyncio.create_task(workshop.make(FRENCH, letter())) for _ in range(2))
    await asyncio.sleep(0.01)

    first.cancel()
    press.go_on.set()

    assert await second == b"fr Lyon"
    assert press.made == ["fr Lyon"]


async def test_another_language_or_other_facts_make_another_file() -> None:
    press = Press()
    workshop = Workshop({"letter": press, "other": press})

    await workshop.make(FRENCH, letter())
    await workshop.make(ENGLISH, letter())
    await workshop.make(FRENCH, letter("Paris"))
    await workshop.make(FRENCH, Attachment("other", "letter.pdf", LETTER))

    assert press.made == ["fr Lyon", "en Lyon", "fr Paris", "fr Lyon"]


async def test_the_order_in_which_facts_are_given_does_not_matter() -> None:
    press = Press()
    workshop = Workshop({"letter": press})

    await workshop.make(FRENCH, Attachment("letter", "a.pdf", {"place": "Lyon", "day": 1}))
    await workshop.make(FRENCH, Attachment("letter", "a.pdf", {"day": 1, "place": "Lyon"}))

    assert press.made == ["fr Lyon"]


async def test_a_failure_is_told_to_all_who_wait_and_tried_again_by_the_next() -> None:
    press = Press()
    workshop = Workshop({"letter": press})

    both = await asyncio.gather(*(workshop.make(FRENCH, letter("nowhere")) for _ in range(2)), return_exceptions=True)
    with pytest.raises(ValueError, match="no such place"):
        await workshop.make(FRENCH, letter("nowhere"))

    assert [type(error) for error in both] == [ValueError, ValueError]
    assert press.made == ["fr nowhere", "fr nowhere"]


async def test_no_more_is_kept_than_there_is_room_for_the_least_asked_for_goes_first() -> None:
    press = Press()
    workshop = Workshop({"letter": press}, room=len(b"fr Lyon" + b"fr Nice"))
    for place in ("Lyon", "Nice", "Lyon", "Metz"):
        await workshop.make(FRENCH, letter(place))

    await workshop.make(FRENCH, letter("Lyon"))
    await workshop.make(FRENCH, letter("Nice"))

    assert press.made == ["fr Lyon", "fr Nice", "fr Metz", "fr Nice"]


async def test_a_file_larger_than_the_room_is_made_and_not_kept() -> None:
    press = Press()
    workshop = Workshop({"letter": press}, room=3)

    files = [await workshop.make(FRENCH, letter()) for _ in range(2)]

    assert files == [b"fr Lyon", b"fr Lyon"]
    assert len(press.made) == 2
