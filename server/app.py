"""Web application: webhooks, media socket, side channel, REST, console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from coach.questions import ASKS_A_MINUTE
from pipeline.runtime import Runtime
from server.api_router import ROUTES
from server.app_state import AppState
from server.asgi.middleware import add_middleware
from server.asgi.open_sockets import OpenSockets
from server.asgi.rate_limit import RateLimiter
from server.asgi.shared_limiter import Limits, SharedLimiter, limits_of
from server.auth.authenticator import Authenticator
from server.auth.origins import site_origins
from server.auth.policy import CallPolicy
from server.auth.sign_in import SIGN_INS_A_MINUTE, WRONG_LOGOUTS_A_MINUTE, SignIn
from server.auth.teams import Teams
from server.carriers.dial_check import DIALS_A_MINUTE
from server.carriers.paired_streams import PairedStreams
from server.carriers.rung_calls import RungCalls
from server.carriers.transcribed_calls import TranscribedCalls
from server.carriers.used_signatures import UsedSignatures
from server.carriers.waiting_streams import WaitingStreams
from server.error_handlers import add_error_handlers
from server.intake.heard_recordings import HeardRecordings
from server.live.client_messages import MESSAGES_A_MINUTE
from server.live.looks import Looks
from server.metrics.metrics import count, sample
from server.metrics.model_metrics import count_spent
from server.refusal_log import RefusalLog
from server.routes import console, reference
from server.serving.background import Background
from server.text.segment_pace import segment_limiter
from server.text.sessions import open_sessions
from server.wall.board import WallBoard
from workflows.summaries import summaries_of

_ABOUT = """\
Live advice for the human agent on a two-party phone call.

The WebSockets are described as AsyncAPI: [/asyncapi.json](/asyncapi.json)."""


def create_app(runtime: Runtime) -> FastAPI:
    """Make the application.

    Args:
        runtime: What the calls of the process share; open until the application has stopped.
    """
    limits = limits_of(runtime)
    state = _make_state(runtime, limits)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        state.background.start("metrics", sample(runtime))
        watching = state.open_sockets.watch(state.authenticator.living)
        state.background.start("keys and sessions", watching)
        yield
        await state.background.stop()

    app = FastAPI(
        title="Call Shadow",
        version=version("call-shadow"),
        description=_ABOUT,
        docs_url=None,  # FastAPI's pages run a script of a third party's; ours are `reference`
        redoc_url=None,
        lifespan=lifespan,
        routes=ROUTES,
    )
    state.attach_to(app)
    runtime.events.subscribe(count)
    if models := runtime.coaches.models:
        models.desk.subscribe(count_spent)
    add_error_handlers(app)
    add_middleware(app, state.authenticator, runtime.settings, state.open_sockets, limits)
    console.mount(app, site_origins(runtime.settings), signs_in=state.sign_in is not None)
    reference.mount(app)
    return app


def _make_state(runtime: Runtime, limits: Limits | None) -> AppState:
    background, refusals = Background(), RefusalLog()
    settings, log, clock = runtime.settings, runtime.log, runtime.clock
    teams = Teams(settings, log.agent_teams)
    return AppState(
        runtime=runtime,
        authenticator=Authenticator(settings, clock, log),
        sign_in=SignIn(settings, log, clock) if settings.oidc_issuer else None,
        open_sockets=OpenSockets(),
        policy=CallPolicy(log, teams),
        looks=Looks(runtime),
        sessions=open_sessions(runtime, background),
        background=background,
        refusals=refusals,
        recordings=HeardRecordings(),
        messages=RateLimiter(MESSAGES_A_MINUTE),
        asks=RateLimiter(ASKS_A_MINUTE),
        segments=segment_limiter(),
        dials=SharedLimiter("dial", DIALS_A_MINUTE, limits),
        sign_ins=SharedLimiter("sign-in", SIGN_INS_A_MINUTE, limits),
        used_signatures=UsedSignatures(limits),
        wrong_logouts=RateLimiter(WRONG_LOGOUTS_A_MINUTE),
        waiting_streams=WaitingStreams(),
        paired=PairedStreams(),
        rung=RungCalls(),
        transcribed=TranscribedCalls(runtime, background, refusals),
        summaries=summaries_of(runtime),
        wall=WallBoard.of(runtime, teams),
    )
