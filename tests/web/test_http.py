import pytest

from live.web.http import Guard, Request, answer, parse, websocket_key, websocket_message


def _asked(path: str = "/", method: str = "GET", **headers: str) -> Request:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    request = parse("\r\n".join([f"{method} {path} HTTP/1.1", *lines]).encode())
    assert request is not None
    return request


def test_a_request_is_read() -> None:
    request = _asked("/stream.mjpg?token=abc&x=1", Host="localhost:8765")
    assert request == Request("GET", "/stream.mjpg", "abc", {"host": "localhost:8765"})


@pytest.mark.parametrize(
    "head",
    [
        b"", b"GET /", b"GET  / HTTP/1.1", b"\xff\xfe\x00", b"GET / HTTP/2.0", b"GET //[ HTTP/1.1",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example",
        b"GET / HTTP/1.1\r\nHost : localhost", b"GET / HTTP/1.1\r\nno colon",
        b"GET / HTTP/1.1\r\n folded: line",
    ],
)  # fmt: skip
def test_what_is_no_request_is_known_as_such(head: bytes) -> None:
    assert parse(head) is None


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8765", "LOCALHOST:1", "127.0.0.1:8765", "[::1]:8765", "booth.local"],
)
def test_names_of_this_machine_and_the_shows_own_are_let_in(host: str) -> None:
    assert Guard("booth.local").refusal(_asked(Host=host)) == 0


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil", "0"],
)
def test_other_names_that_lead_here_are_not(host: str) -> None:
    assert Guard("127.0.0.1").refusal(_asked(Host=host)) == 421


def test_no_host_at_all_is_not_let_in() -> None:
    assert Guard("127.0.0.1").refusal(_asked()) == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"}, {"Origin": "null"},
        {"Origin": "http://localhost:3000"}, {"Origin": "https://localhost:8765"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "image"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Dest": "iframe"},
    ],
)  # fmt: skip
def test_another_sites_page_may_not_look(headers: dict[str, str]) -> None:
    assert Guard("127.0.0.1").refusal(_asked(Host="localhost:8765", **headers)) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost:8765"}, {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Dest": "empty"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "document"},
    ],
)  # fmt: skip
def test_our_own_page_and_a_link_to_it_may(headers: dict[str, str]) -> None:
    assert Guard("127.0.0.1").refusal(_asked(Host="localhost:8765", **headers)) == 0


def test_a_token_is_asked_for_where_there_is_one() -> None:
    guard = Guard("192.168.1.20", "our secret")
    here = {"Host": "192.168.1.20:8765"}
    assert guard.refusal(_asked("/", **here)) == 401
    assert guard.refusal(_asked("/?token=wrong", **here)) == 401
    assert guard.refusal(_asked("/?token=our%20secret", **here)) == 0


def test_nothing_can_be_put() -> None:
    assert Guard("127.0.0.1").refusal(_asked(method="POST", Host="localhost")) == 405


def test_answers_state_their_length_and_forbid_keeping_and_framing() -> None:
    head, _, body = answer(200, b"hello", Content_Type="text/plain").partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert {"Content-Length: 5", "Content-Type: text/plain", "Cache-Control: no-store"} < set(lines)
    assert "X-Frame-Options: DENY" in lines
    assert "Access-Control-Allow-Origin" not in head.decode()
    assert body == b"hello"


def test_websockets_are_accepted_as_rfc_6455_has_it() -> None:
    # The example of its section 1.3.
    request = _asked(Upgrade="websocket", Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==")
    assert websocket_key(request) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert websocket_key(_asked(Upgrade="h2c", Sec_WebSocket_Key="x")) is None
    assert websocket_key(_asked(Upgrade="websocket")) is None


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (5, b"\x82\x05"),
        (126, b"\x82\x7e\x00\x7e"),
        (70_000, b"\x82\x7f" + (70_000).to_bytes(8, "big")),
    ],
)
def test_websocket_messages_state_their_length(size: int, head: bytes) -> None:
    # Section 5.7 has the same examples.
    assert websocket_message(bytes(size)) == head + bytes(size)
