"""Reading child: the process that reads documents for `ReadingProcess`, and needs nothing else.

It is begun for each batch of documents, so it imports neither settings nor an event loop: half of
what its start would cost.
"""

import os
import struct
import sys
from contextlib import suppress
from time import process_time
from typing import Any, BinaryIO

import orjson
from pydantic import TypeAdapter

from knowledge.document import Audience
from knowledge.errors import DocumentError
from knowledge.reading.reader import read

if sys.platform != "win32":
    import resource

LENGTH = struct.Struct(">Q")
"""How long an answer is, which stands before it."""
_NICE = 10
_AUDIENCE = TypeAdapter(Audience)


def _serve(most_s: int, most_memory: int, questions: BinaryIO, answers: BinaryIO) -> None:
    """Read what comes, until no more does."""
    if sys.platform != "win32":
        os.nice(_NICE)
        with suppress(ValueError, OSError):  # macOS has no such limit
            resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    while line := questions.readline():
        asked = orjson.loads(line)
        data = questions.read(asked.pop("size"))
        audience = _AUDIENCE.validate_python(asked.pop("audience"))
        if sys.platform != "win32":
            until = int(process_time()) + most_s + 1
            resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        answer = orjson.dumps(_answer(data, audience, **asked))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _answer(data: bytes, audience: Audience, **asked: Any) -> dict[str, Any]:
    try:
        return {"read": read(data, audience=audience, **asked)}
    except DocumentError as error:
        return {"refused": error.message}
    except Exception as error:  # noqa: BLE001 - whatever a reader stumbles over is the file's fault
        told = f"{asked['name']}: it can't be read ({type(error).__name__}); give its text"
        return {"refused": told}


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)
