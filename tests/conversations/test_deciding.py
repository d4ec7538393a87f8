"""An expense put to the vote of the bureau: a card each, in each reader's language, until all have said yes."""

from __future__ import annotations

import pytest

from assistant.domain.orders import OrderState
from tests.conversations.stage import Phone, Stage, edited, fresh

pytestmark = pytest.mark.asyncio(loop_scope="package")

ASKED = "45,90 € à Awa Ibara (M012) : « Peinture <blanche> & vis ».\nPrévu le 5 mars 2026.\n"
AGREED = "Le bureau a donné son accord le 5 mars 2026 à 10 h 00 ; Paul Ibara a répondu en dernier."


async def propose(awa: Phone) -> None:
    """Paint, for that day."""
    await awa.say("/depense 45,90")
    await awa.say("Peinture <blanche> & vis")
    await awa.press("Aujourd’hui")
    await awa.press("Passer")
    await awa.press("Confirmer")


async def state_of(stage: Stage) -> OrderState | None:
    """The first order's."""
    kept = await stage.books.run(lambda work: work.orders.get(1))
    return kept.state if kept else None


async def test_each_of_the_bureau_votes_and_the_last_yes_decides_on_every_card(stage: Stage) -> None:
    awa, hilaire, sylvie, rosine, paul = [
        await stage.phone(name) for name in ("awa", "hilaire", "sylvie", "rosine", "paul")
    ]
    await propose(awa)

    (asked,) = await hilaire.heard()
    first = await hilaire.press("Approuver")
    await sylvie.press("Approuver")
    await rosine.press("Approuver")
    before = await state_of(stage)
    last = await paul.press("Approve")
    (card,) = await hilaire.heard()
    (told,) = await awa.heard()

    assert asked.text == f"{ASKED}Tout le bureau est interrogé (art. 25) : 0 pour, 0 contre, 4 en attente."
    assert asked.labels == ("Approuver", "Refuser")
    assert (
        fresh(first).text
        == "Vous avez approuvé. Tout le bureau est interrogé (art. 25) : 1 pour, 0 contre, 3 en attente."
    )
    assert edited(first).text.endswith("Vous avez approuvé.")
    assert fresh(last).text == (
        "You have agreed. The whole bureau agrees (art. 25). Awa Ibara can buy, and sends the receipt afterwards."
    )
    assert (card.edits, card.labels) == (True, ())
    assert card.text.endswith(
        "Le bureau a donné son accord le 5 mars 2026 à 10 h 00 ; Paul Ibara a répondu en dernier."
    )
    assert told.text.startswith("Le bureau a donné son accord pour votre dépense de 45,90 €")
    assert told.labels == ("Envoyer le justificatif",)
    assert (before, await state_of(stage)) == (OrderState.PROPOSED, OrderState.APPROVED)


async def test_one_no_with_its_reason_ends_the_vote(stage: Stage) -> None:
    awa, hilaire, sylvie = [await stage.phone(name) for name in ("awa", "hilaire", "sylvie")]
    await propose(awa)
    await sylvie.heard()

    (why,) = await hilaire.press("Refuser")
    await hilaire.say("Trop <cher>")
    (card,) = await sylvie.heard()
    (late,) = await sylvie.press("Approuver")
    (told,) = await awa.heard()

    assert why.text.startswith("Pourquoi")
    assert (card.edits, card.labels) == (True, ())
    assert "« Trop <cher> »" in card.text
    assert late.text.startswith("C’est déjà fait.\n")
    assert "« Trop <cher> »" in told.text
    assert await state_of(stage) is OrderState.REFUSED


async def test_a_vote_may_be_cast_by_typing_what_the_button_says(stage: Stage) -> None:
    awa, hilaire = await stage.phone("awa"), await stage.phone("hilaire")
    await propose(awa)

    voted = await hilaire.say("approuver")

    assert "1 pour, 0 contre, 3 en attente" in fresh([one for one in voted if not one.labels]).text
