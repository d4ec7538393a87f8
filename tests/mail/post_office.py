"""A mail server on this machine, by aiosmtpd: it keeps what it takes, and fails as told."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assistant.settings import Mail, MailServer, Secrecy

HOST = "127.0.0.1"
DROP = "drop"
"""The connection ends without an answer."""
SLOW = "slow"
"""No answer for longer than anybody waits here."""
USER, PASSWORD = "bureau", "s3cr3t/canary"


@dataclass
class PostOffice:
    """Its answers by command (`RCPT`), used up in order; with none left it takes everything."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Sender, recipient, content."""
    said: Counter[str] = field(default_factory=Counter)
    """How often each command came."""
    logins: list[str] = field(default_factory=list)
    port: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once something was taken."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once somebody has said goodbye."""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def letters(self) -> list[EmailMessage]:
        """What it took, as a reader's program shows it."""
        return [message_from_bytes(content, policy=policy.default) for _, _, content in self.taken]

    def settings(self, secrecy: Secrecy = "none", user: str | None = None, password: str = "") -> Mail:
        """How to send by it."""
        return Mail(MailServer(HOST, self.port, secrecy, user, password), "N’DZOUANA, le bureau", "bureau@example.org")

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        answer = await self._answer("EHLO", server)
        return [answer] if answer else responses

    async def handle_MAIL(  # noqa: N802 - the same
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer("MAIL", server)
        if not answer:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", server)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        answer = await self._answer("DATA", server)
        if not answer or answer == DROP:
            assert isinstance(envelope.content, bytes)
            (to,) = envelope.rcpt_tos
            self.taken.append((envelope.mail_from or "", to, envelope.content))
            self.came.set()
        return answer or "250 OK"

    async def handle_RSET(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - the same
        return await self._answer("RSET", server) or "250 OK"

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - the same
        answer = await self._answer("QUIT", server)
        self.left.set()
        return answer or "221 Bye"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object
    ) -> AuthResult:
        """One login is good."""
        assert isinstance(login, LoginPassword)
        self.logins.append(login.login.decode())
        return AuthResult(success=(login.login, login.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    async def _answer(self, command: str, server: SMTP) -> str:
        self.said[command] += 1
        answers = self.faults.get(command, [])
        answer = answers.pop(0) if answers else ""
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        elif answer == SLOW:
            await self.released.wait()
        return "" if answer == SLOW else answer


@asynccontextmanager
async def opened(
    office: PostOffice, *, tls: ssl.SSLContext | None = None, wrapped: bool = False, login: bool = False
) -> AsyncIterator[PostOffice]:
    """Open on a port of its own. `wrapped`: TLS from the first byte instead of by STARTTLS."""
    loop = asyncio.get_running_loop()

    def serve() -> SMTP:
        return SMTP(
            office,
            hostname="post.example.org",
            loop=loop,
            tls_context=None if wrapped else tls,
            require_starttls=tls is not None and not wrapped,
            authenticator=office.authenticate if login else None,
            auth_required=login,
            auth_require_tls=False,
        )

    server = await loop.create_server(serve, HOST, office.port, ssl=tls if wrapped else None)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        office.released.set()
        server.close()
        await server.wait_closed()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS by a certificate for this machine that it made itself, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post.example.org")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path, secret = folder / "post.pem", folder / "post.key"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, secret)
    return context, path
