"""Reactions that press a button."""

from __future__ import annotations

from dataclasses import replace

from assistant.channels.matrix.memory import Press, Prompt
from tests.matrix.encrypted import BOTH
from tests.matrix.listener import Inbox, Listener
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse


@BOTH
async def test_a_reaction_on_a_prompt_is_a_press(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, encrypted: bool
) -> None:
    awa = await enter(homeserver, "awa", encrypted=encrypted)
    prompt = await _prompt(assistant, awa, await assistant.meet(awa))

    event = await awa.react(prompt.event, "2\ufe0f\u20e3")

    (kept,) = await inbox.until(1)
    assert (kept.update_id, kept.press, kept.message, kept.text) == (event, "t.1", prompt.event, None)
    assert (kept.account, kept.private) == (awa.user, True)


async def test_reactions_that_press_nothing_are_ignored(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa")
    room = await assistant.meet(awa)
    prompt = await _prompt(assistant, awa, room)
    other = replace(prompt, event=await assistant.account.say("?", room), account="@someone:localhost")
    await assistant.memory.keep_prompt(other)

    await awa.react(await awa.say("un"), "1⃣")
    await awa.react(prompt.event, "👍")
    await awa.react(other.event, "1⃣")
    await awa.redact(await awa.react(prompt.event, "2⃣"))
    await awa.react(await assistant.account.say("pas une question", room), "1⃣")
    await awa.say("deux")

    await inbox.until(lambda: "deux" in inbox.texts)
    assert [kept.press for kept in inbox.kept if kept.press != "t.1"] == [None, None]


async def test_nobody_else_s_reaction_presses_anything(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa, zoe = await enter(homeserver, "awa"), await enter(homeserver, "zoe")
    room = await assistant.meet(awa)
    prompt = await _prompt(assistant, awa, room)
    await awa.invite(zoe.user)
    await zoe.join(room)

    await zoe.react(prompt.event, "1⃣")
    await awa.react(prompt.event, "1⃣")
    await awa.say("!aide")

    await inbox.until(1)
    assert [(kept.press, kept.private) for kept in inbox.kept] == [(None, False)]


async def _prompt(assistant: Listener, person: Person, room: str) -> Prompt:
    event = await assistant.account.say("Comment ?", room)
    presses = (Press("1\u20e3", "Virement", "t.0"), Press("2\ufe0f\u20e3", "Espèces", "t.1"))
    prompt = Prompt(event, room, person.user, "method", "Comment ?", "Comment ?", presses)
    await assistant.memory.keep_prompt(prompt)
    return prompt
