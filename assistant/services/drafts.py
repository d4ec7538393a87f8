"""Documents handed in while a dialogue is open: kept under seal, and gone in a day unless the dialogue ends well."""

from __future__ import annotations

from datetime import timedelta

from assistant.domain.actors import Actor
from assistant.files.proofs import Proof
from assistant.ports import UnitOfWork
from assistant.services.permissions import own_number

LIFE = timedelta(days=1)


def keep(work: UnitOfWork, actor: Actor, proof: Proof) -> int:
    """The document's id, for the service that ends the dialogue. NoSecretKeyError where documents cannot be kept."""
    number = own_number(actor)
    return work.documents.keep(
        _about(number), number, proof.name, proof.media_type, proof.content, until=work.now + LIFE
    )


def still_kept(work: UnitOfWork, actor: Actor, document: int) -> bool:
    """Whether it can still serve: a dialogue may stay open for longer than its documents are kept."""
    kept = work.documents.about(_about(own_number(actor)))
    return any(draft.id == document and draft.erased_at is None for draft in kept)


def _about(number: str) -> str:
    return f"draft:{number}"
