from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.channels.matrix.incoming import TEXT_LIMIT, Lock, Place, RemoteFile, Update, read, unreadable
from assistant.domain.messages import Incoming

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
AWA, BOT, ZOE, ROOM = "@awa:localhost", "@bot:localhost", "@zoé:localhost", "!room:localhost"
PRIVATE = Place(ROOM, BOT, AWA, (BOT, "bot", "Mbongi"))
GROUP = Place(ROOM, BOT, None, (BOT, "bot", "Mbongi"))
LOCKED = {"url": "mxc://localhost/f", "key": {"k": "key"}, "iv": "iv", "hashes": {"sha256": "hash"}}


def event(content: object, kind: str = "m.room.message", sender: str = AWA, **fields: object) -> dict[str, Any]:
    return {"type": kind, "event_id": "$e", "sender": sender, "content": content} | fields


def said(body: str, **fields: object) -> dict[str, Any]:
    return event({"msgtype": "m.text", "body": body} | fields)


def text(raw: object, place: Place = PRIVATE) -> str | None:
    incoming = read(raw, place, NOON).incoming
    return incoming.text if incoming else None


def test_a_private_message_is_from_and_to_its_person() -> None:
    assert read(said("Bonjour"), PRIVATE, NOON) == Update(Incoming("matrix", "$e", AWA, AWA, True, NOON, "Bonjour"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("!payer 20", "/payer 20"),
        ("/payer 20", "/payer 20"),
        ("payer 20", "payer 20"),
        ("!", "!"),
        ("! ah bon", "! ah bon"),
        ("!!!", "!!!"),
        ("ah ! bon", "ah ! bon"),
        ("!été", "/été"),
    ],
)
def test_an_exclamation_mark_before_a_word_is_a_slash(typed: str, meant: str) -> None:
    assert text(said(typed)) == meant


def test_what_a_client_repeats_of_the_message_replied_to_is_left_out() -> None:
    reply = {"m.in_reply_to": {"event_id": "$q"}}
    body = "> <@bot:localhost> Comment ?\n> 1. Virement\n\n2"

    assert text(said(body, **{"m.relates_to": reply})) == "2"
    assert text(said("> 2", **{"m.relates_to": reply})) == ""
    assert text(said("2", **{"m.relates_to": reply})) == "2"
    assert text(said(body)) == body


def test_what_is_said_in_a_thread_counts() -> None:
    thread = {"rel_type": "m.thread", "event_id": "$t", "is_falling_back": True, "m.in_reply_to": {"event_id": "$q"}}

    assert text(said("solde", **{"m.relates_to": thread})) == "solde"


@pytest.mark.parametrize(
    "raw",
    [
        said("* solde", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$e"}}),
        event({"msgtype": "m.notice", "body": "solde"}),
        event({"msgtype": "m.server_notice", "body": "solde"}),
        event({"msgtype": "m.key.verification.request", "body": "solde"}),
        event({"msgtype": "m.text", "body": "solde"}, sender=BOT),
        event({"msgtype": "m.text", "body": "solde"}, sender=ZOE),
        event({"msgtype": "m.text", "body": "solde"}, state_key=""),
        event({}),
        event({"membership": "join"}, "m.room.member", state_key=AWA),
        event({"redacts": "$e"}, "m.room.redaction"),
        event({}, "m.call.invite"),
    ],
    ids=lambda raw: f"{raw['type']} {raw['content'].get('msgtype', '')} {raw['sender']}",
)
@pytest.mark.parametrize("place", [PRIVATE, GROUP], ids=["private", "group"])
def test_what_is_no_new_message_of_that_person_has_no_effect(raw: dict[str, Any], place: Place) -> None:
    assert read(raw, place, NOON) == Update()


@pytest.mark.parametrize(
    ("body", "fields", "meant"),
    [
        ("!solde", {}, "/solde"),
        ("Bonjour à tous", {}, None),
        ("/solde", {}, None),
        ("solde", {"m.mentions": {"user_ids": [AWA]}}, None),
        ("Mbongi: solde", {}, None),
        ("Mbongi: solde", {"m.mentions": {"user_ids": [AWA, BOT]}}, "/solde"),
        ("@bot:localhost !payer 20", {"m.mentions": {"user_ids": [BOT]}}, "/payer 20"),
        ("@mbongi, solde", {"m.mentions": {"user_ids": [BOT]}}, "/solde"),
        ("solde @bot:localhost", {"m.mentions": {"user_ids": [BOT]}}, "/solde"),
        ("solde @Mbongi", {"m.mentions": {"user_ids": [BOT]}}, "/solde"),
        ("robot", {"m.mentions": {"user_ids": [BOT]}}, "/robot"),
        ("Mbongi", {"m.mentions": {"user_ids": [BOT]}}, "/"),
        ("solde", {"m.mentions": {"room": True}}, None),
        ("solde", {"m.mentions": {"user_ids": BOT}}, None),
    ],
)
def test_in_a_group_only_what_is_said_to_the_assistant_counts_as_a_command(
    body: str, fields: dict[str, object], meant: str | None
) -> None:
    update = read(said(body, **fields), GROUP, NOON)

    expected = None if meant is None else Incoming("matrix", "$e", AWA, ROOM, False, NOON, meant)
    assert update == Update(expected)


def test_nothing_but_text_counts_in_a_group() -> None:
    image = event({"msgtype": "m.image", "body": "!solde", "filename": "a.jpg", "url": "mxc://localhost/f"})
    reaction = event({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$p", "key": "1"}}, "m.reaction")

    for raw in (image, reaction, event({}, "m.sticker")):
        assert read(raw, GROUP, NOON) == Update()


def test_a_reaction_is_compared_without_the_variation_selector() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$p", "key": "1\ufe0f\u20e3"}

    update = read(event({"m.relates_to": relation}, "m.reaction"), PRIVATE, NOON)

    assert update.reaction == "1\u20e3"
    assert update.incoming == Incoming("matrix", "$e", AWA, AWA, True, NOON, message="$p")


@pytest.mark.parametrize(
    "relation",
    [
        {},
        {"rel_type": "m.annotation", "event_id": "$p"},
        {"rel_type": "m.annotation", "key": "1"},
        {"rel_type": "m.reference", "event_id": "$p", "key": "1"},
        {"rel_type": "m.annotation", "event_id": "$p", "key": ""},
    ],
)
def test_a_reaction_to_nothing_has_no_effect(relation: dict[str, str]) -> None:
    assert read(event({"m.relates_to": relation}, "m.reaction"), PRIVATE, NOON) == Update()


def test_a_photo_and_a_document_wait_to_be_fetched() -> None:
    photo = event({"msgtype": "m.image", "body": "IMG.jpg", "url": "mxc://localhost/f", "info": {"size": 3}})
    document = event(
        {
            "msgtype": "m.file",
            "body": "ma preuve",
            "filename": "preuve.pdf",
            "file": LOCKED,
            "info": {"mimetype": "application/pdf", "size": 5},
        }
    )

    shown, kept = read(photo, PRIVATE, NOON), read(document, PRIVATE, NOON)

    assert shown.file == RemoteFile("mxc://localhost/f", "IMG.jpg", "image/jpeg", 3)
    assert shown.incoming is not None
    assert shown.incoming.text is None
    assert kept.file == RemoteFile("mxc://localhost/f", "preuve.pdf", "application/pdf", 5, Lock("key", "iv", "hash"))
    assert kept.incoming is not None
    assert kept.incoming.text == "ma preuve"


@pytest.mark.parametrize(
    ("fields", "caption"),
    [
        ({"body": "a.pdf"}, None),
        ({"body": "a.pdf", "filename": "a.pdf"}, None),
        ({"body": "", "filename": "a.pdf"}, None),
        ({"body": "!payer 20", "filename": "a.pdf"}, "/payer 20"),
    ],
)
def test_a_body_that_is_not_the_file_s_name_is_its_caption(fields: dict[str, str], caption: str | None) -> None:
    assert text(event({"msgtype": "m.file", "url": "mxc://localhost/f"} | fields)) == caption


def test_a_file_is_shown_under_a_name_that_can_do_no_harm() -> None:
    raw = event({"msgtype": "m.file", "body": "../../a\u202e\n\0b.pdf" + "x" * 200, "url": "mxc://localhost/f"})

    file = read(raw, PRIVATE, NOON).file

    assert file is not None
    assert file.name.startswith("....ab.pdf")
    assert len(file.name) <= 100


def test_a_file_without_a_place_or_a_key_is_not_fetched() -> None:
    for fields in ({}, {"file": {"url": "mxc://localhost/f"}}, {"file": LOCKED | {"key": {"k": 3}}}, {"url": ["x"]}):
        update = read(event({"msgtype": "m.image", "body": "a.jpg"} | fields), PRIVATE, NOON)
        assert update.file is None
        assert update.incoming is not None


@pytest.mark.parametrize(
    "raw",
    [
        event({"msgtype": "m.audio", "body": "Voice message", "url": "mxc://localhost/f"}),
        event({"msgtype": "m.video", "body": "a.mp4", "url": "mxc://localhost/f"}),
        event({"msgtype": "m.location", "body": "Ici", "geo_uri": "geo:1,2"}),
        event({"body": "un chat"}, "m.sticker"),
        event({}, "m.poll.start"),
        event({}, "org.matrix.msc3381.poll.start"),
    ],
)
def test_what_is_sent_and_not_understood_is_handed_on_without_a_text(raw: dict[str, Any]) -> None:
    assert read(raw, PRIVATE, NOON) == Update(Incoming("matrix", "$e", AWA, AWA, True, NOON))


def test_what_cannot_be_decrypted_is_handed_on_as_such_in_a_private_chat_alone() -> None:
    raw = event({"algorithm": "m.megolm.v1.aes-sha2"}, "m.room.encrypted")

    assert unreadable(raw, PRIVATE, NOON) == Incoming("matrix", "$e", AWA, AWA, True, NOON, unreadable=True)
    assert unreadable(raw, GROUP, NOON) is None
    assert unreadable(raw | {"sender": BOT}, PRIVATE, NOON) is None


def test_a_text_is_cut_and_free_of_what_cannot_be_kept() -> None:
    assert text(said("a\0b\ud800c")) == "ab?c"
    assert text(said("x" * 70_000)) == "x" * TEXT_LIMIT


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ANY = st.sampled_from((AWA, BOT, "$e", "m.image", "m.text", "!é", "m.annotation", LOCKED, [BOT], "x" * 70_000)) | JSON
RELATION = st.fixed_dictionaries({}, optional=dict.fromkeys(("rel_type", "event_id", "key", "m.in_reply_to"), ANY))
FILE = st.fixed_dictionaries({}, optional=dict.fromkeys(("url", "key", "iv", "hashes"), ANY))
CONTENT = st.fixed_dictionaries(
    {},
    optional={
        "msgtype": st.sampled_from(("m.text", "m.image", "m.file", "m.video", "m.emote")) | ANY,
        "m.relates_to": RELATION | ANY,
        "m.mentions": st.fixed_dictionaries({"user_ids": ANY}) | ANY,
        "file": FILE | ANY,
        "info": st.fixed_dictionaries({}, optional={"size": ANY, "mimetype": ANY}) | ANY,
        **dict.fromkeys(("body", "filename", "url"), ANY),
    },
)
KIND = st.sampled_from(("m.room.message", "m.reaction", "m.sticker"))
EVENT = st.fixed_dictionaries(
    {},
    optional={
        "type": KIND | ANY,
        "sender": st.sampled_from((AWA, BOT)) | ANY,
        "content": CONTENT | ANY,
        **dict.fromkeys(("event_id", "state_key", "unsigned"), ANY),
    },
)


FROM_AWA = st.fixed_dictionaries({"event_id": st.just("$e"), "sender": st.just(AWA), "type": KIND, "content": CONTENT})


@settings(max_examples=500)
@given(FROM_AWA | EVENT | JSON)
def test_whatever_arrives_is_no_exception_and_can_be_kept(raw: object) -> None:
    for place in (PRIVATE, GROUP):
        update, lost = read(raw, place, NOON), unreadable(raw, place, NOON)
        for incoming in (update.incoming, lost):
            if incoming is None:
                continue
            assert isinstance(raw, dict)
            assert (incoming.update_id, incoming.account) == (raw["event_id"], raw["sender"])
            assert incoming.account != BOT
            words = "".join(word for word in (incoming.text, incoming.message, update.reaction) if word)
            assert "\0" not in words
            assert len(words.encode()) < 20_000
        assert len(repr(update).encode()) < 40_000
