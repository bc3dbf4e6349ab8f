"""Export of calls, `callshadow export call`: straight from the event log."""

import argparse
import sys
from pathlib import Path

from conversation.errors import CallShadowError, ErrorCode
from conversation.export.formats import RENDERINGS, TranscriptFormat
from conversation.export.transcript import transcript_of
from pipeline.process_log import database_url
from settings import Settings
from stores.event_log import EventLog, open_event_log


class ExportError(CallShadowError):
    """An export can't be made; the message says why."""

    code = ErrorCode.EXPORT_FAILED


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code.

    Raises:
        ExportError: There is no such call, or the file can't be written.
        EventLogError: The log can't be read.
    """
    async with open_event_log(database_url(settings)) as log:
        text = await _transcript(log, args.call_id, TranscriptFormat(args.format))
    _write(text, args.output)
    return 0


async def _transcript(log: EventLog, call_id: str, kind: TranscriptFormat) -> str:
    record = await log.call(call_id)
    if record is None:
        raise ExportError(f"there is no call {call_id}", code=ErrorCode.CALL_NOT_FOUND)
    transcript = transcript_of(
        await log.read(call_id),
        started_at=record.started_at,
        ended_at=record.ended_at,
        source=record.source,
        agent_id=record.agent_id,
    )
    return RENDERINGS[kind].write(transcript)


def _write(text: str, file: Path | None) -> None:
    if file is None:
        sys.stdout.buffer.write(text.encode())
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise ExportError(f"{file}: {error.strerror}") from None
