"""The questions about claims: what is offered as buttons, and what is understood besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Attachment, Choice, Option, Turn, UnfitError
from assistant.domain import orders as domain
from assistant.domain.claims import FiledClaim
from assistant.services.aid import news
from assistant.words import fold
from handlers.claim_actions import options as further
from handlers.claim_cards import card
from handlers.claim_rulings import waits
from handlers.event_data import Data

Files = tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is offered, and what is understood besides; whether that can be done is for the service to say."""

    offered: Choice
    understood: tuple[Option, ...]

    @property
    def kind(self) -> str:
        """As what is offered."""
        return self.offered.kind

    @property
    def prompt(self) -> Markup:
        """As what is offered."""
        return self.offered.prompt

    @property
    def options(self) -> tuple[Option, ...]:
        """As what is offered."""
        return self.offered.options

    @property
    def optional(self) -> bool:
        """Never."""
        return False

    @property
    def files(self) -> tuple[Attachment, ...]:
        """As what is offered."""
        return self.offered.files

    def accept(self, answer: Answer) -> str:
        """The option's id."""
        try:
            return self.offered.accept(answer)
        except UnfitError as refusal:
            said = fold(answer.option or answer.text or "")
            for option in self.understood:
                if said in map(fold, (option.id, *option.also)):
                    return option.id
            raise refusal from None

    def restore(self, stored: Any) -> str:
        """The id itself."""
        return str(stored)


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
