"""Several people before the web chat, at two windows side by side."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.house import AT_ONE_WINDOW, House

PATIENCE = 60_000
"""Milliseconds until something must have been said: a busy machine takes a while over a PDF."""


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
        self._answered(who)

    def press(self, who: int, label: str) -> None:
        """The last button of that name."""
        self.chat(who).get_by_role("button", name=label, exact=True).last.click()
        self._answered(who)

    def _answered(self, who: int) -> None:
        """Whoever has said something waits until it is answered, as people do."""
        expect(self.chat(who).locator(".typing")).to_have_count(0, timeout=PATIENCE)

    def hears(self, who: int, text: str) -> None:
        """One of the answers says so, whatever its spaces."""
        said = re.compile(re.escape(text).replace(r"\ ", r"\s"))
        answers = self.chat(who).locator(".bubble:not(.mine) .text").filter(has_text=said)
        expect(answers.last).to_be_visible(timeout=PATIENCE)
