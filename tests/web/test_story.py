"""A death in the family, from the declaration to the last contribution, as five people live it at the web chat."""

from __future__ import annotations

import pytest

from tests.web.house import AWA, HILAIRE, PAUL, ROSINE, RUFIN, House
from tests.web.window import Window

pytestmark = pytest.mark.chromium
WORDS = {
    "fr": {
        "father": "Décès de mon père",
        "yesterday": "Hier",
        "name": "Quel était son nom ?",
        "confirm": "Confirmer",
        "announce": "Annoncer",
        "condolences": "Toutes nos condoléances",
        "approve": "Approuver",
        "granted": "Le bureau a donné son accord : 1 000,00 €",
        "called": "Awa Ibara a perdu son père. La cotisation décès est de 50,00 €",
        "sent": "1 000,00 € vous ont été versés",
        "pay": "Payer 50,00 €",
        "transfer": "Virement",
        "today": "Aujourd’hui",
        "skip": "Passer",
        "proof": "justificatif",
        "received": "Votre paiement de 50,00 € est confirmé",
        "fund": "1 000,00 € versés, 200,00 € appelés, 200,00 € reçus, 0,00 € restent dus",
    },
    "en": {
        "father": "Death of my father",
        "yesterday": "Yesterday",
        "name": "What was the name?",
        "confirm": "Confirm",
        "announce": "Announce",
        "condolences": "condolences",
        "approve": "Approve",
        "granted": "The bureau has agreed: €1,000.00",
        "called": "Awa Ibara has lost their father. The death contribution is €50.00",
        "sent": "€1,000.00",
        "pay": "Pay €50.00",
        "transfer": "Transfer",
        "today": "Today",
        "skip": "Skip",
        "proof": "proof",
        "received": "Your payment of €50.00 is confirmed",
        "fund": "€1,000.00 paid, €200.00 called, €200.00 received, €0.00 still due",
    },
}


def test_from_the_declaration_to_the_last_contribution(window: Window, house: House) -> None:
    words = WORDS[house.language]

    window.say(AWA, "/event")
    window.press(AWA, words["father"])
    window.press(AWA, words["yesterday"])
    window.hears(AWA, words["name"])
    window.say(AWA, "Prosper Ibara")
    window.press(AWA, words["confirm"])
    window.hears(AWA, words["condolences"])
    window.press(AWA, words["announce"])
    for voter in (HILAIRE, ROSINE, PAUL):
        window.press(voter, words["approve"])
    window.hears(AWA, words["granted"])
    for who in (RUFIN, HILAIRE, ROSINE, PAUL):
        window.hears(who, words["called"])

    window.say(ROSINE, "/orders 1 today transfer VIR12")
    window.hears(AWA, words["sent"])
    window.press(RUFIN, words["pay"])
    window.press(RUFIN, words["transfer"])
    window.press(RUFIN, words["today"])
    window.press(RUFIN, words["skip"])
    window.press(RUFIN, words["confirm"])
    is_confirmed(window, RUFIN, words, by=ROSINE)
    for who, treasurer in ((HILAIRE, ROSINE), (ROSINE, PAUL), (PAUL, ROSINE)):
        window.say(who, "/pay 50 transfer today")
        window.hears(who, words["proof"])
        window.say(who, "skip")
        window.press(who, words["confirm"])
        is_confirmed(window, who, words, by=treasurer)
    window.say(HILAIRE, "/fund")

    window.hears(HILAIRE, words["fund"])


def is_confirmed(window: Window, who: int, words: dict[str, str], *, by: int) -> None:
    """The other treasurer finds the money at the bank."""
    window.press(by, words["confirm"])
    window.hears(who, words["received"])
