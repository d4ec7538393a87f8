import json

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.members import Role
from assistant.services import pauses
from tests.handlers.talk import Talk, member


@pytest.fixture
async def bureau(talk: Talk) -> Talk:
    await talk.register(member("M003", "Jean", Role.SECRETARY), balance=0)
    await talk.register(member("M005", "Grace", Role.TREASURER, language="en"), balance=0)
    await talk.register(member("M012", "Awa"), balance=-2000)
    return talk


async def test_a_bereaved_member_is_left_in_peace_for_a_month(bureau: Talk) -> None:
    await bureau.say("jean", "/relances Awa Ibara")
    asked = bureau.heard("jean")

    outcome = await bureau.press("jean", "Un mois (deuil)")

    assert asked == "Awa Ibara reçoit les rappels comme tout le monde. Que faut-il changer ?"
    assert bureau.heard("jean") == (
        "Noté. Awa Ibara ne reçoit pas de rappel jusqu’au 4 avril 2026 (deuil). Personne n’en est prévenu."
    )
    assert outcome.result == {"member": "M012", "paused": True, "reason": "bereaved", "until": "2026-04-04"}


async def test_a_day_and_a_word_on_why_are_asked_in_english_too(bureau: Talk) -> None:
    await bureau.say("grace", "/reminders M012")
    await bureau.press("grace", "Until a day agreed with them")
    await bureau.say("grace", "30 June")

    outcome = await bureau.say("grace", "She pays in June")

    assert bureau.heard("grace") == (
        "Noted. Awa Ibara gets no reminder until 30 June 2026, as agreed. “She pays in June” Nobody is told."
    )
    assert outcome.result == {"member": "M012", "paused": True, "reason": "asked", "until": "2026-06-30"}


async def test_a_day_that_is_over_is_refused_and_asked_again(bureau: Talk) -> None:
    await bureau.say("jean", "/relances M012 until")

    refused = await bureau.say("jean", "4/3/2026")
    taken = await bureau.say("jean", "5/3/2026")
    done = await bureau.press("jean", "Passer")

    assert refused.result == {"refused": "TOO_EARLY"}
    assert taken.result is None
    assert done.result
    assert done.result["until"] == "2026-03-05"


async def test_who_is_left_out_is_named_and_can_be_reminded_again(bureau: Talk) -> None:
    await bureau.say("jean", "/relances M012 stop")
    stopped = await bureau.press("jean", "Passer")
    await bureau.say("grace", "/reminders")
    listed = bureau.heard("grace")
    await bureau.say("grace", "M012")
    shown = bureau.heard("grace")

    resumed = await bureau.press("grace", "Reminders again")
    again = await bureau.say("grace", "/reminders M012")

    assert stopped.result == {"member": "M012", "paused": True, "reason": "other", "until": None}
    assert listed.endswith("\nLeft in peace at present: Awa Ibara.")
    assert shown == "Awa Ibara gets no reminder until further notice.\nWhat shall change?"
    assert resumed.result == {"member": "M012", "paused": False, "reason": None, "until": None}
    assert again.result is None
    assert "Reminders again" not in bureau.keys("grace")


async def test_a_pause_lifted_by_somebody_else_meanwhile_is_said(bureau: Talk) -> None:
    await bureau.say("jean", "/relances M012 stop")
    await bureau.press("jean", "Passer")
    await bureau.say("jean", "/relances M012")
    await bureau.database.run(lambda work: pauses.resume(work, OPERATOR, "M012"))

    outcome = await bureau.press("jean", "Reprendre les rappels")

    assert outcome.result == {"refused": "NOT_AN_OPTION"}
    assert bureau.heard("jean").endswith("Awa Ibara reçoit les rappels comme tout le monde. Que faut-il changer ?")


async def test_the_member_is_not_told_and_reads_it_in_their_own_file(bureau: Talk) -> None:
    await bureau.say("jean", "/relances M012 stop")
    await bureau.say("jean", "Une longue maladie")
    told = [message for message in bureau.paper.sent if message.to.chat == "awa"]

    await bureau.say("awa", "/mesdonnees")

    held = json.loads(bureau.to("awa").files[0].content)
    assert told == []
    assert [(pause["reason"], pause["note"], pause["since"]) for pause in held["pauses"]] == [
        ("other", "Une longue maladie", "2026-03-05")
    ]


async def test_a_member_without_the_role_is_refused(bureau: Talk) -> None:
    outcome = await bureau.say("awa", "/relances M003")

    assert outcome.result
    assert outcome.result["refused"] == "NOT_AUTHORISED"
    assert "Jean" not in bureau.heard("awa")
