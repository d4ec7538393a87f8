"""What every request must show and every answer carries: loopback names only, writes from this very page only."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.settings import LOOPBACK

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
OWN_SITE = frozenset({"same-origin", "none"})


class Guard:
    """Middleware. 421 for a name that is not loopback's (DNS rebinding), 403 for a request that another site makes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = _refusal(scope["method"], scope["path"], Headers(scope=scope))
        app = PlainTextResponse(refused[1], refused[0]) if refused else self._app
        await app(scope, receive, _with_headers(scope["path"], send))


def _refusal(method: str, path: str, headers: Headers) -> tuple[int, str] | None:
    host = headers.get("host", "")
    if _hostname(host) not in LOOPBACK:
        return 421, "This page answers on loopback only, as http://127.0.0.1:8008"
    if path != "/" and headers.get("sec-fetch-site", "none") not in OWN_SITE:
        return 403, "Another site may not ask this."
    if method not in {"GET", "HEAD"} and headers.get("origin") != f"http://{host}":
        return 403, "Only this page may write here."
    return None


def _hostname(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).strip("[]").lower()


def _with_headers(path: str, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["Content-Security-Policy"] = FILE_POLICY if path.startswith("/files/") else PAGE_POLICY
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
