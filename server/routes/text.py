"""Text API: messages in, advice out, for programs that have no audio."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.requests import HTTPConnection

from coach.factory import CoachFactory
from conversation.errors import ErrorCode
from conversation.speech.turns import Turn
from pipeline.runtime import Runtime
from pipeline.text_session import TextSession
from server.app_state import state_of
from server.auth.dependencies import CallerDep, require_role
from server.deps import ADMITTED_REQUEST, CALL_ID, RuntimeDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, error_response
from server.schemas.text_schemas import AnswerOut, Message
from server.text.sessions import Session, Sessions
from settings.api_keys import Role

router = APIRouter(prefix="/api", tags=["text"], dependencies=[Depends(require_role(Role.AGENT))])

MAX_BATCH = 100
MAX_SESSION = 200_000
"""Characters of a session: some four hours of talk. Each message is read behind all of them."""
# A model is asked about so many messages of a batch at once.
_AT_ONCE = 8

SessionId = Annotated[str, Path(pattern=CALL_ID, examples=["chat-17"])]
_NO_SESSION = error_response(404, "There is no such session.")


async def sessions_of(connection: HTTPConnection) -> Sessions:
    """The sessions of this process."""
    return state_of(connection).sessions


SessionsDep = Annotated[Sessions, Depends(sessions_of)]


class SessionItem(BaseModel):
    """A session in the list."""

    session_id: str
    started_at: datetime
    used_at: datetime
    expires_at: datetime
    turns: int

    @classmethod
    def of(cls, session: Session) -> Self:
        """The item of a session."""
        return cls(
            session_id=session.session_id,
            started_at=session.started_at,
            used_at=session.used_at,
            expires_at=session.expires_at,
            turns=len(session.text.conversation.turns),
        )


class SessionDetail(SessionItem):
    """One session, with what was said."""

    transcript: list[dict[str, Any]] = Field(description="The data of `turn.final`.")


class Batch(BaseModel):
    """Messages of one conversation, in order."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "messages": [
                        {"speaker": "agent", "text": "It is ninety dollars a month."},
                        {"speaker": "customer", "text": "That's too expensive for us."},
                    ]
                }
            ]
        },
    )

    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_BATCH)]

    @model_validator(mode="after")
    def _is_one_conversation(self) -> Self:
        if sum(len(message.text) for message in self.messages) > MAX_SESSION:
            raise ValueError(f"a conversation has at most {MAX_SESSION} characters")
        return self


class BatchAnswer(BaseModel):
    """The answers, in the order of the messages."""

    results: list[AnswerOut]


@router.post("/process", responses=BODY_RESPONSES, dependencies=[ADMITTED_REQUEST])
async def answer_message(message: Message, runtime: RuntimeDep) -> AnswerOut:
    """One message, no memory."""
    return await _answer(runtime, TextSession(runtime.redactor()), message)


@router.get("/process")
async def list_sessions(sessions: SessionsDep, caller: CallerDep) -> list[SessionItem]:
    """Your sessions, last used first; one is forgotten after 30 minutes without a message."""
    return [SessionItem.of(session) for session in await sessions.of(caller.name)]


@router.post(
    "/process/{session_id}",
    responses=BODY_RESPONSES | error_response(409, "The session is full; begin another."),
    dependencies=[ADMITTED_REQUEST],
)
async def answer_in_session(
    session_id: SessionId,
    message: Message,
    runtime: RuntimeDep,
    sessions: SessionsDep,
    caller: CallerDep,
) -> AnswerOut:
    """One message of a conversation that is remembered; the first one begins it."""
    now = runtime.clock.now()
    async with sessions.using(caller.name, session_id, now) as session:
        if session.text.characters >= MAX_SESSION:
            raise _full(session_id)
        return await _answer(runtime, session.text, message)


@router.get("/process/{session_id}", responses=_NO_SESSION)
async def show_session(
    session_id: SessionId, sessions: SessionsDep, caller: CallerDep
) -> SessionDetail:
    """One session, with what was said."""
    session = await sessions.find(caller.name, session_id)
    if session is None:
        raise _no_session(session_id)
    transcript = [turn.as_dict() for turn in session.text.conversation.turns]
    return SessionDetail(**SessionItem.of(session).model_dump(), transcript=transcript)


@router.delete("/process/{session_id}", status_code=204, responses=_NO_SESSION)
async def delete_session(session_id: SessionId, sessions: SessionsDep, caller: CallerDep) -> None:
    """Forget a session."""
    if not await sessions.delete(caller.name, session_id):
        raise _no_session(session_id)


@router.post("/batch/analyze", responses=BODY_RESPONSES, dependencies=[ADMITTED_REQUEST])
async def answer_batch(batch: Batch, runtime: RuntimeDep) -> BatchAnswer:
    """At most 100 messages of one conversation; each is answered with those before it in mind."""
    for message in batch.messages:
        runtime.coaches.choose(message.kind)
    limit = asyncio.Semaphore(_AT_ONCE)
    redactor = runtime.redactor()
    said = TextSession(redactor)
    answering: list[asyncio.Task[AnswerOut]] = []

    async def answer(
        session: TextSession, message: Message, turn: Turn, coaches: CoachFactory
    ) -> AnswerOut:
        async with limit:
            return AnswerOut.of(message, await session.advise(coaches, turn))

    async with asyncio.TaskGroup() as group:
        for message in batch.messages:
            turn, coaches = await said.hear(
                runtime.coaches, message.speaker, message.text, **_details(message)
            )
            one = answer(said.copy(), message, turn, coaches)
            answering.append(group.create_task(one))
            await asyncio.sleep(0)  # the calls of this process go on meanwhile
    return BatchAnswer(results=[task.result() for task in answering])


async def _answer(runtime: Runtime, session: TextSession, message: Message) -> AnswerOut:
    answer = await session.process(
        runtime.coaches, message.speaker, message.text, **_details(message)
    )
    return AnswerOut.of(message, answer)


def _details(message: Message) -> dict[str, Any]:
    details = {"language": message.language, "confidence": message.confidence}
    return details | {"said": message.kind}


def _full(session_id: str) -> ApiError:
    message = f"The session {session_id} has {MAX_SESSION} characters; begin another."
    return ApiError(409, ErrorCode.SESSION_FULL, message)


def _no_session(session_id: str) -> ApiError:
    return ApiError(404, ErrorCode.SESSION_NOT_FOUND, f"There is no session {session_id}.")
