"""What the server takes and refuses, without a browser."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from markupsafe import Markup

from assistant.channels.web.people import COOKIE, account_of
from assistant.chat import File, Key, Message
from assistant.domain.errors import SettingsError
from assistant.domain.messages import Address
from assistant.reading import remove
from assistant.settings import Listen
from tests.loopback import free_port
from tests.web.hall import PNG, Hall, listening, web_chat

HOME = "http://127.0.0.1:8008"
AMINATA = "demo:D003"
ID = "11111111-2222"


def client_of(hall: Hall, tmp_path: Path, *, demo: bool) -> httpx.AsyncClient:
    web = web_chat(hall, tmp_path, Listen("127.0.0.1", 8008), demo=demo)
    return httpx.AsyncClient(transport=httpx.ASGITransport(web.application()), base_url=HOME, headers={"Origin": HOME})


@pytest.fixture
async def demo(hall: Hall, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(hall, tmp_path, demo=True) as client:
        yield client
    await asyncio.gather(*hall.tasks)


@pytest.fixture
async def served(hall: Hall, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(hall, tmp_path, demo=False) as client:
        yield client
    await asyncio.gather(*hall.tasks)


def text(words: str, chat: str = AMINATA, number: str = ID) -> dict[str, Any]:
    return {"chat": chat, "id": number, "text": words}


@pytest.mark.parametrize("host", ["127.0.0.1:8008", "localhost:9000", "[::1]:8008", "LOCALHOST"])
async def test_loopback_names_are_answered(demo: httpx.AsyncClient, host: str) -> None:
    answer = await demo.get("/", headers={"Host": host})

    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["attacker.example", "attacker.example:8008", "127.0.0.1.attacker.example", ""])
async def test_a_name_that_is_not_loopback_is_refused_so_that_it_cannot_be_rebound(
    demo: httpx.AsyncClient, host: str
) -> None:
    answer = await demo.get("/state", headers={"Host": host})

    assert answer.status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://attacker.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8008"]
)
async def test_only_the_page_itself_may_write(demo: httpx.AsyncClient, hall: Hall, origin: str) -> None:
    answer = await demo.post("/messages", json=text("/solde"), headers={"Origin": origin})

    assert answer.status_code == 403
    assert hall.received == []


async def test_a_write_that_does_not_say_where_it_comes_from_is_refused(demo: httpx.AsyncClient, hall: Hall) -> None:
    del demo.headers["Origin"]

    answer = await demo.post("/messages", json=text("/solde"))

    assert answer.status_code == 403
    assert hall.received == []


async def test_another_site_may_not_even_read(demo: httpx.AsyncClient) -> None:
    asked_elsewhere = await demo.get("/state", headers={"Sec-Fetch-Site": "cross-site"})
    opened_from_a_link = await demo.get("/", headers={"Sec-Fetch-Site": "cross-site"})

    assert (asked_elsewhere.status_code, opened_from_a_link.status_code) == (403, 200)


@pytest.mark.parametrize("path", ["/", "/state", "/static/app.js", "/files/none"])
async def test_every_answer_forbids_foreign_scripts_and_frames(demo: httpx.AsyncClient, path: str) -> None:
    answer = await demo.get(path)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'unsafe" not in policy
    assert "frame-ancestors" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_nothing_on_the_page_comes_from_elsewhere_or_stands_inline() -> None:
    folder = Path(__file__).parents[2] / "assistant" / "channels" / "web" / "static"
    sources = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}

    namespace = "http://www.w3.org/2000/svg"
    assert [name for name, source in sources.items() if "://" in source.replace(namespace, "")] == []
    assert "innerHTML" not in "".join(sources.values())
    assert "<style" not in sources["index.html"]
    assert " on" not in sources["index.html"].replace(" one ", " ")


async def test_a_message_is_in_the_inbox_before_it_is_acknowledged(demo: httpx.AsyncClient, hall: Hall) -> None:
    answer = await demo.post("/messages", json=text("/solde"))

    assert answer.status_code == 202
    assert [(one.channel, one.account, one.chat, one.text) for one in hall.received] == [
        ("web", AMINATA, AMINATA, "/solde")
    ]
    assert hall.received[0].update_id == f"{AMINATA}:{ID}"
    assert hall.received[0].private


async def test_a_message_posted_twice_is_one_message(demo: httpx.AsyncClient, hall: Hall) -> None:
    await demo.post("/messages", json=text("/solde"))
    await demo.post("/messages", json=text("/solde"))

    assert len(hall.received) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{" * 3000, 400),
        (b'{"chat": "demo:D003", "id": "11111111"}', 400),
        (b'{"chat": "demo:D003", "id": "11111111", "text": "   "}', 400),
        (b'{"chat": "demo:D003", "id": "short", "text": "x"}', 400),
        (b'{"chat": "demo:D003", "id": 5, "text": "x"}', 400),
        (json.dumps(text("x" * 4000)).encode(), 202),
        (json.dumps(text("x" * 4001)).encode(), 413),
        (b"x" * (64 * 1024 + 1), 413),
        (b'{"chat": "demo:D999", "id": "11111111", "text": "x"}', 403),
        (b'{"chat": "demo:D003", "id": "11111111", "contact": true}', 403),
    ],
)
async def test_what_is_no_message_is_refused(demo: httpx.AsyncClient, hall: Hall, body: bytes, status: int) -> None:
    answer = await demo.post("/messages", content=body)

    assert answer.status_code == status
    assert len(hall.received) == (status == 202)


async def test_a_file_of_ten_megabytes_is_taken_and_one_byte_more_is_not(demo: httpx.AsyncClient, hall: Hall) -> None:
    fits = await demo.post(f"/uploads?chat={AMINATA}&id=aaaaaaaa", content=bytes(10 << 20))
    exceeds = await demo.post(f"/uploads?chat={AMINATA}&id=bbbbbbbb", content=bytes((10 << 20) + 1))

    assert (fits.status_code, exceeds.status_code) == (202, 413)
    assert [one.file.size for one in hall.received if one.file] == [10 << 20]


async def test_an_uploaded_file_keeps_the_last_part_of_its_name_alone(demo: httpx.AsyncClient, hall: Hall) -> None:
    headers = {"X-File-Name": "..%2F..%2Fre%C3%A7u%0A.png", "Content-Type": "image/png"}

    await demo.post(f"/uploads?chat={AMINATA}&id=aaaaaaaa", content=PNG, headers=headers)

    file = hall.received[0].file
    assert file is not None
    assert file.name == "reçu.png"


async def test_an_uploaded_file_is_shown_in_its_own_conversation_after_it_was_handled_and_stands_sealed(
    demo: httpx.AsyncClient, hall: Hall, tmp_path: Path
) -> None:
    headers = {"X-File-Name": "re%C3%A7u%20%22de%22%20mars.png", "Content-Type": "image/png"}
    await demo.post(f"/uploads?chat={AMINATA}&id=aaaaaaaa", content=PNG, headers=headers)
    before = readable(tmp_path, PNG)
    await remove(hall.received[0])

    answer = await demo.get(f"/files/{stored(tmp_path)}")

    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["content-disposition"] == "inline; filename*=utf-8''re%C3%A7u%20%22de%22%20mars.png"
    assert [len(before), len(readable(tmp_path, PNG))] == [1, 0]


def readable(folder: Path, content: bytes) -> list[Path]:
    """Where the content can be read."""
    return [path for path in folder.rglob("*") if path.is_file() and content in path.read_bytes()]


def stored(folder: Path) -> str:
    """The id of the file that is shown."""
    return next(path.name for path in (folder / "files").iterdir() if path.is_file())


async def test_a_page_that_somebody_uploads_is_downloaded_and_never_shown(
    demo: httpx.AsyncClient, hall: Hall, tmp_path: Path
) -> None:
    headers = {"X-File-Name": "page.html", "Content-Type": "text/html"}
    await demo.post(f"/uploads?chat={AMINATA}&id=aaaaaaaa", content=b"<script>1</script>", headers=headers)

    answer = await demo.get(f"/files/{stored(tmp_path)}")

    assert answer.content == b"<script>1</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_a_browser_gets_a_session_that_scripts_and_other_sites_cannot_use(served: httpx.AsyncClient) -> None:
    answer = await served.get("/state")

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert [person["chat"] for person in answer.json()["people"]] == [account_of(served.cookies[COOKIE])]
    assert served.cookies[COOKIE] not in answer.text


async def test_a_session_is_kept_and_no_second_one_is_given(served: httpx.AsyncClient) -> None:
    first = (await served.get("/state")).json()["people"]
    again = await served.get("/state")

    assert again.json()["people"] == first
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("path", ["/events", "/menu?chat=x", "/files/AAAAAAAAAAAAAAAAAAAAAA"])
async def test_without_a_session_nothing_is_told(served: httpx.AsyncClient, path: str) -> None:
    answer = await served.get(path)

    assert answer.status_code == 401


async def test_nobody_writes_or_reads_in_a_chat_that_is_not_their_own(
    served: httpx.AsyncClient, hall: Hall, tmp_path: Path
) -> None:
    await served.get("/state")
    others = account_of("somebody else's session")
    assert hall.web is not None
    said = Message(1, Address("web", others, others), Markup("secret"), "fr", files=(File("a.png", "image/png", PNG),))
    await hall.web.send(said)

    wrote = await served.post("/messages", json=text("/solde", chat=others))
    menu = await served.get(f"/menu?chat={others}")
    file = await served.get(f"/files/{stored(tmp_path)}")

    assert (wrote.status_code, menu.status_code, file.status_code) == (403, 403, 404)


async def test_outside_the_demo_nobody_is_vouched_for_and_no_clock_moves(served: httpx.AsyncClient, hall: Hall) -> None:
    chat = (await served.get("/state")).json()["people"][0]["chat"]

    contact = await served.post("/messages", json={"chat": chat, "id": ID, "contact": True})
    clock = await served.post("/clock", json={"stop": "week"})

    assert (contact.status_code, clock.status_code) == (403, 404)
    assert hall.received == []


@pytest.mark.parametrize(("person", "shares"), [("demo:D011", True), ("demo:D003", False)])
async def test_in_the_demo_whoever_has_a_telephone_can_share_it(
    demo: httpx.AsyncClient, hall: Hall, person: str, *, shares: bool
) -> None:
    await demo.post("/messages", json=text("/start", chat=person))

    assert hall.received[-1].shares_contacts is shares


async def test_a_browser_of_one_s_own_has_no_contact_to_share(served: httpx.AsyncClient, hall: Hall) -> None:
    chat = (await served.get("/state")).json()["people"][0]["chat"]

    await served.post("/messages", json=text("/start", chat=chat))

    assert hall.received[-1].shares_contacts is False


async def test_the_clock_moves_to_its_stops_and_nowhere_else(demo: httpx.AsyncClient, hall: Hall) -> None:
    elsewhere = await demo.post("/clock", json={"stop": "2030-01-01T00:00:00Z"})
    moved = await demo.post("/clock", json={"stop": "week"})

    assert elsewhere.status_code == 404
    assert moved.json()["now"] == "2026-11-10T18:40:00+01:00"
    assert moved.json()["moves"] == 1


async def test_a_message_sent_twice_is_shown_once(hall: Hall, tmp_path: Path) -> None:
    web = web_chat(hall, tmp_path, Listen("127.0.0.1", 8008))
    message = Message(7, Address("web", AMINATA, AMINATA), Markup("Bonjour"), "fr", (Key("Lien", url="javascript:x"),))

    first, again = await web.send(message), await web.send(message)

    lines = web._conversations.since([AMINATA], 0)
    assert first == again
    assert [line.body["runs"] for line in lines] == [[("Bonjour", "")]]
    assert lines[0].body["keys"][0]["url"] is None


def test_the_page_is_never_served_beyond_loopback(hall: Hall, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="loopback only"):
        web_chat(hall, tmp_path, Listen("0.0.0.0", 8008))  # noqa: S104 - this is what is refused


async def test_a_port_in_use_is_said_in_one_sentence(hall: Hall, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        web = web_chat(hall, tmp_path, Listen("127.0.0.1", taken.getsockname()[1]))

        with pytest.raises(SettingsError, match="choose another port"):
            await web.run()


def told(address: str, path: str, headers: dict[str, str] | None = None) -> list[str]:
    """The texts of a stream's past, as a browser that comes back gets it."""
    found = []
    with httpx.stream("GET", address + path, headers=headers, timeout=60) as stream:
        for line in stream.iter_lines():
            if line == "event: ready":
                break
            if line.startswith("data: ") and "runs" in (body := json.loads(line[6:])):
                found.append(f"{body['seq']} {body['runs'][0][0]}")
    return found


def test_a_stream_goes_on_after_the_last_line_that_the_browser_has_seen(hall: Hall, tmp_path: Path) -> None:
    web = web_chat(hall, tmp_path, Listen("127.0.0.1", free_port()))
    asyncio.run(hall.say(AMINATA, Markup("un")))
    asyncio.run(hall.say("demo:D002", Markup("deux")))
    asyncio.run(hall.say("demo:D999", Markup("nobody's")))

    with listening(web) as address:
        everything = told(address, "/events")
        last = everything[0].split()[0]
        resumed = told(address, "/events", {"Last-Event-ID": last})
        asked = told(address, f"/events?after={last}")

    assert [line.split()[1] for line in everything] == ["un", "deux"]
    assert resumed == asked == everything[1:]
