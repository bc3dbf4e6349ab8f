"""The line that a user of Pipecat would build today, from its own parts with their defaults.

It is the baseline of the capacity benchmark: the same calls, the same sockets in and out, one
recogniser and one voice activity detector a party, on the phone line's own 8 kHz. It transcribes
only; it neither makes turns nor advises nor stores anything.
"""

import base64
import json
import os
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket
from pipecat.audio.utils import create_stream_resampler, ulaw_to_pcm
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import Frame, TranscriptionFrame, UserAudioRawFrame
from pipecat.pipeline.parallel_pipeline import ParallelPipeline
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.audio.vad_processor import VADProcessor
from pipecat.processors.filters.function_filter import FunctionFilter
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

_RATE = 8000
_SPEAKERS = {"inbound": "customer", "outbound": "agent"}

app = FastAPI()
transcripts: dict[str, list[dict[str, str]]] = {}
"""What was said in each call, in the form of our REST."""


class _TwoTracks(FrameSerializer):
    """As Pipecat's `TwilioFrameSerializer`, which would mix the two tracks into one stream."""

    def __init__(self) -> None:
        super().__init__()
        self._resamplers = {track: create_stream_resampler() for track in _SPEAKERS}

    async def serialize(self, frame: Frame) -> str | bytes | None:
        return None

    async def deserialize(self, data: str | bytes) -> Frame | None:
        message = json.loads(data)
        if message.get("event") != "media":
            return None
        track, payload = message["media"]["track"], base64.b64decode(message["media"]["payload"])
        pcm = await ulaw_to_pcm(payload, _RATE, _RATE, self._resamplers[track])
        return UserAudioRawFrame(audio=pcm, sample_rate=_RATE, num_channels=1, user_id=track)


class _Transcript(FrameProcessor):
    """The end of the line: keeps the words."""

    def __init__(self, call_id: str):
        super().__init__()
        self._call_id = call_id

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TranscriptionFrame):
            said = {"speaker": _SPEAKERS[frame.user_id], "text": frame.text}
            transcripts[self._call_id].append(said)
        await self.push_frame(frame, direction)


def _party(track: str) -> list[FrameProcessor]:
    async def is_theirs(frame: Frame) -> bool:
        return not isinstance(frame, UserAudioRawFrame) or frame.user_id == track

    return [
        FunctionFilter(is_theirs, filter_system_frames=True),
        VADProcessor(vad_analyzer=SileroVADAnalyzer()),
        DeepgramSTTService(
            api_key=os.environ["DEEPGRAM_API_KEY"], base_url=os.environ["DEEPGRAM_BASE_URL"]
        ),
    ]


@app.websocket("/twilio/media")
async def media(websocket: WebSocket) -> None:
    """Transcribe one call."""
    await websocket.accept()
    messages = websocket.iter_json()
    await anext(messages)  # connected
    start: dict[str, Any] = (await anext(messages))["start"]
    transcripts[start["callSid"]] = []
    transport = FastAPIWebsocketTransport(
        websocket, FastAPIWebsocketParams(audio_in_enabled=True, serializer=_TwoTracks())
    )
    pipeline = Pipeline(
        [
            transport.input(),
            ParallelPipeline(*(_party(track) for track in _SPEAKERS)),
            _Transcript(start["callSid"]),
        ]
    )
    params = PipelineParams(audio_in_sample_rate=_RATE)
    worker = PipelineWorker(pipeline, params=params)

    @transport.event_handler("on_client_disconnected")
    async def on_client_disconnected(_transport: object, _websocket: object) -> None:
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


@app.websocket("/api/calls/{call_id}/live")
async def live(websocket: WebSocket) -> None:
    """Stay open, so that there is something to ping; this line has nothing to tell."""
    await websocket.accept()
    await websocket.receive()


@app.get("/transcripts")
async def said() -> dict[str, list[dict[str, str]]]:
    """What was said in each call."""
    return transcripts


@app.get("/readyz")
@app.get("/healthz")
async def ready() -> dict[str, str]:
    """Calls can be taken."""
    return {"status": "ready"}


def main(arguments: list[str]) -> None:
    """Serve on the port that is named."""
    uvicorn.run(app, host="127.0.0.1", port=int(arguments[0]), log_level="warning")


if __name__ == "__main__":
    main(sys.argv[1:])
