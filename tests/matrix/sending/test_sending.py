from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.channels.matrix.memory import Press
from assistant.channels.matrix.readback import standing
from assistant.chat import Key
from tests.matrix.desk import NOON, NOT_TWICE, PAPER, PHOTO, QUESTION, Desk, seeded, told
from tests.matrix.people import Person
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix


async def test_a_member_reads_what_is_sent_with_its_markup(desk: Desk, awa: Person) -> None:
    event = await desk.says(awa, "<b>Bonjour</b> Awa")

    seen = await awa.sees("Bonjour Awa")
    assert (seen.id, seen.html, seen.content["msgtype"]) == (event, "<strong>Bonjour</strong> Awa", "m.text")


async def test_a_silent_message_is_a_notice_which_notifies_nobody(desk: Desk, awa: Person) -> None:
    await desk.says(awa, "Pour mémoire", silent=True)

    assert (await awa.sees("Pour mémoire")).content["msgtype"] == "m.notice"


async def test_files_come_first_and_the_text_with_its_choices_is_what_is_seen_last(desk: Desk, awa: Person) -> None:
    event = await desk.says(awa, "Est-ce bien cela ?", files=(PHOTO, PAPER), **QUESTION)

    await awa.sees("Est-ce bien cela ?")
    assert told(awa) == [PHOTO.name, PAPER.name, "Est-ce bien cela ?"]
    assert awa.timeline[-1].id == event or awa.timeline[-1].type == "m.reaction"


async def test_choices_are_seeded_in_their_order(desk: Desk, awa: Person) -> None:
    keys = tuple(Key(f"Choix {number}", f"t.{number}") for number in range(5))

    event = await desk.says(awa, keys=keys)

    await seeded(awa, event, ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"])


async def test_what_each_reaction_presses_is_known_before_anybody_can_tap(desk: Desk, awa: Person) -> None:
    event = await desk.says(awa, "Sûr ?", **QUESTION)

    prompt = await desk.memory.prompt(event)
    assert prompt is not None
    assert prompt.presses == (Press("✅", "Oui", "t.0"), Press("❌", "Non", "t.1"))
    assert (prompt.room, prompt.account, prompt.question, prompt.body) == (awa.room, awa.user, "sure", "Sûr ?")


async def test_a_long_text_arrives_whole_in_pieces_and_the_last_is_the_prompt(desk: Desk, awa: Person) -> None:
    lines = [f"{number:04} une ligne du relevé" for number in range(900)]

    event = await desk.says(awa, "\n".join(lines), **QUESTION)

    await awa.sees("0899 une ligne")
    pieces = [seen for seen in awa.timeline if seen.is_message]
    assert "\n".join(seen.text for seen in pieces) == "\n".join([*lines, "", "1. Oui", "2. Non"])
    assert pieces[-1].id == event
    await seeded(awa, event, ["✅", "❌"])


async def test_who_is_answered_no_longer_sees_the_assistant_type(desk: Desk, awa: Person) -> None:
    await desk.says(awa, "Un avis", notice=True)
    assert desk.answered == []

    await desk.says(awa, "Une réponse")

    assert desk.answered == [awa.room]


# Once


async def test_a_message_sent_again_is_shown_once(desk: Desk, awa: Person) -> None:
    message = desk.message(awa, "Sûr ?", files=(PHOTO,), **QUESTION)
    first = await desk.sender.send(message)
    await seeded(awa, first.id, ["✅", "❌"])

    again = await desk.another_sender().send(replace(message, again=True))

    await awa.sync(int(NOT_TWICE * 1000))
    assert again == first
    assert told(awa) == [PHOTO.name, "Sûr ?"]


async def test_what_a_crash_left_out_is_made_good_when_it_is_sent_again(desk: Desk, awa: Person) -> None:
    message = desk.message(awa, "Sûr ?", **QUESTION)
    content = {"msgtype": "m.text", "body": "Sûr ?"}
    name = f"{int(NOON.timestamp()) * 1_000_000}.{message.id}.0"
    before = await desk.client.room_send(awa.room, "m.room.message", content, tx_id=name)

    sent = await desk.sender.send(replace(message, again=True))

    assert sent.id == before.event_id
    assert await desk.memory.prompt(sent.id) is not None
    await seeded(awa, sent.id, ["✅", "❌"])


async def test_the_same_row_number_in_a_new_database_is_another_message(desk: Desk, awa: Person) -> None:
    message = desk.message(awa, "Un")
    await desk.sender.send(message)

    await desk.sender.send(replace(message, text=desk.message(awa, "Deux").text, queued_at=NOON + timedelta(days=9)))

    await awa.sees("Deux")
    assert told(awa) == ["Un", "Deux"]


@pytest.mark.parametrize("hours", [22, 24])
async def test_what_was_tried_a_day_ago_is_looked_for_before_it_is_sent_again(
    desk: Desk, awa: Person, homeserver: Synapse, tmp_path: Path, hours: int
) -> None:
    now = datetime.now(UTC)
    message = desk.message(awa, "Sûr ?", files=(PHOTO,), queued_at=now - timedelta(hours=hours), **QUESTION)
    first = await desk.sender.send(message)
    await desk.sender.close()
    who_forgot = await Desk.opened(homeserver, tmp_path, desk.account.user)  # another device knows no transactions
    who_forgot.chats, who_forgot.clock.instant = desk.chats, now

    again = await who_forgot.sender.send(replace(message, again=True))

    await who_forgot.close()
    await awa.sync(int(NOT_TWICE * 1000))
    assert (again == first) == (hours == 24)
    assert told(awa) == [PHOTO.name, "Sûr ?"] * (1 if hours == 24 else 2)


async def test_what_stands_in_an_encrypted_room_is_found_over_many_pages(desk: Desk, grace: Person) -> None:
    since = datetime.now(UTC)
    event = await desk.says(grace, "La première", queued_at=since)
    for _ in range(110):
        await grace.say("et encore")

    found = await standing(desk.client, grace.room, since)

    assert list(found.values()) == [event]
