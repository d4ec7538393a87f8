from __future__ import annotations

import pytest

from assistant.chat import Key
from tests.matrix.desk import NOT_TWICE, QUESTION, Desk, seeded, shows, told
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix


async def test_a_notice_that_replaces_a_card_edits_it_in_its_place(desk: Desk, awa: Person) -> None:
    card = await desk.says(awa, "Un paiement attend", keys=(Key("Confirmer", "t.0"),), notice=True)

    event = await desk.says(awa, "<b>Confirmé</b>", edits=card, notice=True)

    await shows(awa, card, "Confirmé")
    assert event == card
    assert told(awa) == ["Un paiement attend"]
    edit = next(seen for seen in awa.timeline if seen.relation.get("rel_type") == "m.replace")
    assert edit.content["m.new_content"]["formatted_body"] == "<strong>Confirmé</strong>"
    prompt = await desk.memory.prompt(card)
    assert prompt is not None
    assert [press.data for press in prompt.presses] == ["t.0"]  # who taps it late reads that it is done


async def test_an_edited_card_offers_what_it_offers_now(desk: Desk, awa: Person) -> None:
    card = await desk.says(awa, "Un paiement attend", keys=(Key("Confirmer", "t.0"),), notice=True)

    await desk.says(awa, "Confirmé", keys=(Key("Reçu", "u.0"), Key("Annuler", "u.1")), edits=card, notice=True)

    await seeded(awa, card, ["1️⃣", "2️⃣"])
    prompt = await desk.memory.prompt(card)
    assert prompt is not None
    assert [press.data for press in prompt.presses] == ["u.0", "u.1"]


async def test_a_card_without_buttons_can_be_edited_too(desk: Desk, grace: Person) -> None:
    card = await desk.says(grace, "Il manque 18 voix", notice=True)

    await desk.says(grace, "Il manque 17 voix", edits=card, notice=True)

    await shows(grace, card, "Il manque 17 voix")


async def test_a_card_that_is_not_known_any_more_is_shown_anew(desk: Desk, awa: Person) -> None:
    event = await desk.says(awa, "Confirmé", edits="$unknown", notice=True)

    assert (await awa.sees("Confirmé")).id == event


async def test_a_card_in_a_room_that_is_private_no_longer_is_shown_anew_in_another(
    desk: Desk, awa: Person, homeserver: Synapse, enter: Enter
) -> None:
    card = await desk.says(awa, "Un paiement attend", notice=True)
    first = awa.room
    await awa.invite((await enter(homeserver, "grace")).user)
    await desk.account.until(lambda: len(desk.client.rooms[first].users) == 3)
    second = await desk.meet(awa)

    await desk.says(awa, "Confirmé", edits=card, notice=True)

    assert (await awa.sees("Confirmé")).room == second
    assert awa.shown(card) == "Un paiement attend"


@pytest.mark.parametrize(("tapped", "shown"), [(["❌"], "Sûr ?\n\n✅ Non"), (["❌", "✅"], "Sûr ?")])
async def test_the_answer_to_a_press_is_a_message_of_its_own_and_the_question_shows_the_one_that_was_tapped(
    desk: Desk, grace: Person, tapped: list[str], shown: str
) -> None:
    asked = await desk.says(grace, "Sûr ?", **QUESTION)
    await seeded(grace, asked, ["✅", "❌"])
    for key in tapped:
        await grace.react(asked, key)

    answer = await desk.says(grace, "Bien.", edits=asked)

    assert (await grace.sees("Bien.")).id == answer != asked
    await shows(grace, asked, shown)


async def test_a_typed_answer_takes_the_choices_of_the_open_question_away(desk: Desk, awa: Person) -> None:
    asked = await desk.says(awa, "Sûr ?", **QUESTION)

    await desk.says(awa, "Et quand ?", question="when", kind="date")

    await shows(awa, asked, "Sûr ?")
    question = await desk.memory.open_question(awa.room)
    assert question is not None
    assert question.question == "when"


@pytest.mark.parametrize("fields", [{"edits": True}, {}, {"edits": True, "notice": True}], ids=["tap", "typed", "card"])
async def test_what_is_decided_is_no_longer_there_to_be_tapped(
    desk: Desk, grace: Person, fields: dict[str, bool]
) -> None:
    desk.sender._decorations._rest = 0
    asked = await desk.says(grace, "Sûr ?", notice="notice" in fields, **QUESTION)
    await seeded(grace, asked, ["✅", "❌"])
    await grace.react(asked, "❌")

    await desk.says(grace, "Bien.", **fields | ({"edits": asked} if "edits" in fields else {}))

    await grace.until(lambda: grace.reactions(asked) == {"❌": {grace.user}})


async def test_what_a_card_offers_anew_is_there_to_be_tapped(desk: Desk, awa: Person) -> None:
    card = await desk.says(awa, "Un paiement attend", keys=(Key("Confirmer", "t.0"),), notice=True)
    await seeded(awa, card, ["1️⃣"])
    asked = await desk.memory.prompt(card)
    assert asked is not None
    await desk.says(awa, "Confirmé", edits=card, notice=True)
    await desk.says(awa, "Un paiement attend", keys=(Key("Confirmer", "u.0"),), edits=card, notice=True)

    await desk.sender._clear(asked)

    await awa.say("ok")
    await awa.sync(int(NOT_TWICE * 1000))
    assert list(awa.reactions(card)) == ["1️⃣"]


async def test_what_was_decided_a_moment_ago_can_still_be_tapped(desk: Desk, awa: Person) -> None:
    asked = await desk.says(awa, "Sûr ?", **QUESTION)
    await desk.says(awa, "Bien.", edits=asked)

    await desk.sender.close()

    await awa.sees("Bien.")
    await seeded(awa, asked, ["✅", "❌"])


async def test_a_notice_leaves_the_open_question_as_it_is(desk: Desk, awa: Person) -> None:
    asked = await desk.says(awa, "Sûr ?", **QUESTION)
    await seeded(awa, asked, ["✅", "❌"])

    await desk.says(awa, "Au fait", notice=True)

    await awa.sees("Au fait")
    await awa.sync(int(NOT_TWICE * 1000))
    assert awa.shown(asked) == "Sûr ?\n\n1. Oui\n2. Non"
