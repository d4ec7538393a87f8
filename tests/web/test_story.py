"""A death in the family, from the declaration to the last contribution, as five people live it at the web chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.web.house import AT_ONE_WINDOW, AWA, HILAIRE, PAUL, ROSINE, RUFIN, House, open_house

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


@pytest.fixture(params=["fr", "en"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, request.param) as house:
        yield house


class Window:
    """What five people see and do."""

    def __init__(self, context: BrowserContext, house: House) -> None:
        self.pages = [context.new_page() for _ in house.windows]
        for page, address in zip(self.pages, house.windows, strict=True):
            page.goto(address)
        self.front: Page | None = None

    def chat(self, who: int) -> Locator:
        """A page behind another is drawn too seldom to be clicked quickly."""
        page, place = (self.pages[0], who) if who < AT_ONE_WINDOW else (self.pages[1], who - AT_ONE_WINDOW)
        if page is not self.front:
            page.bring_to_front()
            self.front = page
        return page.locator(".chat").nth(place)

    def say(self, who: int, text: str) -> None:
        box = self.chat(who).locator("textarea")
        box.fill(text)
        box.press("Enter")

    def press(self, who: int, label: str) -> None:
        """The last button of that name."""
        self.chat(who).get_by_role("button", name=label, exact=True).last.click()

    def hears(self, who: int, text: str) -> None:
        """One of the answers says so, whatever its spaces."""
        said = re.compile(re.escape(text).replace(r"\ ", r"\s"))
        answers = self.chat(who).locator(".bubble:not(.mine) .text").filter(has_text=said)
        expect(answers.last).to_be_visible()


@pytest.fixture
def window(chromium: Browser, house: House) -> Iterator[Window]:
    context = chromium.new_context(
        viewport={"width": 1700, "height": 900}, locale=house.language, reduced_motion="reduce"
    )
    yield Window(context, house)
    context.close()


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
