import pytest

from assistant.bylaws.reglement import parse
from assistant.clocks import StandingClock
from assistant.ports import Database
from tests.handlers.talk import Talk, member

TEXT = """# Règlement intérieur
## Article 8 : Situation du membre
Est à jour le membre dont le **débit** ne dépasse pas le montant accepté.
## Article 16 : Votes et procurations
Un membre à jour peut donner procuration à un autre <b>membre</b> à jour.
## Article 17 : Quorum
La procuration compte dans le quorum.
"""


async def test_an_article_is_shown_with_its_figures(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", "/reglement 8")

    assert talk.heard("awa") == "Art. 8 – Être à jour\nRetard accepté : 60,00 €"
    assert outcome.result == {"article": "NDZ art. 8"}


async def test_the_annex_tells_what_is_paid_and_called_for_each_event(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", "/reglement annexe")

    assert outcome.result == {"article": "NDZ annexe"}
    assert "Décès du père : 1 000,00 € versés, 50,00 € par membre" in talk.heard("awa")
    assert "Naissance : 150,00 € versés" in talk.heard("awa")


async def test_without_an_argument_the_article_is_asked_for(talk: Talk) -> None:
    await talk.register(member("M011", "Joy", language="en"))
    await talk.say("joy", "/rules")
    asked = talk.to("joy").question

    outcome = await talk.say("joy", "art. 8")

    assert asked == "article"
    assert outcome.result == {"article": "NDZ art. 8"}
    assert "Accepted arrears: €60.00" in talk.heard("joy")


async def test_words_find_the_articles_that_speak_of_them(database: Database, clock: StandingClock) -> None:
    talk = Talk(database, clock, parse(TEXT))
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", "/reglement procurations")
    found = talk.heard("awa")
    await talk.press("awa", "Art. 16")

    assert outcome.result == {"articles": ["NDZ art. 16", "NDZ art. 17"]}
    assert found == ("Ces articles parlent de « procurations » :\nArt. 16 – Votes et procurations\nArt. 17 – Quorum")
    assert "Un membre à jour peut donner procuration à un autre membre à jour." in talk.heard("awa")


async def test_words_that_are_nowhere_are_answered_kindly_and_shown_as_typed(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", "/reglement <b>zorglub")

    assert outcome.result == {"articles": []}
    assert talk.to("awa").text.unescape().startswith("Je n’ai rien trouvé sur «\u00a0<b>zorglub\u00a0».")


@pytest.mark.parametrize("words", ["règlement procuration", "que dit le règlement sur la procuration ?"])
async def test_a_plain_request_finds_an_article_too(talk: Talk, words: str) -> None:
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", words)

    assert outcome.result == {"article": "NDZ art. 16"}
