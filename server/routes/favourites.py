"""Favourite cards: what somebody keeps of the advice of calls, to read again at their desk."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from conversation.errors import ErrorCode
from server.auth.caller import ROLE_HEADER, Caller
from server.auth.dependencies import CallDep, CallerDep, KeyHolderDep
from server.deps import CALL_ID, NowDep, RuntimeDep, StateDep
from server.errors import ApiError
from server.queries.cursor import CURSOR_FROM_NOWHERE, cursor_checked, lead_to_older
from server.responses import CALL_NOT_FOUND, error_response
from settings.api_keys import Role
from stores.access.audit_action import AuditAction
from stores.favourites import MOST, Favourite
from stores.log.records import CallRecord

router = APIRouter(prefix="/api", tags=["favourites"])
_IN_CALL = "/calls/{call_id}/favourites"
_OF_CARD = _IN_CALL + "/{suggestion_id}"
_SuggestionId = Annotated[str, Path(pattern=CALL_ID, examples=["0123456789abcdef"])]


class FavouriteItem(BaseModel):
    """A card that somebody keeps."""

    call_id: str
    suggestion_id: str
    kept_at: datetime
    started_at: datetime = Field(description="When its call began.")
    card: dict[str, Any] = Field(description="The data of its `suggestion.final`.")

    @classmethod
    def of(cls, favourite: Favourite) -> Self:
        """The item of a favourite."""
        return cls(**{name: getattr(favourite, name) for name in cls.model_fields})


class FavouritesQuery(BaseModel):
    """A query for favourite cards: how many."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST
    before: Annotated[str | None, Field(max_length=200, description="From the `Link` header.")] = (
        None
    )


@router.get("/favourites", responses=CURSOR_FROM_NOWHERE)
async def list_favourites(
    request: Request,
    response: Response,
    state: StateDep,
    caller: KeyHolderDep,
    wanted: Annotated[FavouritesQuery, Query()],
) -> list[FavouriteItem]:
    """The cards that the caller keeps, the last kept first; `Link`, `rel="next"`, leads to older.

    An agent is told of those of their own calls.
    """
    response.headers[ROLE_HEADER] = caller.role.value
    scope, kept = await state.policy.scope(caller), state.runtime.log.favourites
    with cursor_checked():
        page = await kept.of(_owner(caller), scope, limit=wanted.limit, before=wanted.before)
    if page.next:
        lead_to_older(request, response, page.next)
    if page.cards:
        await state.looks.look(caller, AuditAction.LOOK_FAVOURITES)
    return [FavouriteItem.of(one) for one in page.cards]


@router.get(_IN_CALL, responses=CALL_NOT_FOUND)
async def favourites_of_call(record: CallDep, caller: CallerDep, runtime: RuntimeDep) -> list[str]:
    """The ids of the call's cards that the caller keeps."""
    return list(await runtime.log.favourites.in_call(_owner(caller, record), record.call_id))


@router.put(
    _OF_CARD,
    status_code=204,
    responses=error_response(404, "There is no such call, or no such card of it."),
)
async def keep_favourite(
    record: CallDep,
    suggestion_id: _SuggestionId,
    caller: CallerDep,
    runtime: RuntimeDep,
    now: NowDep,
) -> None:
    """Keep a card that was shown whole. It is kept until its call is deleted."""
    owner = _owner(caller, record)
    if not await runtime.log.favourites.keep(owner, record.call_id, suggestion_id, now):
        raise ApiError(
            404,
            ErrorCode.SUGGESTION_NOT_FOUND,
            "The call has no such card: a card can be kept once it is whole.",
        )


@router.delete(_OF_CARD, status_code=204, responses=CALL_NOT_FOUND)
async def drop_favourite(
    record: CallDep, suggestion_id: _SuggestionId, caller: CallerDep, runtime: RuntimeDep
) -> None:
    """Keep a card no more, if it was kept."""
    await runtime.log.favourites.drop(_owner(caller, record), record.call_id, suggestion_id)


def _owner(caller: Caller, record: CallRecord | None = None) -> str:
    """Under whose name a card is kept; without keys, all are one person.

    An agent's token opens one call: what is kept with it is the agent's whose call that is.
    """
    if record and caller.call_id and caller.role is Role.AGENT:
        return caller.issuing_agent or record.agent_id or caller.name or ""
    return caller.name or ""
