"""What may be tried at meetings by who means no good, or is no longer who they were: nothing moves or is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.members import StatusChange
from assistant.domain.messages import Incoming
from assistant.ports import UnitOfWork
from assistant.services.meetings import convening, holding, voting
from tests.engine.small_talk import CHANNEL
from tests.handlers.everything import AHEAD, ASSEMBLY, OUTSIDERS, REASON, SITTING, gather, kept
from tests.handlers.talk import Talk

OF_THE_BUREAU = (
    "/convoquer monthly 2026-05-16 14h30",
    "/convocations",
    "/convocations 3 report",
    "/convocations 3 change",
    "/convocations 3 call_off",
    "/convocations 3 told M045 call",
    "/diffuser",
    "/diffuser all",
    "/diffusions 3 report",
    "/diffusions 3 told M045 call",
    "/diffusions 4 approve",
    "/diffusions 4 stop",
    "/saisir-procuration 3 M012",
    "/seance",
    "/seance 2 check_in M043",
    "/seance 2 check_out M012",
    "/seance 2 vote close",
    "/seance 2 sheet",
    "/seance 2 close",
    "/seance 3 reconvene",
    "/pv",
    "/pv 1 draft",
    "/pv 1 approve all",
    "/pv 1 publish",
    "/absences",
    "/absences M012",
    "/exempter M014",
    "/exempter M014 end",
)
OF_OTHERS = (
    "/reunions 1 absent",
    "/reunions 2 absent",
    "/procuration retirer P-2026-0001",
    "/procuration refuser P-2026-0001",
    "/vote 2 M012 pour",
    "/vote 2 M043 pour",
    "/vote 1 M012 pour",
)
OF_MEMBERS = (
    "/reunions",
    "/reunions 3",
    "/reunions 3 present",
    "/reunions 3 for M012",
    "/procuration 3",
    "/procuration 3 M014",
    "/pointage",
    "/petition",
    "/petition 1",
    "/petition 1 sign",
    "/petition 1 unsign",
    "/petition 1 withdraw",
)
EVERY = (*OF_THE_BUREAU, *OF_OTHERS, *OF_MEMBERS)
NOTHING = ({"proxy": None}, {"resolution": None}, {"meeting": None})
"""What is said where there is nothing of one's own."""
CONFIDENTIAL = ("Awa", "Zita", "+33", REASON, "huis clos", "Lyon", "en mission", "Tout arrêter")
ODD_NUMBERS = ("0", "-1", "1.0", "1e3", "²", "99", "99999999999999999999", "9" * 400, "'; DROP TABLE meeting; --")
NUMBERED = (
    *(("sylvie", f"/{each}") for each in ("convocations", "diffusions", "seance", "pv", "absences", "exempter")),
    *(("sylvie", f"/{each}") for each in ("saisir-procuration", "convoquer", "diffuser", "convocations 3 told")),
    *(("guy", f"/{each}") for each in ("reunions", "procuration", "procuration retirer", "vote", "petition")),
    ("guy", "/pointage"),
)
DIALOGUES = {
    "convene": ("/convoquer monthly 2026-05-16 14h30", "Lyon", "skip", "Divers"),
    "change": ("/convocations 3 change", "keep", "15h", "keep", "keep", "keep"),
    "call off": ("/convocations 3 call_off", "Salle fermée"),
    "broadcast": ("/diffuser all", "Bonjour"),
    "endorse": ("/diffusions 4 approve",),
    "a proxy by letter": ("/saisir-procuration 3", "M043", "M002", "letter"),
    "the door": ("/seance 2 check_in",),
    "the chair": ("/seance 2",),
    "exempt": ("/exempter M043", "2026-03-01", "2026-03-31", "En mission"),
    "minutes": ("/pv 1 edit", "1"),
    "absence": ("/absences M012",),
}
"""Of the secretary, up to the answer that would do it."""
WRITTEN = {
    "place": ("sylvie", "/convoquer monthly 2026-05-16 14h30", "{}", "skip", "Divers"),
    "agenda": ("sylvie", "/convoquer monthly 2026-05-16 14h30", "Lyon", "skip", "{}"),
    "broadcast": ("sylvie", "/diffuser all", "{}"),
    "why not held": ("sylvie", "/convocations 3 call_off", "{}"),
    "question": ("sylvie", "/seance 2 vote drop", "/seance 2 vote", "{}"),
    "minutes": ("sylvie", "/pv 1 edit", "1", "{}"),
    "exemption": ("sylvie", "/exempter M043", "2026-03-01", "2026-03-31", "{}"),
    "reason": ("guy", "/reunions 3 absent", "{}"),
    "petition": ("guy", "/petition new", "vacancy", "{}"),
    "holder": ("guy", "/procuration 3", "{}"),
    "entry": ("sylvie", "/seance 2 check_in", "{}"),
}
TYPED = (
    "<b>gras</b> & <cmd>notices</cmd>",
    "{0.__class__} {reason} %s %(x)s",
    "\u202egnidnecsed\u202c\u2066x",
    "\x00\x07\x1b[31m",
    "=cmd|' /C calc'!A0",
    "x" * 20_000,
    "\n\n \n",
    "<b",
)


@pytest.fixture
async def full(talk: Talk) -> Talk:
    """Everything that can stand does."""
    await gather(talk)
    return talk


async def says(talk: Talk, who: str, text: str) -> Any:
    """One message; what scripts read. Whatever it is, it is answered, and never by an apology."""
    talk.later(seconds=2)
    before = len(talk.paper.sent)
    outcome = await talk.say(who, text)
    assert outcome.word == "ok", (text, outcome)
    assert [message for message in talk.paper.sent[before:] if message.to.chat == who], text
    return outcome.result


def heard_since(talk: Talk, who: str, place: int) -> str:
    return "\n".join(str(message.text) for message in talk.paper.sent[place:] if message.to.chat == who)


@pytest.mark.parametrize(
    ("who", "tried"),
    [
        ("inconnu", EVERY),
        ("colette", EVERY),
        ("odile", EVERY),
        ("paul", EVERY),
        ("guy", (*OF_THE_BUREAU, *OF_OTHERS)),
        ("arlette", (*OF_THE_BUREAU, *OF_OTHERS)),
    ],
    ids=["a stranger", "a candidate", "suspended", "former", "a member", "another office"],
)
async def test_whom_it_is_not_for_moves_nothing_and_reads_nothing(full: Talk, who: str, tried: tuple[str, ...]) -> None:
    before, place = await kept(full), len(full.paper.sent)

    results = [(text, await says(full, who, text)) for text in tried]

    assert [each for each in results if "refused" not in (each[1] or {}) and each[1] not in NOTHING] == []
    assert [word for word in CONFIDENTIAL if word in heard_since(full, who, place)] == []
    assert await kept(full) == before


@pytest.mark.parametrize("lines", DIALOGUES.values(), ids=DIALOGUES)
async def test_who_loses_the_office_in_the_middle_does_nothing_more(full: Talk, lines: tuple[str, ...]) -> None:
    for text in lines:
        await says(full, "sylvie", text)
    assert full.to("sylvie").question, lines
    options = [key.data for key in full.to("sylvie").keys if key.data]
    before = await kept(full)
    await full.database.run(_dismissed)

    typed = await says(full, "sylvie", "oui")
    pressed = [await full.say("sylvie", press=data) for data in options]

    assert typed["refused"] == "NOT_AUTHORISED"
    assert {(each.result or {}).get("refused") for each in pressed} <= {"NOT_AUTHORISED", "STALE_BUTTON"}
    assert await kept(full) == before


def _dismissed(work: UnitOfWork) -> None:
    sylvie = work.members.get("M002")
    assert sylvie is not None
    work.members.save(replace(sylvie, roles=frozenset()))


async def test_a_button_of_somebody_else_s_chat_does_nothing(full: Talk) -> None:
    before = await kept(full)
    shown = [key.data for message in full.paper.sent if message.to.chat != "guy" for key in message.keys if key.data]

    for data in shown:
        full.later(seconds=2)
        outcome = await full.say("guy", press=data)
        assert outcome.result == {"refused": "STALE_BUTTON"}

    assert shown
    assert await kept(full) == before


def _called_off(work: UnitOfWork) -> None:
    convening.call_off(work, OPERATOR, AHEAD, "Salle fermée")


def _held(work: UnitOfWork) -> None:
    for number in ("M001", "M002", "M003"):
        holding.check_in(work, OPERATOR, AHEAD, number)
    holding.open(work, OPERATOR, AHEAD)


def _over(work: UnitOfWork) -> None:
    _held(work)
    holding.close(work, OPERATOR, AHEAD)


@pytest.mark.parametrize("becomes", [_called_off, _held, _over], ids=["called off", "open", "closed"])
async def test_an_old_button_meets_what_became_of_the_meeting(full: Talk, becomes: Any) -> None:
    card = next(m for m in full.paper.sent if m.to.chat == "guy" and "28 mars" in str(m.text).replace("\u00a0", " "))
    if becomes is not _called_off:
        await full.database.run(lambda work: voting.drop(work, OPERATOR, 2))
        await full.database.run(lambda work: holding.close(work, OPERATOR, SITTING))
        full.at(ASSEMBLY, 14)
    await full.database.run(becomes)
    await full.sender.drain()
    before = await kept(full)

    for key in card.keys:
        if key.data:
            full.later(seconds=2)
            outcome = await full.say("guy", press=key.data, message=f"p{full.paper.sent.index(card) + 1}")
            assert (outcome.result or {}).get("refused") in {"ALREADY_DECIDED", "DEADLINE_PASSED"}, key.label

    assert await kept(full) == before


async def test_in_a_group_every_command_gets_the_same_line(full: Talk) -> None:
    before, place = await kept(full), len(full.paper.sent)

    for number, text in enumerate(EVERY):
        full.later(seconds=10)
        now = full.clock.now()
        heard = Incoming(CHANNEL, f"g{number}", "sylvie", "le groupe", private=False, received_at=now, text=text)
        assert (await full.intake.speak(heard)).result == {"refused": "PRIVATE_ONLY"}

    said = {str(message.text) for message in full.paper.sent[place:] if message.to.chat == "le groupe"}
    assert len(said) == 1
    assert await kept(full) == before


@pytest.mark.parametrize(("who", "command"), NUMBERED, ids=[f"{who} {text}" for who, text in NUMBERED])
async def test_a_number_that_is_none_changes_nothing(full: Talk, who: str, command: str) -> None:
    before = await kept(full)

    for number in ODD_NUMBERS:
        await says(full, who, f"{command} {number}")
        await says(full, who, "/annuler")

    assert await kept(full) == before


@pytest.mark.parametrize("where", WRITTEN)
async def test_whatever_is_typed_is_shown_as_typed_or_asked_for_again(full: Talk, where: str) -> None:
    who, *lines = WRITTEN[where]
    for typed in TYPED:
        place = len(full.paper.sent)
        for line in lines:
            await says(full, who, line.replace("{}", typed))
        shown = heard_since(full, who, place)
        await says(full, who, "/annuler")

        assert not set(shown) & set("\u202e\u2066\x00\x07\x1b"), typed
        assert "<b>gras" not in shown
        assert "<cmd>notices</cmd>" not in shown
        assert "class '" not in shown


@pytest.mark.parametrize("action", ["withdraw", "unsign", "retirer", "Retirer la demande"])
async def test_a_request_is_taken_back_by_who_began_it_alone(full: Talk, action: str) -> None:
    before = await kept(full)

    await says(full, "guy", f"/petition 1 {action}")
    await says(full, "guy", action)

    assert await kept(full) == before


async def test_who_is_suspended_after_the_convocation_answers_it_no_more(full: Talk) -> None:
    card = next(message for message in full.paper.sent if message.to.chat == "guy" and message.keys)
    guy = OUTSIDERS["guy"]
    history = (*guy.history, StatusChange(full.clock.now().date(), type(guy.status).SUSPENDED))
    await full.database.run(lambda work: work.members.save(replace(guy, history=history)))
    before = await kept(full)

    outcome = await full.say("guy", press=card.keys[0].data, message=f"p{full.paper.sent.index(card) + 1}")

    assert (outcome.result or {}).get("refused") == "SUSPENDED"
    assert await kept(full) == before
