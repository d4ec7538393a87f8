import pytest

from tests.handlers.talk import Talk, member


@pytest.mark.parametrize("word", ["cancel", "Annuler", "ANNULER"])
async def test_a_dialogue_is_left_in_english_or_in_ones_own_language(talk: Talk, word: str) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.say("awa", "/langue")

    outcome = await talk.say("awa", word)

    assert outcome.result == {"cancelled": "language"}
    assert talk.heard("awa") == "Annulé : rien n’a été enregistré."


async def test_a_thousand_arguments_are_answered_at_once(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", "/langue " + "mot " * 1000)

    assert talk.to("awa").question == "language"
    assert outcome.result is None
