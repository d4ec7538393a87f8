"""The cards that come unasked: what can be answered on them, and what they say once that is over."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.claim_cards import superseded
from handlers.claim_notices import claim_card, claim_repay
from tests.handlers.claim_data import FRENCH, cancelled, claim, decided, refusal
from tests.handlers.talk import plain


@pytest.mark.parametrize(
    ("data", "labels"),
    [
        (claim(), ["Approuver", "Refuser", "Plus"]),
        (refusal("MISSING_DOCUMENT"), ["Refuser", "Plus"]),
        (refusal("NOT_UP_TO_DATE"), ["Plus"]),
        (claim(voted="approve"), []),
        (claim(superseded=True), ["Plus"]),
        (decided("refused", reason="Non"), []),
    ],
)
def test_a_voter_s_card_offers_what_can_be_answered_and_never_a_document(
    data: dict[str, Any], labels: list[str]
) -> None:
    shown = claim_card(FRENCH, data | {"documents": [[9, "image/jpeg"]]})

    assert [button.label for button in shown.buttons] == labels
    assert shown.files == ()


def test_the_buttons_of_a_card_are_those_of_its_round() -> None:
    yes, no, more = claim_card(FRENCH, claim(round=2)).buttons

    assert (yes.command, yes.arguments) == ("claims", ("3", "r2", "approve"))
    assert no.arguments == ("3", "r2", "refuse")
    assert more.arguments == ("3",)


@pytest.mark.parametrize(("voted", "said"), [("approve", "Vous avez approuvé."), ("refuse", "Vous avez refusé.")])
def test_the_voter_s_own_answer_stands_last(voted: str, said: str) -> None:
    assert plain(claim_card(FRENCH, claim(voted=voted)).text).endswith(f"\n{said}")


def test_a_card_of_a_round_that_is_over_says_so() -> None:
    assert plain(superseded(FRENCH, claim())) == (
        "Décès du père (« Prosper Ibara ») : Awa Ibara (M012), le 1er mars 2026.\n"
        "Le règlement conclut autrement depuis : les réponses données sur cette fiche ne comptent plus."
    )


def test_a_treasurer_is_asked_to_get_the_money_back_until_it_is() -> None:
    asked, done = claim_repay(FRENCH, cancelled("paid")), claim_repay(FRENCH, cancelled("paid", repaid=True))

    assert plain(asked.text).startswith(
        "1 000,00 € sont à récupérer : le bureau a annulé la demande pour laquelle cette somme a été versée "
        "(« Erreur »). Notez-le ici quand ce sera fait.\nDécès du père"
    )
    assert [(button.command, button.arguments) for button in asked.buttons] == [("claims", ("3", "repaid"))]
    assert plain(done.text).endswith("\nLes 1 000,00 € versés sont revenus.")
    assert done.buttons == ()
