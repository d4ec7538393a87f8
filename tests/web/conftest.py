from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.settings import Listen
from tests.loopback import free_port
from tests.web.hall import Hall, listening, web_chat
from tests.web.house import House, open_house
from tests.web.window import PATIENCE, Window

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed before the next module: while it lives, this thread runs no other event loop."""
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing: `chromium` is not on the path")
    if path is None:
        pytest.skip("Chromium is missing: install `chromium` to try the page in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def address(hall: Hall, tmp_path: Path) -> Iterator[str]:
    """The demo's page with the stand-in association behind it."""
    with listening(web_chat(hall, tmp_path, Listen("127.0.0.1", free_port()))) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A wide window on the demo; it must say nothing on its console."""
    context = chromium.new_context(viewport={"width": 1360, "height": 820}, locale="fr-FR", reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.wait_for_selector(".chat textarea")
    yield page
    context.close()
    assert [text for text in said if "net::ERR_FAILED" not in text] == []


@pytest.fixture(params=["fr", "en"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, request.param) as house:
        yield house


@pytest.fixture
def window(chromium: Browser, house: House) -> Iterator[Window]:
    context = chromium.new_context(
        viewport={"width": 1700, "height": 900}, locale=house.language, reduced_motion="reduce"
    )
    yield Window(context, house)
    context.close()
