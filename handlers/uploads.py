"""Photos and PDFs that people hand in, asked for in one way everywhere."""

from __future__ import annotations

from typing import cast

from markupsafe import Markup

from assistant.chat import Turn, UnfitError, Upload
from assistant.domain.errors import FileRefusedError, NoSecretKeyError
from assistant.files.proofs import MAX_BYTES
from assistant.services import drafts


def proof(turn: Turn, key: str, prompt: Markup, *, optional: bool = True) -> int | None:
    """The id of the document, kept under seal; None where it was skipped. One that is gone is asked for again."""
    question = Upload(prompt, reader="proof", optional=optional)

    def refused(error: FileRefusedError | NoSecretKeyError) -> UnfitError:
        return _refused(turn, error)

    kept = cast(
        "int | None", turn.hand_in(key, question, lambda read: drafts.keep(turn.work, turn.actor, read), refused)
    )
    if kept is not None and not drafts.still_kept(turn.work, turn.actor, kept):
        gone = turn.t("What you sent was erased after a day. Please send it again.")
        raise turn.again(key, question, UnfitError("FILE_ERASED", gone))
    return kept


def _refused(turn: Turn, error: FileRefusedError | NoSecretKeyError) -> UnfitError:
    if isinstance(error, NoSecretKeyError):
        text = turn.t("I cannot keep documents here yet. Go on without it, and show it to the treasurer.")
        return UnfitError("NO_DOCUMENTS", text)
    most = MAX_BYTES // 2**20
    text = turn.t("I can take a photo (JPEG, PNG, WebP) or a PDF, of {most} MB at most.", most=most)
    return UnfitError("FILE_REFUSED", text)
