from assistant.domain.members import Role
from tests.handlers.talk import Talk, member


async def test_the_treasurer_says_up_to_which_day_the_bank_is_entered(talk: Talk) -> None:
    await talk.register(member("M005", "Zéphirin", Role.TREASURER))
    await talk.say("zéphirin", "/banque")

    outcome = await talk.say("zéphirin", "28 février")
    said = talk.heard("zéphirin")
    await talk.say("zéphirin", "/banque")

    assert outcome.result == {"bank_entered_until": "2026-02-28"}
    assert said == "Noté : la banque est saisie jusqu’au 28 février 2026."
    assert talk.heard("zéphirin").startswith("La banque est saisie jusqu’au 28 février 2026. Jusqu’à quel jour")


async def test_a_day_to_come_is_refused_and_asked_again(talk: Talk) -> None:
    await talk.register(member("M005", "Zéphirin", Role.TREASURER))
    await talk.say("zéphirin", "/banque")

    refused = await talk.say("zéphirin", "6/3/2026")
    outcome = await talk.say("zéphirin", "aujourd’hui")

    assert refused.result == {"refused": "FUTURE_DATE"}
    assert outcome.result == {"bank_entered_until": "2026-03-05"}


async def test_whoever_is_not_a_treasurer_is_refused(talk: Talk) -> None:
    await talk.register(member("M003", "Jean", Role.SECRETARY))

    outcome = await talk.say("jean", "/banque 28/02")

    assert outcome.result
    assert outcome.result["refused"] == "NOT_AUTHORISED"
