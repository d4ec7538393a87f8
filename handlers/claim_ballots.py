"""The questions about claims: what is offered as buttons, and what is understood besides."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Attachment, Choice, Option, Turn
from assistant.domain import orders as domain
from assistant.domain.claims import FiledClaim
from assistant.services.aid import news
from handlers.claim_actions import options as further
from handlers.claim_cards import card
from handlers.claim_rulings import waits
from handlers.event_data import Data
from handlers.known import Known

Files = tuple[Attachment, ...]


def ballot(turn: Turn, filed: FiledClaim, data: Data, said: Markup | None = None, files: Files = ()) -> Known:
    """The card as a question: yes and no where the bylaws leave them, and what else can be said."""
    yes = Option(domain.Choice.APPROVE.value, str(turn.t("Approve")), also=("approuver",))
    no = Option(domain.Choice.REFUSE.value, str(turn.t("Refuse")), also=("refuser",))
    offered = (yes, no) if data["votable"] else (no,) if waits(data) else ()
    lines = [*filter(None, [said]), card(turn.language, data)]
    if any(vote.voter == turn.actor.name for vote in turn.work.votes.on(news.motion(turn.work, filed).subject)):
        lines.append(turn.t("You have answered already; you can still change your answer."))
    options = (*offered, *further(turn.language, data))
    return Known(Choice(Markup("\n").join(lines), options, files=files), (yes, no))
