"""`/mesdonnees`: one file with everything that is held about whoever asks."""

from __future__ import annotations

from assistant.chat import Attachment, Reply, Turn
from assistant.services import mydata
from handlers.citing import article as cited


def my_data(turn: Turn) -> Reply:
    """A JSON file, for the member alone."""
    held = mydata.everything(turn.work, turn.actor)
    name = f"mbongi-{held['about']}-{turn.work.today}.json"
    text = turn.t(
        "Here is everything that is held about you ({article}). To have something corrected, write to the bureau.",
        article=cited(turn.work.bylaws.cite("privacy")),
    )
    return Reply(text, files=(Attachment("json", name, held),), result={"file": name})
