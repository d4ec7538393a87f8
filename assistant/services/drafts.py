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
    about = f"draft:{number}"
    document = work.documents.keep(about, number, proof.name, proof.media_type, proof.content)
    work.documents.erase_at(about, work.now + LIFE)
    return document
