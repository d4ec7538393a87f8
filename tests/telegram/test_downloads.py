"""The download folder: nothing stays there that nobody will handle."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.channels.telegram import Telegram
from tests.telegram import people
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import ODILE, Inbox

PROOF = b"\xff\xd8\xff proof"
DOCUMENT = {"file_id": "d1", "file_name": "../../preuve\x00.jpg", "mime_type": "image/jpeg", "file_size": len(PROOF)}
DAY = 24 * 3600


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """The folder as an earlier process left it: a file of two days ago, one of an hour ago."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name, age in (("old", 2 * DAY), ("recent", 3600)):
        (folder / name).write_bytes(PROOF)
        os.utime(folder / name, (time.time() - age,) * 2)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def given(api: BotApi, inbox: Inbox, *updates: Any) -> Sequence[Any]:
    api.methods.files["d1"] = PROOF
    api.give(*updates)
    return await inbox.until(len(updates))


async def test_at_the_start_what_is_older_than_a_day_goes_and_the_rest_stays(
    downloads: Path, api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    await given(api, inbox, people.message(ODILE, "/aide"))

    assert names(downloads) == ["recent"]


async def test_while_it_runs_what_has_become_older_than_a_day_goes(
    downloads: Path, api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    await given(api, inbox, people.message(ODILE, "/aide"))
    os.utime(downloads / "recent", (0, 0))

    await given(api, inbox, people.message(ODILE, document=DOCUMENT), people.message(ODILE, "voilà"))

    assert "recent" not in names(downloads)
    assert len(names(downloads)) == 1


async def test_a_file_is_the_owner_s_alone_under_a_name_that_nobody_chose(
    tmp_path: Path, api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    (kept,) = await given(api, inbox, people.message(ODILE, document=DOCUMENT))

    folder, path = tmp_path / "downloads", Path(kept.file.path)
    assert kept.file.name == "....preuve.jpg"
    assert (path.parent, folder.stat().st_mode & 0o777) == (folder, 0o700)
    assert path.name.isalnum()


async def test_a_file_whose_message_was_not_kept_goes_and_is_fetched_again(
    tmp_path: Path, api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    inbox.broken = 2

    (kept,) = await given(api, inbox, people.message(ODILE, document=DOCUMENT))

    assert [str(path) for path in await asyncio.to_thread(list, (tmp_path / "downloads").iterdir())] == [kept.file.path]


async def test_a_file_that_breaks_off_leaves_nothing(
    tmp_path: Path, api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    api.faults.add(kind="close", method="file", count=-1)

    (kept,) = await given(api, inbox, people.message(ODILE, document=DOCUMENT))

    assert kept.file.path == ""
    assert names(tmp_path / "downloads") == []
