"""A treasurer who types instead of pressing, while another card comes in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from assistant.chat.typed import READING
from assistant.domain.payments import PaymentState
from tests.conversations.association import MORNING
from tests.conversations.stage import Phone, Stage, fresh

pytestmark = pytest.mark.asyncio(loop_scope="package")

FIRST, SECOND = MORNING + timedelta(minutes=13), MORNING + timedelta(minutes=17)
"""Apart, since a homeserver knows a message again by its number and when it was queued."""
WHICH = (
    "Un nouveau message est arrivé pendant que vous écriviez ; rien n’a été fait. Lequel vouliez-vous ? Touchez-le, ou "
    "écrivez 1 pour le premier, 2 pour le second."
)
OFFERED = (
    "Confirmer : Awa Ibara (M012) : 20,00 € par virement, le 4 mars …",
    "Confirmer : Joy Ibara (M013) : 20,00 € par virement, le 4 mars …",
)


async def two_cards(stage: Stage, at: datetime) -> Phone:
    """Rosine has read of Awa's payment; Joy's comes in this very moment."""
    awa, joy, rosine = [await stage.phone(name) for name in ("awa", "joy", "rosine")]
    await stage.at(at - timedelta(minutes=1))
    await awa.say("/payer 20 virement hier")
    await awa.press("Passer")
    await awa.press("Confirmer")
    await rosine.heard()
    await stage.at(at)
    await joy.say("/pay 20 transfer yesterday")
    await joy.press("Skip")
    await joy.press("Confirm")
    return rosine


async def states_of(stage: Stage) -> list[PaymentState]:
    """Awa's, then Joy's."""
    kept = await stage.books.run(lambda work: [work.payments.get(number) for number in (1, 2)])
    return [payment.state for payment in kept if payment is not None]


async def test_a_number_typed_as_another_card_comes_in_decides_neither_and_then_the_one_that_is_chosen(
    stage: Stage,
) -> None:
    rosine = await two_cards(stage, FIRST)

    (which,) = [one for one in await rosine.say("1") if one.text == WHICH]
    before = await states_of(stage)
    confirmed = fresh(await rosine.say("1"))

    assert which.labels == OFFERED
    assert before == [PaymentState.DECLARED, PaymentState.DECLARED]
    assert confirmed.text == "Confirmé : Awa Ibara, 20,00 €. Reçu n° 2026-0001.\nIl en reste un : 20,00 €."
    assert await states_of(stage) == [PaymentState.CONFIRMED, PaymentState.DECLARED]


async def test_a_number_typed_once_the_newer_card_can_have_been_read_decides_it(stage: Stage) -> None:
    rosine = await two_cards(stage, SECOND)
    await stage.at(SECOND + READING)

    confirmed = await rosine.say("1")

    assert fresh(confirmed).text == "Confirmé : Joy Ibara, 20,00 €. Reçu n° 2026-0001.\nIl en reste un : 20,00 €."
    assert await states_of(stage) == [PaymentState.DECLARED, PaymentState.CONFIRMED]
