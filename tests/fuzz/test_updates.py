from __future__ import annotations

from typing import Any

from assistant.channels.telegram.incoming import read
from tests.fuzz.mutations import mutated
from tests.telegram.conftest import NOON

COUNT = 10_000


def sender(raw: Any) -> Any:
    """Who an accountable update is from, read as plainly as can be."""
    source = raw["callback_query"] if "callback_query" in raw else raw["message"]
    return source["from"]["id"], source["from"].get("is_bot"), "sender_chat" in source


def test_no_mutated_update_is_an_exception_and_none_has_an_effect_without_a_sender() -> None:
    effects = 0
    for raw in mutated(COUNT, seed=2026):
        update = read(raw, "mbongi_bot", NOON)
        if update.incoming is None:
            continue
        effects += 1
        number, is_bot, on_behalf = sender(raw)
        assert (update.incoming.account, bool(is_bot), on_behalf) == (str(number), False, False)
        assert update.incoming.update_id == str(raw["update_id"])

    assert effects > COUNT // 10


def test_whatever_is_read_from_a_mutated_update_can_be_kept() -> None:
    for raw in mutated(COUNT, seed=2027):
        incoming = read(raw, "mbongi_bot", NOON).incoming
        if incoming is None:
            continue
        shown = f"{incoming!r}"
        words = "".join(w for w in (incoming.text, incoming.press, incoming.language) if w)
        assert "\0" not in words
        assert len(words.encode()) < 20_000
        assert len(shown) < 40_000
