from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from assistant.channels.mail.writing import letter, recipient, subject
from assistant.chat import File, Key, Message
from assistant.settings import Mail, MailServer
from tests.mail.letters import message

SENDER = Mail(MailServer("post.example.org", 25, "none"), "N’DZOUANA, le bureau", "bureau@example.org")
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
OURS = {"From", "To", "Subject", "Date", "Message-ID", "References", "Auto-Submitted"}
MIME = {"MIME-Version", "Content-Type"}


def _written(shown: Message, sender: Mail = SENDER) -> bytes:
    return letter(shown, sender, "bintou@example.org", NOW).as_bytes()


def _read(shown: Message, sender: Mail = SENDER) -> EmailMessage:
    """As a reader's program shows it."""
    return message_from_bytes(_written(shown, sender), policy=policy.default)


def _sender(shown: Message, sender: Mail) -> tuple[str, str]:
    """Name and address, by the older parser: the newer one puts spaces into a name of several encoded words."""
    name, address = parseaddr(str(message_from_bytes(_written(shown, sender))["From"]))
    return str(make_header(decode_header(name))), address


def _body(read: EmailMessage) -> str:
    part = read.get_body()
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_an_email_reads_well_without_any_markup() -> None:
    read = _read(message(subject="Convocation"))

    assert _body(read) == "Réunion du samedi 14 mars\n\nÀ 14 h 30, chez Awa & Serge.\n"
    assert read["Subject"] == "Convocation"
    assert read["To"] == "bintou@example.org"
    assert read["From"].addresses[0].display_name == "N’DZOUANA, le bureau"
    assert read["From"].addresses[0].addr_spec == "bureau@example.org"
    assert read["Date"].datetime == NOW
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == "fr"


def test_links_stand_below_the_text_and_buttons_that_only_a_chat_has_do_not() -> None:
    keys = (Key("Présent", "t.0"), Key("Voir le plan", url="https://maps.example.org/x"), Key("Ouvrir", url="home:"))

    body = _body(_read(message(Markup("Venez."), keys=keys)))

    assert body == "Venez.\n\nVoir le plan\nhttps://maps.example.org/x\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>Réunion</b>\nDemain.", "Réunion"),
        ("\n\n  <b> </b>\nBonjour &amp; merci", "Bonjour & merci"),
        ("x" * 78, "x" * 78),
        ("x" * 79, "x" * 77 + "…"),
        ("mot " * 30, "mot " * 18 + "mot…"),
        ("", ""),
    ],
)
def test_without_a_subject_the_first_line_stands_for_it_cut_between_words(text: str, expected: str) -> None:
    assert subject(message(Markup(text))) == expected


def test_a_subject_of_its_own_is_never_cut() -> None:
    assert subject(message(subject="mot " * 40)) == " ".join(["mot"] * 40)


def test_the_same_message_has_the_same_identity_each_time_and_another_has_another() -> None:
    first, again = (_read(message())["Message-ID"] for _ in range(2))
    others = {
        _read(message(id=13))["Message-ID"],
        _read(message(Markup("Autre chose.")))["Message-ID"],
        letter(message(), SENDER, "awa@example.org", NOW)["Message-ID"],
    }

    assert first == again
    assert str(first).startswith("<outbox-12.")
    assert str(first).endswith("@example.org>")
    assert len(others | {first}) == 4


def test_a_message_that_replaces_another_is_shown_below_it() -> None:
    assert _read(message(edits="<outbox-3.abc@example.org>"))["References"] == "<outbox-3.abc@example.org>"


def test_files_keep_their_names_types_and_contents() -> None:
    files = (
        File("Procès-verbal d’été.pdf", "application/pdf", b"%PDF\x00\xff"),
        File("meeting-3.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"),
    )

    pdf, calendar = _read(message(files=files)).iter_attachments()

    assert (pdf.get_filename(), pdf.get_content_type()) == ("Procès-verbal d’été.pdf", "application/pdf")
    assert pdf.get_payload(decode=True) == files[0].content
    assert (calendar.get_filename(), calendar.get_content_type()) == ("meeting-3.ics", "text/calendar")
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("CANCEL", "utf-8")
    assert calendar.get_payload(decode=True) == files[1].content


@pytest.mark.parametrize("hostile", ["x\r\nBcc: eve@example.org", "x\nBcc: eve@example.org", "=?utf-8?q?x=0ABcc:_e?="])
def test_nothing_that_people_type_adds_a_header(hostile: str) -> None:
    shown = message(
        Markup("{}").format(hostile),
        subject=hostile,
        edits=hostile,
        files=(File(f"{hostile}.pdf", "application/pdf", b""),),
    )

    written = _written(shown, Mail(SENDER.server, hostile, SENDER.address))

    head = written.split(b"\r\n\r\n")[0]
    names = {line.split(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in b" \t"}
    assert names == OURS | MIME


@settings(deadline=None)
@given(
    st.text(alphabet='aàé ’«»:;,<>@()"\\=?_-—\u00a0\u202f中\U0001f602', max_size=200),
    st.text(alphabet='aé ’,<>@()"=?\u00a0', max_size=60),
)
def test_a_subject_and_a_name_arrive_as_they_left_on_lines_that_servers_take(title: str, name: str) -> None:
    sender = Mail(SENDER.server, name, SENDER.address)
    shown = message(Markup("x"), subject=title)

    read = _read(shown, sender)

    assert read["Subject"] == subject(shown)
    assert _sender(shown, sender) == (" ".join(name.replace("=?", "= ?").split()), "bureau@example.org")
    assert max(map(len, _written(shown, sender).split(b"\r\n"))) <= 200


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("awa@example.org", "awa@example.org"),
        (" Awa.O'Neil+ndz@mail.example.org ", "Awa.O'Neil+ndz@mail.example.org"),
        ("awa@été.example", "awa@xn--t-9fab.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_is_written_as_servers_take_it(typed: str, address: str) -> None:
    assert recipient(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "awa",
        "@example.org",
        "awa@",
        "a wa@example.org",
        "awa@example.org\r\nRCPT TO:<eve@example.org>",
        "awa@example.org>, <eve@example.org",
        "<awa@example.org>",
        "awa@-example.org",
        "awa@example..org",
        "été@example.org",
        "a" * 250 + "@example.org",
        "awa@" + "x" * 64 + ".org",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no e-mail address"):
        recipient(typed)
