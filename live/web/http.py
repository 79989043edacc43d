"""The part of HTTP that a browser on the rig needs: reads, checks and answers a request.

Any web page can make a browser on this machine send requests here, and can make a name of its own
point to this machine (DNS rebinding): so listening on loopback alone protects nothing. Names,
origins and, off loopback, a token are checked.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

LONGEST_HEAD = 8192  # bytes
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
REASONS = {
    101: "Switching Protocols", 200: "OK", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    421: "Misdirected Request", 431: "Request Header Fields Too Large", 503: "Service Unavailable",
}  # fmt: skip
# Forbids browsers to store, frame, guess the type of, or read across origins what is sent.
_ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_WEBSOCKET = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for."""

    method: str
    path: str  # "/stream.mjpg"
    token: str  # of the address: ?token=...
    headers: dict[str, str]  # names in small letters


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides which requests are allowed."""

    host: str  # the name or address in the show file; local names are always allowed
    token: str = ""  # "": none is required

    def refusal(self, request: Request) -> int:
        """The status to refuse a request with; 0: it is allowed."""
        host = request.headers.get("host", "")
        if _name(host) not in {*LOCAL_NAMES, _bracketed(self.host.lower())}:
            return 421
        if not _from_here(request.headers, host):
            return 403
        if not hmac.compare_digest(self.token.encode(), request.token.encode()) and self.token:
            return 401
        return 405 if request.method != "GET" else 0


def parse(head: bytes) -> Request | None:
    """A request from its head, up to the empty line; None: it is not valid."""
    try:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, version = first.split(" ")
        address = urlsplit(target)
        query = parse_qs(address.query)
    except ValueError:
        return None
    pairs = [line.partition(":") for line in lines if line]
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    # Attackers repeat Host, or add a space to a name, so that two checks read different values.
    whole = all(colon and name == name.strip() and name for name, colon, _ in pairs)
    if not version.startswith("HTTP/1.") or not whole or len(headers) != len(pairs):
        return None
    return Request(method, address.path, query.get("token", [""])[-1], headers)


def answer(status: int, body: bytes | None = b"", **more: str) -> bytes:
    """A whole answer; or, with `body` None, the head of an answer that goes on.

    Headers are given with _ for -.
    """
    headers = _ALWAYS | {name.replace("_", "-"): value for name, value in more.items()}
    if body is not None:
        headers |= {"Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")


def websocket_key(request: Request) -> str | None:
    """The key that accepts a WebSocket request (RFC 6455, 4.2.2); None: it is another request."""
    key = request.headers.get("sec-websocket-key", "")
    if request.headers.get("upgrade", "").lower() != "websocket" or not key:
        return None
    digest = hashlib.sha1(key.encode("latin-1") + _WEBSOCKET, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode("ascii")


def websocket_message(payload: bytes) -> bytes:
    """One binary message, from the server, in one frame (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        head = bytes([0x82, size])
    elif size < 1 << 16:
        head = bytes([0x82, 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x82, 127]) + size.to_bytes(8, "big")
    return head + payload


def websocket_close(status: int, why: str) -> bytes:
    """A frame that ends a WebSocket, with a status and at most 123 bytes of why (5.5.1)."""
    payload = status.to_bytes(2, "big") + why.encode()[:123]
    return bytes([0x88, len(payload)]) + payload


def _name(host: str) -> str:
    """A Host header without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _from_here(headers: dict[str, str], host: str) -> bool:
    """Whether our own page, the address line, or a program other than a browser asked."""
    if headers.get("origin", f"http://{host}") != f"http://{host}":
        return False
    typed_or_linked = headers.get("sec-fetch-dest") == "document"
    site = headers.get("sec-fetch-site", "none")
    return site in ("none", "same-origin") or typed_or_linked
