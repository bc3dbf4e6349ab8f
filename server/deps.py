"""Dependencies: the application's state, and the parameters that addresses share."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.requests import HTTPConnection

from pipeline.admission import NotAdmittedError
from pipeline.runtime import Runtime
from server.app_state import AppState, state_of


def runtime_of(connection: HTTPConnection) -> Runtime:
    """The runtime that the application opened at its start."""
    return state_of(connection).runtime


# A dependency that is no coroutine goes through a thread, and waits for one: these are coroutines.
async def _state(connection: HTTPConnection) -> AppState:
    return state_of(connection)


async def _runtime(connection: HTTPConnection) -> Runtime:
    return runtime_of(connection)


async def _now(connection: HTTPConnection) -> datetime:
    return runtime_of(connection).clock.now()


StateDep = Annotated[AppState, Depends(_state)]
RuntimeDep = Annotated[Runtime, Depends(_runtime)]
NowDep = Annotated[datetime, Depends(_now)]


async def _admitted(state: StateDep) -> AsyncIterator[None]:
    admission = state.runtime.calls.admission
    if admission.full:
        state.refusals.warn("a call is refused: MAX_CALLS are being heard")
    with admission.admit():
        yield


ADMITTED = Depends(_admitted)
"""The check that a call may begin, before its socket is accepted: 503 where it may not."""


async def _admitted_stream(connection: HTTPConnection, state: StateDep) -> AsyncIterator[None]:
    calls, waiting = state.runtime.calls, state.waiting_streams
    try:
        if not calls.any_falters and not state.paired.are_asked_by(connection):
            calls.admission.check_room(coming=len(waiting))
        async with waiting.place(connection):
            with calls.admission.admit_request():
                yield
    except NotAdmittedError as error:
        state.refusals.warn("a stream is refused: {}", error)
        raise


ADMITTED_STREAM = Depends(_admitted_stream)
"""The same for a stream whose `start` will say which call it is, and then takes its place.

Where there is none, it is let in if it may be a silent call's next stream, or a call's second one.
"""


async def _admitted_request(runtime: RuntimeDep) -> AsyncIterator[None]:
    with runtime.calls.admission.admit_request():
        yield


ADMITTED_REQUEST = Depends(_admitted_request)
"""The same for a request that is no call: it is refused where the server is stopping alone."""
CALL_ID = r"^[A-Za-z0-9_.:-]{1,64}$"
CallId = Annotated[str, Path(pattern=CALL_ID, examples=["CA0123456789"])]
After = Annotated[int, Query(ge=0, le=2**53, description="Only events with a higher seq.")]
