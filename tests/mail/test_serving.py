"""E-mail as an operator has it: the variables in `.env`, `serve` and `doctor` in processes of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from json import loads
from pathlib import Path

import pytest
from markupsafe import Markup

import storage
from assistant import bylaws
from assistant.chat import Reply
from assistant.clocks import SystemClock
from assistant.domain.messages import Address, Outgoing
from tests.conftest import PARIS
from tests.loopback import free_port
from tests.mail.post_office import PASSWORD, USER, PostOffice, opened

PATIENCE = 120.0
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")


async def _queue(folder: Path) -> None:
    url = f"sqlite:///{folder / 'assistant.db'}"
    storage.upgrade(url)
    database = storage.open_database(url, bylaws=bylaws.load("ndzouana"), clock=SystemClock(), timezone=PARIS)
    body = Reply(Markup("<b>Réunion</b> demain."), subject="Convocation").body()
    await database.run(lambda work: work.outbox.put(Outgoing(Address("mail", "awa@example.org", None), "reply", body)))
    await database.close()


async def _assistant(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    """In that folder, with what its `.env` says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SMTP", "MAIL", "ASSIST"))}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "error", "-m", "assistant", *arguments),
        cwd=folder,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def _dotenv(folder: Path, office: PostOffice, password: str) -> None:
    (folder / "url").write_text(f"smtp://{USER}:{password.replace('/', '%2F')}@127.0.0.1:{office.port}\n")
    (folder / ".env").write_text(
        f"ASSISTANT_DATA_DIR={folder}\nWEB_CHAT_LISTEN=127.0.0.1:{free_port()}\nASSISTANT_LOG_LEVEL=DEBUG\n"
        f'SMTP_URL_FILE={folder / "url"}\nMAIL_FROM="N’DZOUANA <bureau@example.org>"\n',
        encoding="utf-8",
    )


async def test_serving_sends_what_is_queued_as_the_variables_say_and_tells_nobody_the_login(tmp_path: Path) -> None:
    await _queue(tmp_path)
    async with opened(PostOffice(), login=True) as office:
        _dotenv(tmp_path, office, PASSWORD)
        serving = await _assistant(tmp_path, "serve")
        await asyncio.wait_for(office.came.wait(), PATIENCE)
        serving.send_signal(signal.SIGTERM)
        said, told = await asyncio.wait_for(serving.communicate(), PATIENCE)

    (letter,) = office.letters
    assert (letter["To"], letter["Subject"]) == ("awa@example.org", "Convocation")
    assert letter["From"].addresses[0].display_name == "N’DZOUANA"
    assert serving.returncode == 0
    assert b"Traceback" not in told
    assert b"canary" not in said + told


@pytest.mark.parametrize(("password", "fine"), [(PASSWORD, True), ("wrong/canary", False)])
async def test_the_doctor_says_whether_the_mail_server_answers_and_sends_nothing(
    tmp_path: Path, password: str, fine: bool
) -> None:
    await _queue(tmp_path)
    async with opened(PostOffice(), login=True) as office:
        _dotenv(tmp_path, office, password)
        said, told = await asyncio.wait_for((await _assistant(tmp_path, "doctor", "--json")).communicate(), PATIENCE)

    (finding,) = [row for row in loads(said) if row["what"] == "e-mail"]
    assert finding["ok"] is fine
    assert f"127.0.0.1:{office.port}" in finding["says"]
    assert ("takes the login" in finding["says"]) is fine
    assert b"canary" not in said + told
    assert office.taken == []
