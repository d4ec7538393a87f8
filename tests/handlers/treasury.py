"""Awa and Joy pay; Grace, who reads English, and Jean decide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.dispatch import Outcome
from assistant.domain.members import Role
from assistant.domain.payments import Payment
from tests.handlers.talk import Talk, member, plain

PHOTO = b"\xff\xd8\xff virement de 20,00 euros"


async def gather(talk: Talk) -> None:
    """Each owes 80,00 €, but for the treasurers, who owe nothing."""
    await talk.register(member("M012", "Awa"), balance=-8000)
    await talk.register(member("M013", "Joy", language="en"), balance=-8000)
    await talk.register(member("M005", "Grace", Role.TREASURER, language="en"), balance=0)
    await talk.register(member("M006", "Jean", Role.DEPUTY_TREASURER), balance=0)


async def photograph(talk: Talk, who: str, folder: Path, content: bytes = PHOTO, name: str = "preuve.jpg") -> Outcome:
    """A file, sent."""
    path = folder / "download"
    path.write_bytes(content)
    return await talk.send_file(who, name, path)


async def declare(talk: Talk, who: str = "awa", what: str = "20 virement hier") -> str:
    """Declared without a proof; gives its id."""
    for said in (f"/payer {what}", "skip", "yes"):
        outcome = await talk.say(who, said)
    assert outcome.result
    return str(outcome.result["payment"])


async def press(talk: Talk, who: str, label: str) -> Outcome:
    """The button with that label, wherever it was shown last to that person."""
    shown = [message for message in talk.paper.sent if message.to.chat == who]
    message = next(one for one in reversed(shown) if any(key.label == label for key in one.keys))
    key = next(key for key in message.keys if key.label == label)
    return await talk.say(who, press=key.data, message=f"p{talk.paper.sent.index(message) + 1}")


async def kept(talk: Talk, payment: str | int) -> Payment:
    found = await talk.database.run(lambda work: work.payments.get(int(payment)))
    assert found is not None
    return found


async def asked(talk: Talk, who: str, *said: str) -> Sequence[tuple[str | None, str | None]]:
    """The key and kind of the question after each message."""
    questions = []
    for text in said:
        await talk.say(who, text)
        questions.append((talk.to(who).question, talk.to(who).kind))
    return questions


def told(talk: Talk, who: str, since: int) -> list[str]:
    """All that the person reads from that message on, plainly."""
    return [plain(message.text) for message in talk.paper.sent[since:] if message.to.chat == who]
