"""The commands about absences, and the request for an assembly."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.chat import Command
from assistant.marks import N_
from assistant.services.permissions import Action
from handlers.absences import judge_absences
from handlers.exempting import exempt
from handlers.petition import petition


def of_absences() -> Iterator[Command]:
    """What the bureau says of absences, and what members ask of the bureau."""
    yield Command(
        "absences",
        {"fr": "absences"},
        N_("Judge absences, warn in writing"),
        judge_absences,
        Action.JUDGE_ABSENCES,
        gives=(
            "member",
            "waiting",
            "members",
            "meeting",
            "absence",
            "unjustified",
            "justified",
            "proposed",
            "grave",
            "warning",
            "state",
        ),
    )
    yield Command(
        "exempt",
        {"fr": "exempter"},
        N_("Note that a member is periodically away"),
        exempt,
        Action.JUDGE_ABSENCES,
        gives=("member", "exemption", "first", "last"),
    )
    yield Command(
        "petition",
        {"fr": "petition"},
        N_("Ask for an extraordinary assembly"),
        petition,
        Action.REQUEST_ASSEMBLY,
        gives=("petition", "state", "signed", "bureau_signed", "bureau_needed", "members_signed", "members_needed"),
    )
