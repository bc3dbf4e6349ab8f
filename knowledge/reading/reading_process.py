"""Reading process: a process of their own for documents, which takes so long and so much, no more.

    parent ── a line of JSON, the file's bytes ──▶ child ── the answer's length, JSON ──▶ parent

PDFium and Lexbor are C: what a hostile file has them do can't be broken off, ends the process that
it goes wrong in, and lets no other thread of Python run. Here that is the child, beside which calls
are heard; it is begun anew for the next document.
"""

import asyncio
import signal
import sys
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import orjson
from pydantic import TypeAdapter

from knowledge.document import ANYBODY, Audience, Document, Passage
from knowledge.errors import DocumentError
from knowledge.reading.reader import check_size
from knowledge.reading.reading_child import LENGTH
from settings.child_environment import child_environment

MOST_S = 60
"""CPU time of a document, s: 2,000 pages of a manual take some 10."""
MOST_MEMORY = 2_000_000_000
"""Bytes of address space; of it, some 400 MB are Python and the readers."""
_WAIT = 5
"""How many times as long it may take beside whatever else the machine does."""
_Read = tuple[Document, list[Passage]]
_READ = TypeAdapter[_Read](_Read)


class ReadingProcess:
    """Reads one document after the other; the child is there from the first one to the block's end.

    Where the system has no such limits, as Windows, time alone is limited.
    """

    def __init__(self, most_s: int = MOST_S, most_memory: int = MOST_MEMORY) -> None:
        """Read each document in at most `most_s` of CPU time, s, and `most_memory`, bytes."""
        self._limits = (most_s, most_memory)
        self._child: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Begin; the child waits for the first document."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the child."""
        await self._end()

    async def read(
        self,
        data: bytes,
        name: str,
        address: str,
        audience: Audience = ANYBODY,
        content_type: str | None = None,
    ) -> _Read:
        """A document and its passages, as `knowledge.reading.reader.read` has them.

        Raises:
            DocumentError: It can't be read, or not within the limits.
        """
        check_size(len(data), name)
        asked = {"name": name, "address": address, "content_type": content_type, "size": len(data)}
        asked["audience"] = audience
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(_WAIT * self._limits[0]):
                    answer = await self._ask(orjson.dumps(asked) + b"\n" + data)
            except (OSError, EOFError):  # a TimeoutError, too
                raise self._broken_off(name, await self._end()) from None
            except BaseException:
                await self._end()
                raise
        if "refused" in answer:
            raise DocumentError(answer["refused"])
        return _READ.validate_python(answer["read"])

    async def _ask(self, question: bytes) -> Any:
        child = self._child = self._child or await _start(*self._limits)
        assert child.stdin  # noqa: S101 - it was started with both
        assert child.stdout  # noqa: S101
        child.stdin.write(question)
        await child.stdin.drain()
        (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
        return orjson.loads(await child.stdout.readexactly(length))

    async def _end(self) -> int | None:
        """End the child, if there is one; its exit code."""
        child, self._child = self._child, None
        if child is None:
            return None
        if child.stdin:
            child.stdin.close()  # by which it ends, unless it is reading
        with suppress(TimeoutError, ProcessLookupError):
            async with asyncio.timeout(0.2):
                await child.wait()
        if child.returncode is None:
            child.kill()
        return await child.wait()

    def _broken_off(self, name: str, code: int | None) -> DocumentError:
        if sys.platform != "win32" and code in (-signal.SIGXCPU, -signal.SIGKILL):
            why = f"it takes more than {self._limits[0]} s to read"
        else:
            why = f"it is damaged, or takes more than {self._limits[1] / 1e9:g} GB to read"
        return DocumentError(f"{name}: {why}; give its text, or give it in parts")


async def _start(*limits: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "knowledge.reading.reading_child", *map(str, limits)),
        env=child_environment(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=2**20,
    )
