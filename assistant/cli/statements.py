"""import statement: what a bank's file proposes, and what a yes books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from assistant.cli.books import AS_JSON, SPREADSHEET, import_
from assistant.cli.common import awaited, in_unit, show
from assistant.domain.actors import OPERATOR
from assistant.domain.errors import FileRefusedError
from assistant.domain.statements import BankStatement, LineState, Match, Proposal
from assistant.files.amounts import format_cents
from assistant.files.statements import read_statement
from assistant.ports import UnitOfWork
from assistant.services import reconciliation
from assistant.services.reconciliation import Reconciliation
from assistant.settings import Settings


@import_.command()
@SPREADSHEET
@click.option("--confirm", is_flag=True, help="Book the matched lines.")
@AS_JSON
@click.pass_obj
@awaited
async def statement(settings: Settings, file: Path, confirm: bool, as_json: bool) -> None:
    """A bank statement (camt.053, OFX, CSV): proposes whose payments its lines are."""
    read = _read(file)

    def reconcile(work: UnitOfWork) -> tuple[Reconciliation, int]:
        handed = reconciliation.hand_in(work, OPERATOR, read)
        found = reconciliation.propose(work, OPERATOR, handed)
        return found, len(reconciliation.accept(work, OPERATOR, handed)) if confirm else 0

    found, booked = await in_unit(settings, reconcile)
    proposals = [line.proposal for line in found.lines]
    text = "\n".join([*map(_line, proposals), _counts(found, booked, confirm=confirm)])
    show({"lines": [_shown(proposal) for proposal in proposals]}, as_json=as_json, text=text)


def _read(file: Path) -> BankStatement:
    try:
        return read_statement(file.name, file.read_bytes())
    except FileRefusedError as error:
        raise FileRefusedError([f"{file.name}: {problem}" for problem in error.problems]) from None


def _shown(proposal: Proposal) -> dict[str, Any]:
    line = proposal.line
    return {
        "ref": line.ref,
        "date": line.value_on.isoformat(),
        "amount": line.cents,
        "payer": line.payer,
        "text": line.text,
        "state": proposal.state.value,
        "matches": [{"member": match.member, "amount": match.cents} for match in _parts(proposal)],
    }


def _parts(proposal: Proposal) -> Iterator[Match]:
    """What a yes books; of a doubtful line the parts of its one reading, else each who comes into question."""
    readings = (proposal.matches,) if proposal.matches else proposal.candidates
    members = {match.member for reading in readings for match in reading}
    whole = next((reading for reading in readings if {match.member for match in reading} == members), None)
    yield from whole if whole is not None else (match for reading in readings for match in reading)


def _line(proposal: Proposal) -> str:
    line = proposal.line
    parts = ", ".join(f"{match.member} {format_cents(match.cents)}" for match in _parts(proposal))
    booked = ", ".join(f"payment {payment}" for payment in proposal.booked)
    cells = [line.value_on.isoformat(), format_cents(line.cents), proposal.state.value, proposal.reason.value]
    return "\t".join([*cells, parts or booked, line.payer, line.text])


def _counts(found: Reconciliation, booked: int, *, confirm: bool) -> str:
    counts = ", ".join(f"{len(found.of(state))} {state.value}" for state in LineState)
    done = f"{booked} payments booked." if confirm else "Nothing is booked: --confirm books the matched lines."
    return f"{counts}. {done}"
