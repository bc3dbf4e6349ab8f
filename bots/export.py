"""Export of calls, `callshadow export call | calls`: straight from the event log."""

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path

from conversation.errors import ErrorCode
from conversation.export.columns import Shape
from conversation.export.errors import ExportError
from conversation.export.formats import RENDERINGS, TranscriptFormat
from conversation.export.table_formats import TableFormat
from conversation.export.transcript import TRANSCRIPT_TYPES, transcript_of
from pipeline.process_log import database_url
from settings import Settings
from stores.export.call_export import exported
from stores.log.event_log import EventLog, open_event_log


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code.

    Raises:
        ExportError: There is no such call, or the file can't be written.
        EventLogError: The log can't be read.
    """
    async with open_event_log(database_url(settings)) as log:
        if args.action == "call":
            pieces = _transcript(log, args.call_id, TranscriptFormat(args.format))
        else:
            period = {"since": args.since, "until": args.until, "agent_id": args.agent}
            pieces = exported(log, Shape(args.what), TableFormat(args.format), **period)
        await _write(pieces, args.output)
    return 0


async def _transcript(log: EventLog, call_id: str, kind: TranscriptFormat) -> AsyncIterator[bytes]:
    record = await log.call(call_id)
    if record is None:
        raise ExportError(f"there is no call {call_id}", code=ErrorCode.CALL_NOT_FOUND)
    transcript = transcript_of(
        [event async for event in log.outline(call_id, TRANSCRIPT_TYPES)],
        started_at=record.started_at,
        ended_at=record.ended_at,
        source=record.source,
        agent_id=record.agent_id,
    )
    yield RENDERINGS[kind].write(transcript).encode()


async def _write(pieces: AsyncIterator[bytes], file: Path | None) -> None:
    first = await anext(pieces)  # what there is not leaves no empty file
    try:
        with file.open("wb") if file else nullcontext(sys.stdout.buffer) as out:
            out.write(first)
            async for piece in pieces:
                out.write(piece)
            out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(f"{file or 'standard output'}: {error.strerror}") from None
