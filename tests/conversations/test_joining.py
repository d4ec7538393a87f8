"""How somebody whom the assistant does not know becomes known: by the code that the bureau hands them."""

from __future__ import annotations

import pytest

from assistant.domain.actors import OPERATOR
from assistant.services import linking
from tests.conversations.association import PEOPLE
from tests.conversations.stage import Stage, fresh

pytestmark = pytest.mark.asyncio(loop_scope="package")
VOUCHED = frozenset(("telegram", "console"))
"""Where a contact can be shared: Telegram says whose it is, a script on the console does itself."""
NO_CODE = "Ce n’est pas un code : un code compte seize lettres, chiffres ou tirets, d’un seul tenant."


async def code_of(stage: Stage, name: str) -> str:
    """What the bureau hands them."""
    return await stage.books.run(lambda work: linking.invite(work, OPERATOR, PEOPLE[name].number))


async def ties(stage: Stage, name: str) -> int:
    """How many accounts on that stage are the member's."""
    number = PEOPLE[name].number
    found = await stage.books.run(lambda work: work.accounts.of_member(number))
    return len([account for account in found if account.channel == stage.name])


@pytest.mark.parametrize(
    ("name", "greeting", "balance"),
    [("awa", "Bonjour Awa.", "Vous devez 20,00 €"), ("joy", "Hello Joy.", "You owe €20.00")],
)
async def test_whoever_gives_their_code_is_greeted_by_name_and_answered_in_their_language(
    stage: Stage, name: str, greeting: str, balance: str
) -> None:
    phone = await stage.phone(name, known=False)
    code = await code_of(stage, name)

    (welcome,) = await phone.say(f"/start {code}")
    (answer,) = await phone.say("/solde")

    assert welcome.text.startswith(greeting)
    assert answer.text.startswith(balance)
    assert await ties(stage, name) == 1


@pytest.mark.parametrize("asked", [True, False])
async def test_a_code_is_enough_by_itself_asked_for_or_not(stage: Stage, *, asked: bool) -> None:
    awa = await stage.phone("awa", known=False)
    code = await code_of(stage, "awa")
    if asked:
        (question,) = await awa.say("/start")
        assert question.text.startswith("Bonjour, je suis l’assistant de N'DZOUANA.")

    (welcome,) = await awa.say(code)

    assert welcome.text.startswith("Bonjour Awa.")
    assert welcome.labels == ("Solde", "Aide")
    assert await ties(stage, "awa") == 1


async def test_a_wrong_code_ties_nobody_and_says_nothing_about_anybody(stage: Stage) -> None:
    awa = await stage.phone("awa", known=False)
    await code_of(stage, "awa")

    (refused,) = await awa.say("/start abcdefghijklmnop")
    (stranger,) = await awa.say("/solde")

    assert refused.text == "Ce code n’est pas valable, ou ne l’est plus. Demandez-en un nouveau au bureau."
    assert stranger.text.startswith("Je ne vous connais pas encore. Écrivez /start suivi du code")
    assert await ties(stage, "awa") == 0


async def test_a_contact_is_spoken_of_where_one_can_be_shared_and_the_code_alone_elsewhere(stage: Stage) -> None:
    awa = await stage.phone("awa", known=False)

    met = [await awa.say("bonjour"), await awa.say("/solde"), await awa.say("/start")]
    puzzled = await awa.say("je n'en ai pas")

    words = [one.text for step in (*met, puzzled) for one in step]
    assert ["contact" in text for text in words] == [stage.name in VOUCHED] * 4
    assert all("bureau" in text for text in words)
    assert words[-1].startswith(NO_CODE) is (stage.name not in VOUCHED)


async def test_the_code_that_was_asked_for_may_come_after_words_that_were_none(stage: Stage) -> None:
    awa = await stage.phone("awa", known=False)
    code = await code_of(stage, "awa")
    await awa.say("/start")
    await awa.say("un instant")

    (refused,) = await awa.say("Abcdefghijklmnop")
    (welcome,) = await awa.say(code)

    assert refused.text.startswith("Ce code n’est pas valable, ou ne l’est plus.")
    assert ("contact" in refused.text) is (stage.name in VOUCHED)
    assert welcome.text.startswith("Bonjour Awa.")
    assert await ties(stage, "awa") == 1


async def test_the_secretary_reads_that_a_member_is_tied(stage: Stage) -> None:
    sylvie = await stage.phone("sylvie")
    rufin = await stage.phone("rufin", known=False)

    await rufin.say(f"/start {await code_of(stage, 'rufin')}")

    assert "Rufin Ibara" in fresh(await sylvie.heard()).text
