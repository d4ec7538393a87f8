"""What the homeserver refuses, and how the channel holds back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import nio
import pytest

from assistant.channels.matrix.calls import Gate, LimitedError, TooLargeError, done, judged
from assistant.channels.matrix.decorations import Decorations
from assistant.chat import CannotSendError, ChatGoneError, RetryLaterError
from tests.matrix.desk import QUESTION, Desk, counted
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse


@dataclass
class Answered:
    """What came over the wire."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Hands:
    """A watch that is set by hand."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def refusal(code: str | None, status: int, retry_after_ms: int | None = None, retry_after: str = "") -> object:
    """`code` None: an answer that is not the homeserver's own."""
    said = "unknown error" if code is None else "no"
    response = nio.RoomSendError(said, code, retry_after_ms)
    response.transport_response = Answered(status, {"Retry-After": retry_after})
    return response


def later(found: object) -> tuple[float, bool]:
    error = judged(found)
    assert isinstance(error, RetryLaterError)
    return error.seconds, error.everyone


def test_a_limit_holds_for_everybody_and_for_as_long_as_it_says() -> None:
    assert later(refusal("M_LIMIT_EXCEEDED", 429, 1500)) == (1.5, True)
    assert later(refusal("M_LIMIT_EXCEEDED", 429, retry_after="7")) == (7, True)
    assert later(refusal(None, 429)) == (5, True)


@pytest.mark.parametrize(
    "found",
    [
        refusal("M_UNKNOWN", 500),
        refusal(None, 502),
        refusal(None, 404),
        aiohttp.ClientConnectionError(),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
        OSError(),
    ],
    ids=repr,
)
def test_a_homeserver_that_is_not_well_or_not_there_is_tried_again(found: object) -> None:
    assert later(found) == (5, True)


@pytest.mark.parametrize("code", ["M_UNKNOWN_TOKEN", "M_USER_SUSPENDED", "M_CONSENT_NOT_GIVEN"])
def test_what_only_the_operator_can_set_right_waits_and_is_logged_as_an_error(
    code: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert later(refusal(code, 403)) == (300, True)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_client_that_the_homeserver_has_logged_out_is_the_operator_s_too() -> None:
    assert later(nio.LocalProtocolError("Not logged in.")) == (300, True)


@pytest.mark.parametrize("code", ["M_FORBIDDEN", "M_NOT_FOUND"])
def test_a_room_or_a_person_that_is_gone_is_told_apart(code: str) -> None:
    assert isinstance(judged(refusal(code, 403)), ChatGoneError)


@pytest.mark.parametrize("found", [refusal("M_TOO_LARGE", 413), refusal(None, 413), refusal("M_TOO_LARGE", 400)])
def test_what_is_too_large_will_never_be_taken(found: object) -> None:
    assert isinstance(judged(found), TooLargeError)


def test_what_the_homeserver_calls_wrong_will_never_be_taken() -> None:
    assert isinstance(judged(refusal("M_BAD_JSON", 400)), CannotSendError)


def test_a_fault_of_our_own_is_tried_again_without_holding_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    assert later(ValueError("who would have thought")) == (5, False)
    assert "who would have thought" in caplog.text


async def test_an_answer_that_does_not_come_is_not_waited_for() -> None:
    with pytest.raises(RetryLaterError):
        await done(asyncio.sleep(60), nio.Response, seconds=0.01)


def test_behind_a_shut_gate_nobody_asks_until_it_opens() -> None:
    watch = Hands()
    gate = Gate(watch)
    gate.check()

    gate.shut(5)

    watch.at = 4
    with pytest.raises(LimitedError) as limited:
        gate.check()
    assert limited.value.seconds == 1
    watch.at = 5
    gate.check()


def test_for_some_time_after_a_limit_nothing_is_done_that_is_not_needed() -> None:
    watch = Hands()
    gate = Gate(watch)
    before = gate.tight

    gate.shut(5)

    watch.at = 599
    soon = gate.tight
    watch.at = 600
    assert (before, soon, gate.tight) == (False, True, False)


@pytest.mark.matrix
async def test_a_message_that_takes_too_long_is_tried_again_and_holds_up_no_other(
    homeserver: Synapse, tmp_path: Path
) -> None:
    desk = await Desk.opened(homeserver, tmp_path)
    desk.direct = lambda account: asyncio.sleep(60, account)  # type: ignore[method-assign]
    sender = desk.another_sender(patience=0.01)

    with pytest.raises(RetryLaterError) as later:
        await sender.send(desk.message(desk.account))

    await desk.close()
    assert not later.value.everyone


# Decorations


def noting(done: list[str], word: str, error: Exception | None = None) -> Any:
    async def decoration() -> None:
        await asyncio.sleep(0)
        done.append(word)
        if error is not None:
            raise error

    return decoration


async def test_decorations_are_done_in_order_and_the_end_waits_for_them() -> None:
    came: list[str] = []
    decorations = Decorations(Gate())

    decorations.add(noting(came, "one"), noting(came, "two"))
    decorations.add(noting(came, "three"))
    await decorations.close()

    assert came == ["one", "two", "three"]


async def test_a_reaction_that_stands_already_stops_nothing() -> None:
    came: list[str] = []
    decorations = Decorations(Gate())

    decorations.add(noting(came, "one", CannotSendError("M_DUPLICATE_ANNOTATION")), noting(came, "two"))
    await decorations.close()

    assert came == ["one", "two"]


@pytest.mark.parametrize("error", [LimitedError(5), ChatGoneError("out"), KeyError("of nio's")])
async def test_one_that_fails_drops_those_that_wait_and_later_ones_are_done_again(error: Exception) -> None:
    came: list[str] = []
    decorations = Decorations(Gate())

    decorations.add(noting(came, "one", error), noting(came, "two"))
    await decorations.close()
    decorations.add(noting(came, "three"))
    await decorations.close()

    assert came == ["one", "three"]


async def test_what_is_cleared_away_comes_last_and_after_a_rest() -> None:
    came: list[str] = []
    decorations = Decorations(Gate())
    decorations._rest = 0

    decorations.clear(noting(came, "cleared"))
    decorations.add(noting(came, "one"), noting(came, "two"))
    assert decorations._task is not None
    await decorations._task
    decorations._rest = 60
    decorations.clear(noting(came, "too soon"))
    decorations.add(noting(came, "three"))
    await decorations.close()

    assert came == ["one", "two", "cleared", "three"]


async def test_after_a_limit_nothing_is_cleared_away() -> None:
    came: list[str] = []
    gate = Gate()
    decorations = Decorations(gate)
    decorations._rest = 0
    gate.shut(0)

    decorations.clear(noting(came, "one"))

    assert decorations._next() is None


async def test_after_a_limit_there_are_no_decorations() -> None:
    came: list[str] = []
    gate = Gate()
    decorations = Decorations(gate)
    gate.shut(0)

    decorations.add(noting(came, "one"))
    await decorations.close()

    assert came == []


async def test_the_end_does_not_wait_for_ever() -> None:
    decorations = Decorations(Gate(), patience=0.01)
    decorations.add(lambda: asyncio.sleep(60))

    async with asyncio.timeout(30):
        await decorations.close()


# Against a homeserver with the limits that they come with


@pytest.fixture
async def desk(limited_homeserver: Synapse, tmp_path: Path) -> AsyncIterator[Desk]:
    made = await Desk.opened(limited_homeserver, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def awa(limited_homeserver: Synapse, enter: Enter, desk: Desk) -> Person:
    person = await enter(limited_homeserver, "awa")
    await desk.meet(person)
    return person


async def until_limited(desk: Desk, person: Person, **fields: Any) -> tuple[list[str], RetryLaterError]:
    """What was said until the limit was met."""
    said: list[str] = []
    while len(said) < 50:
        try:
            said.append(await desk.says(person, "Sûr ?", **fields))
        except RetryLaterError as limited:
            return said, limited
        await desk.sender.close()
    raise AssertionError("there is no limit")


@pytest.mark.matrix
async def test_a_limit_of_the_homeserver_is_met_once_and_then_obeyed(desk: Desk, awa: Person) -> None:
    requests, watch = counted(desk.client, "send"), Hands()
    desk.sender._gate._seconds = watch
    said, limited = await until_limited(desk, awa)
    asked = len(requests)
    watch.at = limited.seconds / 2

    with pytest.raises(RetryLaterError) as still:
        await desk.says(awa, "Encore")

    assert len(requests) == asked == len(said) + 1
    assert still.value.seconds == limited.seconds / 2 <= 5
    assert (still.value.everyone, limited.everyone) == (True, True)


@pytest.mark.matrix
async def test_reactions_to_tap_give_way_to_messages_where_events_are_counted(desk: Desk, awa: Person) -> None:
    said, limited = await until_limited(desk, awa, **QUESTION)

    await asyncio.sleep(limited.seconds)
    event = await desk.says(awa, "Enfin ?", **QUESTION)

    await awa.sees("Enfin ?")
    await awa.sync(500)
    assert awa.reactions(event) == {}
    assert len(awa.reactions(said[0])) == 2


@pytest.mark.matrix
async def test_with_the_limit_lifted_a_hundred_messages_leave_at_once(
    limited_homeserver: Synapse, desk: Desk, awa: Person
) -> None:
    await limited_homeserver.lift_limits(desk.account.user)
    desk.sender = desk.another_sender(patience=600)

    await asyncio.gather(*(desk.says(awa, f"Message {number}") for number in range(100)))

    assert desk.number == 100
