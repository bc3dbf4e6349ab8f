"""Vonage as a carrier: the token in the address of a stream, and the two streams of one call."""

from functools import partial

from starlette.websockets import WebSocket

from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from pipeline.runtime import Runtime
from server.app_state import state_of
from server.carriers.carrier import Carrier
from server.carriers.refusals import refused, refused_from_afar
from server.deps import runtime_of
from settings import Settings
from transports.streams.opening import read_first
from transports.streams.start import StreamError, usable_id
from transports.streams.stream_token import StreamTokens
from transports.vonage.paired_source import PairedSource
from transports.vonage.stream import VonageStart


class Vonage(Carrier[VonageStart]):
    """The WebSocket endpoint of Vonage's Voice API: a socket for each party."""

    name = "vonage"
    path = "/vonage/media"
    tells_parties = True

    async def refusal_of(self, websocket: WebSocket) -> str | None:
        """The refusal of a stream whose address has no token of its call and party."""
        runtime, asked = runtime_of(websocket), websocket.query_params
        tokens = tokens_of(runtime.settings)
        if tokens is None:
            return refused_from_afar(websocket, "VONAGE_STREAM_SECRET")
        call_id, party, token = (asked.get(name, "") for name in ("call_id", "party", "token"))
        if usable_id(call_id) and tokens.fits(token, call_id, runtime.clock.now(), party):
            return None
        return refused(websocket, "with a wrong token, or one that has ended")

    async def read_start(self, websocket: WebSocket) -> VonageStart:
        """The first message, of the call and the party that the stream's address names."""
        asked = websocket.query_params
        call_id, party = usable_id(asked.get("call_id")), asked.get("party")
        if call_id is None or party not in tuple(Speaker):
            raise StreamError("the address must name call_id, and party: customer or agent")
        return VonageStart.parse(await read_first(websocket), call_id, Speaker(party))

    def source(self, websocket: WebSocket, start: VonageStart, inbound: Speaker) -> PairedSource:
        """Both parties, once the other socket has come; who is who is in the addresses."""
        state = state_of(websocket)
        tell = partial(_tell_heard, state.runtime, start.call_id)
        return state.paired.begin(websocket, start, tell)

    async def hear_beside(self, websocket: WebSocket, start: VonageStart) -> bool:
        """Hear the other socket of a call."""
        return await state_of(websocket).paired.hear_beside(websocket, start)

    async def left(self, websocket: WebSocket, start: VonageStart) -> None:
        """Close the other socket too."""
        await state_of(websocket).paired.end(websocket, start.call_id)


def tokens_of(settings: Settings) -> StreamTokens | None:
    """What makes and knows the tokens of streams, where there is a secret for them."""
    secret = settings.vonage_stream_secret
    return StreamTokens(secret.get_secret_value()) if secret else None


async def _tell_heard(runtime: Runtime, call_id: str, party: Speaker, away_s: float | None) -> None:
    """Tell the agent that one party's socket has ended, or is there again after so long."""
    if away_s is not None:
        detail = f"The {party} is heard again; for {away_s:.1f} s they were not."
        status = Status(
            Component.AUDIO, ComponentState.OK, StatusCode.AUDIO_RECOVERED, detail, party
        )
    else:
        detail = f"The {party} is not heard any more: Vonage's stream of them has ended."
        code = StatusCode.AUDIO_NOT_STREAMED
        status = Status(Component.AUDIO, ComponentState.DOWN, code, detail, party)
    await runtime.events.publish(call_id, status)
