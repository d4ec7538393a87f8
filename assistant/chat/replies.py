"""What a handler answers with; JSON in and out, so that the outbox can keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from assistant.domain.messages import Json


@dataclass(frozen=True, slots=True)
class Button:
    """Runs a command with arguments when pressed; or opens a link; or copies a text."""

    label: str
    command: str | None = None
    """The command's English name, as in the route table."""
    arguments: tuple[str, ...] = ()
    url: str | None = None
    copy: str | None = None


KEPT = "kept"
"""The maker's name of an attachment that is a document kept under seal: its data is `{"document": id}`."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to make when the message leaves: `document` names its maker, `data` (JSON) is what it is made of."""

    document: str
    name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message. Texts name a command as `<cmd>pay</cmd>`; each channel writes it in its own way."""

    text: Markup
    buttons: tuple[Button, ...] = ()
    files: tuple[Attachment, ...] = ()
    result: Mapping[str, Any] | None = None
    """What was done or refused, for scripts; amounts in cents."""
    personal: bool = True
    language: str | None = None
    """Where it is not the language of the turn: the one just chosen."""
    subject: str | None = None
    """Of an e-mail; other channels show none."""
    office: bool = False
    """As `Turn.office`: no part of the reader's own file."""

    def body(self) -> Json:
        """Without `result`, as JSON."""
        return ({"office": True} if self.office else {}) | {
            "text": str(self.text),
            "buttons": [
                {"label": b.label, "command": b.command, "arguments": list(b.arguments), "url": b.url, "copy": b.copy}
                for b in self.buttons
            ],
            "files": [{"document": f.document, "name": f.name, "data": dict(f.data)} for f in self.files],
            "personal": self.personal,
            "subject": self.subject,
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Reply:
        """Back from JSON."""
        return cls(
            text=Markup(body["text"]),  # noqa: S704 - it was markup when it was kept
            buttons=tuple(
                Button(b["label"], b["command"], tuple(b["arguments"]), b["url"], b["copy"]) for b in body["buttons"]
            ),
            files=tuple(Attachment(f["document"], f["name"], f["data"]) for f in body["files"]),
            personal=body["personal"],
            subject=body.get("subject"),
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """An open question as the console shows it and channels offer it: options become buttons."""

    key: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()
    """(id, label) of each."""
    optional: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)
