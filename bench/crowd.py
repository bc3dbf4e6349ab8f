"""A thousand side-channel listeners in one process, cheap enough not to be what is measured."""

import asyncio
import base64
import os
import re
import select
import socket
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

_EVENT = re.compile(rb'"seq":(\d+),"call_id":"[^"]*","type":"status"')
_CLOSE, _PING, _PONG, _MASKED = 0x88, 0x89, 0x8A, 0x80
_MEDIUM, _LARGE = 126, 127
_READ_BYTES = 1 << 16
_SMALL_BUFFER_BYTES = 4096
# As over a network: the kernel sizes a buffer by its segments, which on the loopback are of 64 KiB,
# so that 2.6 MB would disappear before the server could see that nobody reads.
_SEGMENT_BYTES = 1460
_TIMEOUT_S = 30.0
_SILENCE_S = 2.0
# The `status` of the recogniser, which every call begins with.
_EARLY_SEQ = 2


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a listener that did not read.

    Attributes:
        buffered: The events that lay in its buffers.
        code: The code with which the server closed its socket (RFC 6455, 7.4); None if it did not.
    """

    buffered: int
    code: int | None


class Crowd:
    """The worker: listeners that note when each `status` event came, and some that never read."""

    def __init__(self, live_url: str):
        """Create an empty crowd of a call's side channel."""
        parts = urlsplit(live_url)
        self._address = (parts.hostname or "", parts.port or 0)
        self._path = parts.path
        self._readers: dict[int, socket.socket] = {}
        # One of its own, so that all that has come is read in one turn of the event loop.
        self._poll = select.epoll()
        self._stuck: list[socket.socket] = []
        self._arrived: dict[int, list[float]] = defaultdict(list)
        self._rest: dict[socket.socket, bytes] = {}  # frames that have begun to arrive
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._poll.fileno(), self._read_all)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave(0)
        for stuck in self._stuck:
            stuck.close()
        asyncio.get_running_loop().remove_reader(self._poll.fileno())
        self._poll.close()

    async def join(self, count: int) -> None:
        """Have this many listeners that read, and have read all events so far."""
        known = len(self._arrived[_EARLY_SEQ])
        more = count - len(self._readers)
        for _ in range(more):
            listener = await self._open()
            self._readers[listener.fileno()] = listener
            self._poll.register(listener, select.EPOLLIN)
        await self._until(lambda: len(self._arrived[_EARLY_SEQ]) == known + more)

    async def leave(self, count: int) -> None:
        """Have no more than this many listeners that read."""
        while len(self._readers) > count:
            _, listener = self._readers.popitem()
            listener.close()  # which takes it from the poll as well

    async def get_stuck(self, after: int) -> None:
        """Have one more listener, which has the events up to `after`, and never reads."""
        self._stuck.append(await self._open(after, stuck=True))

    async def fate_of_stuck(self) -> Fate:
        """Have the listener that did not read do so now, until nothing more comes."""
        data, at, buffered = b"", 0, 0
        loop = asyncio.get_running_loop()
        while True:
            while frame := _frame(data, at):
                opcode, payload, at = frame
                if opcode == _CLOSE:
                    return Fate(buffered, int.from_bytes(payload[:2]))
                buffered += bool(_EVENT.search(payload))
            try:
                async with asyncio.timeout(_SILENCE_S):
                    more = await loop.sock_recv(self._stuck[-1], _READ_BYTES)
            except TimeoutError:
                more = b""
            if not more:
                return Fate(buffered, None)
            data += more

    async def arrivals(self, seq: int) -> list[float]:
        """When the event came to each listener that reads, s of `time.time`; waits for the last."""
        await self._until(lambda: len(self._arrived[seq]) >= len(self._readers))
        return self._arrived.pop(seq)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(_TIMEOUT_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def _read_all(self) -> None:
        while ready := self._poll.poll(0):
            for number, _ in ready:
                self._read(self._readers[number])
        self._changed.set()

    def _read(self, listener: socket.socket) -> None:
        data = listener.recv(_READ_BYTES)
        now = time.time()
        data = self._rest.pop(listener, b"") + data
        at = 0
        while frame := _frame(data, at):
            opcode, payload, at = frame
            if opcode == _PING:  # a client that does not answer is dropped after forty seconds
                listener.send(bytes([_PONG, _MASKED | len(payload), 0, 0, 0, 0]) + payload)
            elif found := _EVENT.search(payload):
                self._arrived[int(found[1])].append(now)
        if at < len(data):
            self._rest[listener] = data[at:]

    async def _open(self, after: int = 0, *, stuck: bool = False) -> socket.socket:
        loop = asyncio.get_running_loop()
        listener = socket.socket()
        if stuck:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER_BYTES)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT_BYTES)
        listener.setblocking(False)
        await loop.sock_connect(listener, self._address)
        key = base64.b64encode(os.urandom(16)).decode()
        host = "{}:{}".format(*self._address)
        lines = (
            f"GET {self._path}?after={after} HTTP/1.1",
            f"Host: {host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
        )
        await loop.sock_sendall(listener, "\r\n".join([*lines, "", ""]).encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += await loop.sock_recv(listener, 1)
        return listener


def _frame(data: bytes, at: int) -> tuple[int, bytes, int] | None:
    """The frame at a place (RFC 6455, 5.2): its first byte, payload and end; None if it is cut."""
    if len(data) < at + 2:
        return None
    size, begin = data[at + 1], at + 2
    if size == _MEDIUM:
        size, begin = int.from_bytes(data[begin : begin + 2]), begin + 2
    elif size == _LARGE:
        size, begin = int.from_bytes(data[begin : begin + 8]), begin + 8
    if len(data) < begin + size:
        return None
    return data[at], data[begin : begin + size], begin + size
