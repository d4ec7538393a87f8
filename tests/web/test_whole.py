"""The whole assistant as a process of its own, used in a real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.loopback import free_port
from tests.web.hall import WORDS

pytestmark = pytest.mark.chromium
ROOT = Path(__file__).parents[2]
MEMBERS = (
    "numero;nom;prenom;telephone;courriel;date_adhesion;statut;role;section;conjoint;langue\n"
    "A001;KOUMBA;Awa;06 39 98 71 03;awa@example.org;17/05/2019;actif;;Centre;;fr\n"
)


def environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "TELEGRAM_"))}
    return {**kept, "ASSISTANT_DATA_DIR": str(folder), "WEB_CHAT_LISTEN": f"127.0.0.1:{port}", "TELEGRAM_TOKEN": ""}


def assistant(*arguments: str, env: Mapping[str, str]) -> str:
    run = [sys.executable, "-m", "assistant", *arguments]
    done = subprocess.run(  # noqa: S603 - the project's own command
        run, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


@contextmanager
def running(command: str, env: Mapping[str, str], port: int) -> Iterator[str]:
    """The process, up and answering; it must end cleanly when it is told to."""
    process = subprocess.Popen(  # noqa: S603 - the project's own command
        [sys.executable, "-m", "assistant", command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(900):
        assert process.poll() is None, f"the assistant ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the assistant does not listen")


def say(page: Page, text: str, chat: int = 0) -> None:
    page.locator(".chat").nth(chat).locator("textarea").fill(text)
    page.locator(".chat").nth(chat).locator("textarea").press("Enter")


def answers(page: Page, chat: int = 0) -> list[str]:
    return page.locator(".chat").nth(chat).locator(".bubble:not(.mine) .text").all_inner_texts()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with running("demo", environment(tmp_path_factory.mktemp("demo"), port), port) as address:
        yield address


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1360, "height": 820}, locale="fr-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_the_demo_tells_what_is_owed_in_plain_words_or_by_command(visitor: Page, demo: str) -> None:
    visitor.goto(f"{demo}/#demo:D007")

    say(visitor, "/solde")
    say(visitor, "combien je dois ?")

    told = visitor.locator(".bubble:not(.mine) b", has_text=re.compile("30,00\u00a0€"))
    expect(told).to_have_count(2)


def test_the_demo_lets_somebody_in_by_their_own_contact(visitor: Page, demo: str) -> None:
    visitor.goto(f"{demo}/#demo:D018")
    say(visitor, "/start")

    visitor.get_by_role("button", name=WORDS["share_contact"]).click()
    expect(visitor.locator(".bubble:not(.mine):not(.typing)").last).to_contain_text("Nelly")
    say(visitor, "/solde")

    expect(visitor.locator(".bubble:not(.mine) b", has_text=re.compile("20,00\u00a0€"))).to_have_count(1)


def test_a_dialogue_in_the_demo_edits_its_question_in_place(visitor: Page, demo: str) -> None:
    visitor.goto(f"{demo}/#demo:D003")
    told = visitor.locator(".bubble:not(.mine):not(.typing)")
    say(visitor, "/langue")
    english = visitor.get_by_role("button", name="English", exact=True)
    expect(english).to_be_visible()
    asked = told.count()

    english.click()

    expect(english).to_have_count(0)
    expect(told).to_have_count(asked)
    say(visitor, "/balance")
    expect(visitor.locator(".chat")).to_have_attribute("lang", "en")


def test_reminders_arrive_when_the_demos_clock_moves_and_a_reload_keeps_them(visitor: Page, demo: str) -> None:
    visitor.goto(f"{demo}/#demo:D008,demo:D002")
    expect(visitor.locator(".chat")).to_have_count(2)

    visitor.get_by_role("button", name=WORDS["stop_reminder"]).click()
    expect(visitor.locator(".chat").nth(0).locator(".bubble b", has_text="95,00")).to_have_count(1)
    expect(visitor.locator(".chat").nth(1).locator(".bubble", has_text="cotisation, novembre 2026")).to_have_count(1)
    expect(visitor.locator("#clock.moving")).to_have_count(0)
    before = answers(visitor, 0), answers(visitor, 1)
    visitor.reload()

    expect(visitor.locator(".chat").nth(1).locator(".bubble")).to_have_count(len(before[1]))
    assert (answers(visitor, 0), answers(visitor, 1)) == before
    expect(visitor.locator("#clock .day")).to_have_text("jeudi 5 novembre 2026")
    expect(visitor.locator("#clock .hour")).to_contain_text("09:0")


def test_a_browser_is_tied_to_a_member_by_a_code_and_stays_so_after_a_restart(
    chromium: Browser, tmp_path: Path
) -> None:
    port = free_port()
    env = environment(tmp_path, port)
    members = tmp_path / "members.csv"
    members.write_text(MEMBERS, encoding="utf-8")
    assistant("init", env=env)
    assistant("import", "members", str(members), env=env)
    code = re.search(r"[A-Za-z0-9_-]{16}", assistant("invite", "A001", env=env))
    assert code is not None
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()

    with running("serve", env, port) as address:
        page.goto(address)
        expect(page.get_by_text(WORDS["welcome_code"])).to_be_visible()
        say(page, f"/start {code[0]}")
        expect(page.locator(".bubble:not(.mine):not(.typing)")).to_contain_text("Awa")
    with running("serve", env, port) as address:
        page.goto(address)
        say(page, "/solde")

        expect(page.locator(".bubble:not(.mine):not(.typing)")).to_have_count(2)
        expect(page.locator(".bubble:not(.mine) b").last).to_be_visible()
    context.close()
