"""Microphone bot, `callshadow mic`: local microphones as a call, with the console beside it."""

import argparse
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from loguru import logger
from rich.markup import escape

from bots import sample
from bots.output import Output
from bots.play import kind
from bots.signals import ending, handle
from conversation.errors import CallShadowError, ErrorCode
from conversation.speech.speakers import Speaker
from pipeline.call import run_call
from pipeline.call_start import Call, new_call_id
from pipeline.runtime import Runtime, open_runtime
from server.serving.listening_socket import web_address
from server.serving.serving import serving
from settings import Settings
from workflows.jobs import working_after_calls
from workflows.steps import job_settle_time

HAS_PYAUDIO = find_spec("pyaudio") is not None
if HAS_PYAUDIO:
    import pyaudio

    from transports.microphone import MicrophoneSource, quiet_libraries
else:
    pyaudio: Any = None
    MicrophoneSource: Any = None
    quiet_libraries: Any = None

SAMPLE_RATE = 16000


class MicrophoneError(CallShadowError):
    """There is no microphone to listen to; the message says what to do."""

    code = ErrorCode.MICROPHONE_MISSING


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code.

    Raises:
        MicrophoneError: PortAudio or a device is missing.
    """
    devices = _devices()
    console = Output()
    if args.list:
        for number, name in devices.items():
            console.print(f"{number:3}  {name}")
        return 0
    speaker = Speaker(args.role)
    inputs: dict[Speaker, int | None] = {speaker: _usable(args.device, devices)}
    if args.other_device is not None:
        inputs[speaker.other] = _usable(args.other_device, devices)
    await run(settings, inputs, kind(args), console)
    return 0


async def run(
    settings: Settings, inputs: dict[Speaker, int | None], said: Mapping[str, str], console: Output
) -> None:
    """Listen until stopped.

    Args:
        settings: The settings.
        inputs: The number of each party's device; None for the system's default.
        said: The parameters of the call.
        console: Where the page's address is shown.

    Raises:
        ChoiceError: There is no such language or playbook.
    """
    async with (
        open_runtime(settings, sample.scripts(), settle=job_settle_time(settings)) as runtime,
        working_after_calls(runtime),
        serving(runtime, settings.host, settings.port) as (server, port),
    ):
        runtime.coaches.choose(said)
        handle(ending(server))
        call_id = new_call_id("MIC")
        base = escape(web_address(settings.host, port))
        console.print(f"[bold]Console[/bold]  {base}/calls/{call_id}")
        await _listen(runtime, Call(call_id, "microphone", said), inputs)


async def _listen(runtime: Runtime, call: Call, inputs: dict[Speaker, int | None]) -> None:
    await run_call(runtime, call, MicrophoneSource(inputs, SAMPLE_RATE))
    logger.info("the microphone is closed")


def _devices() -> dict[int, str]:
    """The input devices by number."""
    if not HAS_PYAUDIO:
        raise MicrophoneError(
            "the microphone needs PortAudio: run `apt-get install portaudio19-dev` (Debian) or"
            " `brew install portaudio` (macOS), then `uv sync --extra mic`"
        )
    with quiet_libraries():
        audio = pyaudio.PyAudio()
    try:
        infos = [audio.get_device_info_by_index(i) for i in range(audio.get_device_count())]
    finally:
        audio.terminate()
    found = {int(info["index"]): str(info["name"]) for info in infos if info["maxInputChannels"]}
    if not found:
        raise MicrophoneError("no microphone found; plug one in, then `callshadow mic --list`")
    return found


def _usable(device: int | None, devices: dict[int, str]) -> int:
    """The device that is wanted, or the system's default, if it can be listened to."""
    with quiet_libraries():
        audio = pyaudio.PyAudio()
    try:
        number = int(audio.get_default_input_device_info()["index"]) if device is None else device
        if number not in devices:
            raise MicrophoneError(f"no input device {number}; `callshadow mic --list` shows them")
        with quiet_libraries():
            audio.is_format_supported(
                SAMPLE_RATE, input_device=number, input_channels=1, input_format=pyaudio.paInt16
            )
    except (OSError, ValueError) as error:
        which = "the default input device" if device is None else f"input device {device}"
        raise MicrophoneError(f"{which} can't record mono at {SAMPLE_RATE} Hz: {error}") from None
    finally:
        audio.terminate()
    return number
