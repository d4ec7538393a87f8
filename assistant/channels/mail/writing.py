"""A finished message as an e-mail: plain text, its links below it, its files attached.

No text can add a header or a recipient: addresses are checked whole, other headers lose what is not seen.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from assistant.chat import File, Message, plain
from assistant.settings import Mail
from assistant.words import visible

SUBJECT_LENGTH = 78
"""Of a first line that stands in for a subject."""
LONGEST_ADDRESS = 254
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class _Folding(EmailPolicy):
    """Folds texts by `Header`: the library's newer way loses spaces between words that are not ASCII."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header's lines."""
        if name == "Subject":
            return f"{name}: {_encoded(name, str(value))}\r\n".encode()
        if name == "From" and not str(value).isascii():
            (sender,) = value.addresses
            return f"{name}: {_encoded(name, sender.display_name)}\r\n <{sender.addr_spec}>\r\n".encode()
        return super().fold_binary(name, value)


_POLICY = _Folding(linesep=SMTP.linesep)


def recipient(chat: str) -> str:
    """The address as mail servers take it, its domain in ASCII. ValueError where it is none."""
    local, _, domain = chat.strip().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        address = ""
    if not _ADDRESS.fullmatch(address) or len(address) > LONGEST_ADDRESS:
        raise ValueError("this is no e-mail address that can be written to")
    return address


def letter(message: Message, mail: Mail, to: str, now: datetime) -> EmailMessage:
    """The e-mail for that address, dated by that instant. The same message has the same `Message-ID` each time."""
    user, _, domain = mail.address.rpartition("@")
    text = _text(message)
    written = EmailMessage(policy=_POLICY)
    written["From"] = Address(_on_one_line(mail.name), user, domain)
    written["To"] = to
    written["Subject"] = subject(message)
    written["Date"] = format_datetime(now)
    written["Message-ID"] = f"<outbox-{message.id}.{_trace(to, text)}@{domain}>"
    if message.edits:
        written["References"] = visible(message.edits)
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(text, cte="quoted-printable")
    written["Content-Language"] = message.language
    for file in message.files:
        _attach(written, file)
    return written


def subject(message: Message) -> str:
    """The message's own; else its first line, cut between words."""
    if message.subject and (own := _on_one_line(message.subject)):
        return own
    first = next((line for line in map(_on_one_line, plain(message.text).splitlines()) if line), "")
    if len(first) <= SUBJECT_LENGTH:
        return first
    cut = first[:SUBJECT_LENGTH]
    return (cut.rpartition(" ")[0] or cut[:-1]) + "…"


def _on_one_line(text: str) -> str:
    """For a header: nothing unseen, and nothing that a reader's program would decode."""
    return " ".join(visible(text).replace("=?", "= ?").split())


def _encoded(name: str, text: str) -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=name).encode(linesep="\r\n")


def _text(message: Message) -> str:
    """What there is to read, and where each link leads."""
    links = [f"{visible(key.label)}\n{key.url}" for key in message.keys if key.url and key.url.startswith("http")]
    return "\n\n".join([plain(message.text).strip(), *links]) + "\n"


def _trace(to: str, text: str) -> str:
    """Tells this message from one of the same number in another database."""
    return sha256(f"{to}\n{text}".encode()).hexdigest()[:12]


def _attach(written: EmailMessage, file: File) -> None:
    """A calendar file says what it asks for, so that the reader's calendar offers it."""
    main, _, sub = file.media_type.partition("/")
    parameters = {"charset": "utf-8"} if main == "text" else {}
    if sub == "calendar" and (method := _METHOD.search(file.content)):
        parameters["method"] = method[1].decode()
    written.add_attachment(file.content, main, sub, filename=_on_one_line(file.name), params=parameters)
