"""An assembly, from its convocation to the minutes that everybody has, as five people live it at the web chat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.house import AWA, HILAIRE, NOON, PAUL, ROSINE, RUFIN, House
from tests.web.window import Window

pytestmark = pytest.mark.chromium
WORDS = {
    "fr": {
        "skip": "Passer",
        "agenda": "L’ordre du jour du règlement",
        "confirm": "Confirmer",
        "agree": "D’accord",
        "called": "Convocation à l’assemblée générale ordinaire",
        "coming": "Je viens",
        "you_come": "vous venez à l’assemblée générale ordinaire",
        "proxy": "Donner procuration",
        "who": "Qui votera pour vous",
        "given": "Awa Ibara votera pour vous",
        "held": "Rufin Ibara vous donne procuration",
        "three": "3 requises, 3 présentes, 1 représentée",
        "open": "Ouvrir la séance",
        "vote": "Voter",
        "tariffs": "Examen du montant des cotisations et des primes",
        "phones": "Sur les téléphones",
        "for": "Pour",
        "for_me": "Pour (ma voix)",
        "against": "Contre",
        "for_rufin": "Pour (Rufin Ibara)",
        "four": "Voix exprimées : 4 sur 4",
        "count": "Compter les voix",
        "adopted": "Adopté : 3 pour, 1 contre, 0 abstention",
        "close": "Clore la séance",
        "sheet": "La feuille de présence est jointe",
        "open_now": "La séance est ouverte",
        "all": "Unanimité des présents (3 voix)",
        "approved": "Approuvé",
        "monthly": "Convocation à la réunion mensuelle",
        "minutes": "Le texte complet est joint",
    },
    "en": {
        "skip": "Skip",
        "agenda": "The bylaws’ agenda",
        "confirm": "Confirm",
        "agree": "Agree",
        "called": "You are called to the ordinary general assembly",
        "coming": "I am coming",
        "you_come": "you are coming to the ordinary general assembly",
        "proxy": "Give a proxy",
        "who": "Who will vote for you",
        "given": "Awa Ibara votes for you",
        "held": "Rufin Ibara gives you their vote",
        "three": "3 required, 3 present, 1 represented",
        "open": "Open the meeting",
        "vote": "Vote",
        "tariffs": "Examination of the dues and of the payouts",
        "phones": "On the telephones",
        "for": "For",
        "for_me": "For (mine)",
        "against": "Against",
        "for_rufin": "For (Rufin Ibara)",
        "four": "4 of 4 votes are in",
        "count": "Count the votes",
        "adopted": "Adopted: 3 for, 1 against, 0 abstaining",
        "close": "Close the meeting",
        "sheet": "The attendance sheet is attached",
        "open_now": "The meeting is open",
        "all": "All who are present (3 votes)",
        "approved": "Approved",
        "monthly": "You are called to the monthly meeting",
        "minutes": "The whole is attached",
    },
}


def test_from_the_convocation_to_the_minutes(window: Window, house: House) -> None:
    words = WORDS[house.language]

    window.say(HILAIRE, "/convene ago 05/03/2026 18:00")
    window.say(HILAIRE, "12 rue de la Gare, 93200 Saint-Denis")
    for answer in ("skip", "agenda", "confirm"):
        window.press(HILAIRE, words[answer])
    window.press(ROSINE, words["agree"])
    window.press(ROSINE, words["confirm"])
    window.hears(AWA, words["called"])
    window.press(AWA, words["coming"])
    window.hears(AWA, words["you_come"])
    window.press(RUFIN, words["proxy"])
    window.hears(RUFIN, words["who"])
    window.say(RUFIN, "S010")
    window.press(RUFIN, words["confirm"])
    window.hears(RUFIN, words["given"])
    window.hears(AWA, words["held"])

    for number in ("S001", "S002", "S010"):
        window.say(HILAIRE, f"/session check_in {number}")
    window.hears(HILAIRE, words["three"])
    window.say(HILAIRE, "/session")
    window.press(HILAIRE, words["open"])
    window.press(HILAIRE, words["vote"])
    window.press(HILAIRE, words["tariffs"])
    window.press(HILAIRE, words["phones"])
    window.press(AWA, words["for_me"])
    window.press(AWA, words["for_rufin"])
    window.press(HILAIRE, words["for"])
    window.press(ROSINE, words["against"])
    window.say(HILAIRE, "/session vote")
    window.hears(HILAIRE, words["four"])
    window.press(HILAIRE, words["count"])
    window.hears(HILAIRE, words["adopted"])
    window.press(HILAIRE, words["close"])
    window.press(HILAIRE, words["confirm"])
    window.hears(HILAIRE, words["sheet"])

    house.clock.instant = NOON + timedelta(hours=1)
    window.say(HILAIRE, "/convene monthly 05/03/2026 20:00")
    window.say(HILAIRE, "12 rue de la Gare, 93200 Saint-Denis")
    for answer in ("skip", "agenda", "confirm"):
        window.press(HILAIRE, words[answer])
    window.hears(RUFIN, words["monthly"])
    for number in ("S001", "S002", "S003"):
        window.say(HILAIRE, f"/session 2 check_in {number}")
    window.say(HILAIRE, "/session 2 open")
    window.hears(HILAIRE, words["open_now"])
    window.say(HILAIRE, "/minutes 1 approve")
    window.press(HILAIRE, words["all"])
    window.hears(HILAIRE, words["approved"])
    window.say(HILAIRE, "/minutes 1 send")
    window.press(HILAIRE, words["confirm"])

    for who in (AWA, RUFIN, PAUL):
        window.hears(who, words["minutes"])
