"""Lets callers in by TCP, so many a second and no more: a crowd at the door costs the show little.

asyncio's own server takes in a hundred callers within one turn of the loop, as often as they come.
"""

import asyncio
import socket
from collections.abc import Callable

RATE = 100.0  # callers a second: a millisecond of work each would be a tenth of a core
WAITING = 16  # callers that the system keeps waiting meanwhile; it turns away the rest
TROUBLE = 1.0  # seconds to wait where the system can give no more connections
# Seconds of silence before the system asks whether a caller is still there, how often it asks
# again, and how many times: whoever pulls a plug is gone after that.
_KEEPALIVE = {
    "TCP_KEEPIDLE": 10, "TCP_KEEPALIVE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3,
}  # fmt: skip


async def answer(
    listening: socket.socket, protocol: Callable[[], asyncio.BaseProtocol], rate: float = RATE
) -> None:
    """Lets callers in until cancelled, and closes the listening socket then."""
    loop = asyncio.get_running_loop()
    with listening:
        listening.setblocking(False)
        while True:
            try:
                caller, _ = await loop.sock_accept(listening)
                await _let_in(caller, protocol)
            except ConnectionError:
                pass  # the caller has gone already
            except OSError:
                await asyncio.sleep(TROUBLE)
            await asyncio.sleep(1 / rate)


async def _let_in(caller: socket.socket, protocol: Callable[[], asyncio.BaseProtocol]) -> None:
    try:
        look_after(caller)
    except OSError:
        caller.close()
        return
    await asyncio.get_running_loop().connect_accepted_socket(protocol, caller)


def look_after(caller: socket.socket) -> None:
    """Has the system notice by itself when a silent caller is no longer there."""
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        option = getattr(socket, name, None)  # each system has some of them
        if option is not None:
            caller.setsockopt(socket.IPPROTO_TCP, option, value)
