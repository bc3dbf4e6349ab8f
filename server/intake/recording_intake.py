"""Recording intake: reads an upload, one file or one for each party, so that it can be heard."""

import asyncio
from collections.abc import Callable, Mapping

from fastapi import UploadFile

from conversation.errors import ErrorCode
from conversation.speech.speakers import Speaker
from server.errors import ApiError
from transports.recording.recording import Recording, read_stereo, read_tracks
from transports.recording.sound_file import RecordingError

MAX_BYTES = 64 * 1024 * 1024  # of one channel


async def read_recording(
    parties: Mapping[Speaker, UploadFile | None], stereo: UploadFile | None, left: Speaker
) -> Recording:
    """The recording in what was sent: a file a party, or one of both.

    Args:
        parties: The file of each party.
        stereo: The file of both.
        left: Who is on its left channel.

    Raises:
        ApiError: Neither was sent, or both; a file is too large, or can't be read.
    """
    sent = {party: file for party, file in parties.items() if file}
    if stereo and sent:
        raise _invalid("recording", "Send it, or customer and agent, not both")
    if stereo:
        _check_size(stereo, MAX_BYTES * len(Speaker))
        return await _load(lambda: read_stereo(stereo.file, "recording.wav", left))
    for party in (one for one in parties if one not in sent):
        raise _invalid(party, "Field required; or recording, one stereo file of both")
    for file in sent.values():
        _check_size(file, MAX_BYTES)
    return await _load(lambda: read_tracks({party: file.file for party, file in sent.items()}))


def _invalid(field: str, complaint: str) -> ApiError:
    return ApiError(422, ErrorCode.INVALID_REQUEST, f"body.{field}: {complaint}")


def _check_size(file: UploadFile, limit: int) -> None:
    if file.size and file.size > limit:
        raise ApiError(413, ErrorCode.FILE_TOO_LARGE, f"A file has at most {limit} bytes.")


async def _load(read: Callable[[], Recording]) -> Recording:
    try:
        return await asyncio.to_thread(read)
    except RecordingError as error:
        raise ApiError(415, ErrorCode.UNREADABLE_AUDIO, error.message) from None
