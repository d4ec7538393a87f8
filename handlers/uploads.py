"""Photos and PDFs that people hand in, asked for in one way everywhere."""

from __future__ import annotations

from typing import cast

from markupsafe import Markup

from assistant.chat import Turn, UnfitError, Upload
from assistant.domain.errors import FileRefusedError, NoSecretKeyError
from assistant.files.proofs import MAX_BYTES
from assistant.services import drafts


def proof(turn: Turn, key: str, prompt: Markup, *, optional: bool = True) -> int | None:
    """The id of the document, kept under seal; None where it was skipped."""
    question = Upload(prompt, reader="proof", optional=optional)

    def refused(error: FileRefusedError | NoSecretKeyError) -> UnfitError:
        return _refused(turn, error)

    kept = turn.hand_in(key, question, lambda read: drafts.keep(turn.work, turn.actor, read), refused)
    return cast("int | None", kept)


def _refused(turn: Turn, error: FileRefusedError | NoSecretKeyError) -> UnfitError:
    if isinstance(error, NoSecretKeyError):
        text = turn.t("I cannot keep documents here yet. Go on without it, and show it to the treasurer.")
        return UnfitError("NO_DOCUMENTS", text)
    most = MAX_BYTES // 2**20
    text = turn.t("I can take a photo (JPEG, PNG, WebP) or a PDF, of {most} MB at most.", most=most)
    return UnfitError("FILE_REFUSED", text)
