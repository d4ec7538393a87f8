"""Seals with the operator's key: whoever reads the database or a folder alone reads nothing of what is sealed."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.domain.errors import NoSecretKeyError

DOCUMENTS = b"mbongi documents"
WEB_CHAT = b"mbongi web chat"
MATRIX = b"mbongi matrix"


class Seal:
    """Fernet (AES-128-CBC and HMAC) under a key derived from the secret; without a secret nothing is sealed."""

    def __init__(self, secret: str | None, purpose: bytes = DOCUMENTS) -> None:
        self._fernet = Fernet(_derived(secret, purpose)) if secret else None

    def close(self, content: bytes) -> str:
        """The sealed content, as text."""
        return self._key().encrypt(content).decode()

    def open(self, sealed: str) -> bytes:
        """The content. NoSecretKeyError where another key sealed it."""
        try:
            return self._key().decrypt(sealed)
        except InvalidToken:
            raise NoSecretKeyError("ASSISTANT_SECRET_KEY is not the key that this was sealed with") from None

    def _key(self) -> Fernet:
        if self._fernet is None:
            raise NoSecretKeyError("ASSISTANT_SECRET_KEY is missing: documents cannot be kept without it")
        return self._fernet


def _derived(secret: str, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret.encode()))
