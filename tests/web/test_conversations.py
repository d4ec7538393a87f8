from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.web import Conversations, FileConversations, MemoryConversations
from assistant.channels.web.markup import runs, safe_link
from assistant.channels.web.shelf import Shelf, safe_name
from storage.seal import WEB_CHAT, Seal

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
AWA, ROSE = "a" * 32, "b" * 32


@pytest.fixture(params=["memory", "file"])
def conversations(request: pytest.FixtureRequest, tmp_path: Path) -> Conversations:
    return MemoryConversations() if request.param == "memory" else FileConversations(tmp_path)


def test_lines_come_back_in_the_order_said_after_the_last_one_seen(conversations: Conversations) -> None:
    first = conversations.append(AWA, "1", NOON, {"text": "un"})
    conversations.append(ROSE, "1", NOON, {"text": "autre"})
    second = conversations.append(AWA, "2", NOON, {"text": "deux"})

    assert conversations.since([AWA], 0) == [first, second]
    assert conversations.since([AWA], first.seq) == [second]
    assert [line.body["text"] for line in conversations.since([ROSE, AWA], 0)] == ["un", "autre", "deux"]


def test_a_key_is_kept_once_in_a_chat(conversations: Conversations) -> None:
    first = conversations.append(AWA, "1", NOON, {"text": "un"})
    again = conversations.append(AWA, "1", NOON, {"text": "encore"})

    assert again is first
    assert len(conversations.since([AWA], 0)) == 1


def test_a_restart_forgets_nothing_and_numbers_go_on(tmp_path: Path) -> None:
    before = FileConversations(tmp_path).append(AWA, "1", NOON, {"text": "é"})
    after = FileConversations(tmp_path)

    added = after.append(AWA, "2", NOON, {"text": "b"})

    assert after.since([AWA], 0) == [before, added]
    assert added.seq > before.seq


def test_a_line_cut_short_by_a_crash_spoils_no_other(tmp_path: Path) -> None:
    FileConversations(tmp_path).append(AWA, "1", NOON, {"text": "un"})
    with (tmp_path / "conversations.jsonl").open("a") as file:
        file.write('{"seq": 17')

    after = FileConversations(tmp_path)
    after.append(AWA, "2", NOON, {"text": "deux"})

    assert [line.key for line in FileConversations(tmp_path).since([AWA], 0)] == ["1", "2"]


@pytest.mark.parametrize(("age", "kept"), [(timedelta(days=30), True), (timedelta(days=30, seconds=1), False)])
def test_lines_are_kept_thirty_days(tmp_path: Path, age: timedelta, kept: bool) -> None:
    FileConversations(tmp_path).append(AWA, "old", NOON, {})
    later = FileConversations(tmp_path)

    later.append(AWA, "new", NOON + age, {})

    keys = [line.key for line in FileConversations(tmp_path).since([AWA], 0)]
    assert keys == (["old", "new"] if kept else ["new"])


def test_only_the_owner_may_read_what_was_said(tmp_path: Path) -> None:
    FileConversations(tmp_path / "web").append(AWA, "1", NOON, {})

    assert (tmp_path / "web" / "conversations.jsonl").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "web").stat().st_mode & 0o777 == 0o700


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files", Seal("secret"))


def aged(path: Path, age: timedelta) -> None:
    """It has been there for so long."""
    then = time.time() - age.total_seconds()
    os.utime(path, (then, then))


def test_a_file_is_found_by_its_id_alone(shelf: Shelf) -> None:
    file = shelf.keep(b"acte de naissance")

    assert shelf.content(file) == b"acte de naissance"
    assert [shelf.content(other) for other in ("", "../conversations.jsonl", "incoming", file[:-1] + "-")] == [None] * 4


def test_what_is_shown_stands_sealed_and_its_owner_alone_may_read_it(shelf: Shelf) -> None:
    path = shelf.folder / shelf.keep(b"acte de naissance")

    assert b"naissance" not in path.read_bytes()
    assert (path.stat().st_mode & 0o777, shelf.folder.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("other", [Seal("another"), Seal("secret", WEB_CHAT)])
def test_what_another_key_sealed_is_not_shown(shelf: Shelf, other: Seal) -> None:
    file = shelf.keep(b"acte")

    assert Shelf(shelf.folder, other).content(file) is None
    assert Shelf(shelf.folder, Seal("secret")).content(file) == b"acte"


@pytest.mark.parametrize("broken", [b"acte", b"\xff\xd8\xff", b""])
def test_what_is_no_sealed_content_is_not_shown(shelf: Shelf, broken: bytes) -> None:
    file = shelf.keep(b"acte")
    (shelf.folder / file).write_bytes(broken)

    assert shelf.content(file) is None


Do = Callable[[Shelf], object]
OCCASIONS: dict[str, Do] = {
    "the next file": lambda shelf: shelf.keep(b"new"),
    "the next upload": lambda shelf: shelf.receive(b"new"),
    "the next start": lambda shelf: Shelf(shelf.folder, shelf.seal),
}


@pytest.mark.parametrize("occasion", ["the next file", "the next start"])
def test_files_go_after_thirty_days(shelf: Shelf, occasion: str) -> None:
    old, recent = shelf.keep(b"old"), shelf.keep(b"recent")
    aged(shelf.folder / old, timedelta(days=30, seconds=1))

    OCCASIONS[occasion](shelf)

    assert (shelf.content(old), shelf.content(recent)) == (None, b"recent")


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_what_nobody_handled_goes_after_a_day(shelf: Shelf, occasion: str) -> None:
    old, recent = shelf.receive(b"old"), shelf.receive(b"recent")
    aged(old, timedelta(days=1, seconds=1))

    OCCASIONS[occasion](shelf)

    assert (old.exists(), recent.read_bytes(), recent.stat().st_mode & 0o777) == (False, b"recent", 0o600)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", [("plain", "")]),
        ("<b>You owe</b> 5 &lt; 6", [("You owe", "b"), (" 5 < 6", "")]),
        ("<i>a<b>c</b></i>", [("a", "i"), ("c", "bi")]),
        ("<script>x</script>", [("x", "")]),
        ("<b>never closed", [("never closed", "b")]),
    ],
)
def test_markup_becomes_plain_runs(text: str, shown: list[tuple[str, str]]) -> None:
    assert runs(text) == shown


@given(st.text())
def test_no_text_makes_a_style_that_the_page_does_not_know(text: str) -> None:
    assert {styles for _, styles in runs(text)} <= {"", "b", "i", "bi"}


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://example.org/a", True),
        ("mailto:bureau@example.org", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("", False),
    ],
)
def test_only_plain_addresses_become_links(url: str, followed: bool) -> None:
    assert (safe_link(url) == url) is followed or not url


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("reçu.pdf", "reçu.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\awa\\acte.pdf", "acte.pdf"),
        ("a\x00\n.png", "a.png"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_file_name_is_its_last_part(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept
