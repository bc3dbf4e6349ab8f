"""Loss status: what is told of audio that did not arrive, or came with timestamps that moved."""

from loguru import logger

from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from transports.audio.track_clock import Placed, TrackClock

_LOGGED_EVERY = 500  # of a stream that jumps again and again


def loss_status(speaker: Speaker, placed: Placed, clock: TrackClock) -> Status | None:
    """What the agent is told once a packet of the party was `placed`; None: nothing new."""
    if placed.moved_ms and clock.moves % _LOGGED_EVERY == 1:
        moved_ms, moves = placed.moved_ms, clock.moves
        logger.warning("{}: timestamps moved by {} ms ({} so far)", speaker, moved_ms, moves)
    if placed.lost_ms:
        detail = f"{placed.lost_ms / 1000:.1f} s of audio did not arrive"
        if clock.losses % _LOGGED_EVERY == 1:
            logger.warning("{}: {} ({} so far)", speaker, detail, clock.losses)
        told = (State.DEGRADED, StatusCode.AUDIO_LOST, detail)
    elif clock.recovered():
        told = (State.OK, StatusCode.AUDIO_RECOVERED, "The audio is whole again.")
    else:
        return None
    return Status(Component.AUDIO, *told, speaker)
