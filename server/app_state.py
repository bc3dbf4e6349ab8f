"""Application state: what all requests of the application share, typed."""

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from pipeline.runtime import Runtime
from server.asgi.open_sockets import OpenSockets
from server.asgi.rate_limit import RateLimiter
from server.asgi.shared_limiter import SharedLimiter
from server.auth.authenticator import Authenticator
from server.auth.policy import CallPolicy
from server.auth.sign_in import SignIn
from server.carriers.paired_streams import PairedStreams
from server.carriers.rung_calls import RungCalls
from server.carriers.transcribed_calls import TranscribedCalls
from server.carriers.used_signatures import UsedSignatures
from server.carriers.waiting_streams import WaitingStreams
from server.intake.heard_recordings import HeardRecordings
from server.live.looks import Looks
from server.refusal_log import RefusalLog
from server.serving.background import Background
from server.text.sessions import Sessions
from server.wall.board import WallBoard
from workflows.summaries import Summaries


@dataclass(frozen=True, slots=True)
class AppState:
    """The parts of one application.

    Attributes:
        runtime: What the calls of the process share; open until the application has stopped.
        authenticator: The keys, the tokens and the signed-in users.
        sign_in: Signs users in; None where no provider is set.
        open_sockets: The long connections, which end with their caller's key or session.
        policy: Which calls a caller may see.
        looks: Tells the audit who looks at calls.
        sessions: The conversations of the text API.
        background: What goes on after its request was answered.
        refusals: The log of what is refused at the telephone's side.
        recordings: The recordings that are being heard.
        messages: How many messages a client may send on all of its sockets.
        asks: How many questions to the coach there may be among them.
        segments: How many messages of another transcriber's sockets are read.
        dials: How many calls a caller may have dialled.
        sign_ins: How many sign-ins may come from an address.
        used_signatures: What Genesys has signed for handshakes that have come.
        wrong_logouts: How many logout tokens that end nothing may come from an address.
        waiting_streams: The media streams that have yet to say which call they are.
        paired: The calls that two sockets bring.
        rung: The calls for whom an agent was rung.
        transcribed: The calls whose words Twilio sends.
        summaries: Makes the summaries of ended calls.
        wall: The live calls with their risk, for supervisors.
    """

    runtime: Runtime
    authenticator: Authenticator
    sign_in: SignIn | None
    open_sockets: OpenSockets
    policy: CallPolicy
    looks: Looks
    sessions: Sessions
    background: Background
    refusals: RefusalLog
    recordings: HeardRecordings
    messages: RateLimiter
    asks: RateLimiter
    segments: RateLimiter
    dials: SharedLimiter
    sign_ins: SharedLimiter
    used_signatures: UsedSignatures
    wrong_logouts: RateLimiter
    waiting_streams: WaitingStreams
    paired: PairedStreams
    rung: RungCalls
    transcribed: TranscribedCalls
    summaries: Summaries
    wall: WallBoard

    async def end_revoked(self) -> None:
        """End at once the connections of those whose key or session has ended.

        Raises:
            EventLogError: The log can't tell.
        """
        await self.open_sockets.sweep(self.authenticator.living)

    def attach_to(self, app: FastAPI) -> None:
        """Make this the state of `app`, for `state_of`."""
        app.state.shared = self


def state_of(connection: HTTPConnection) -> AppState:
    """The state of the application that a request or a WebSocket came to."""
    return connection.app.state.shared
