"""Keys: API keys listed, added and revoked while the server runs; audited."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from conversation.errors import ErrorCode
from conversation.key_names import KEY_NAME, MAX_KEY_NAME
from pipeline.runtime import Runtime
from server.auth.dependencies import AdminDep
from server.deps import RuntimeDep, StateDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, error_response
from settings.api_keys import Role, new_key
from stores.access.key_store import KeyConflictError

router = APIRouter(prefix="/api/keys", tags=["keys"])
_Name = Annotated[
    str, Field(min_length=1, max_length=MAX_KEY_NAME, pattern=KEY_NAME, examples=["maria"])
]
_CONFLICT = error_response(409, "There is such a key, or it stands in `API_KEYS`.")


class KeyItem(BaseModel):
    """A key, without the key."""

    name: str
    role: Role
    is_setting: bool = Field(description="It stands in `API_KEYS`, and is taken away there.")
    added_at: datetime | None = None
    added_by: str | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None


class NewKey(BaseModel):
    """A request for a key."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "maria", "role": "agent"}]}
    )

    name: _Name
    role: Role


class AddedKey(BaseModel):
    """A key that was made, shown this once."""

    name: str
    role: Role
    key: str


@router.get("")
async def list_keys(runtime: RuntimeDep, _: AdminDep) -> list[KeyItem]:
    """All keys: those of `API_KEYS`, and those that were added, revoked ones too."""
    fixed = runtime.settings.api_keys or ()
    items = [KeyItem(name=key.name, role=key.role, is_setting=True) for key in fixed]
    stored = [
        KeyItem(
            name=one.key.name,
            role=one.key.role,
            is_setting=False,
            added_at=one.added_at,
            added_by=one.added_by,
            revoked_at=one.revoked_at,
            revoked_by=one.revoked_by,
        )
        for one in await runtime.log.keys.all()
    ]
    return items + stored


@router.post("", status_code=201, responses=_CONFLICT | BODY_RESPONSES)
async def add_key(wanted: NewKey, state: StateDep, caller: AdminDep) -> AddedKey:
    """Make a key, which counts at once here and in seconds elsewhere. It is shown this once."""
    runtime = state.runtime
    _refuse_setting(runtime, wanted.name)
    key, added = new_key(wanted.name, wanted.role)
    try:
        await runtime.log.keys.add(added, caller.audit_name, runtime.clock.now())
    except KeyConflictError as error:
        raise _conflict(str(error)) from None
    await state.end_revoked()
    return AddedKey(name=wanted.name, role=wanted.role, key=key)


@router.delete(
    "/{name:path}",
    status_code=204,
    responses=_CONFLICT | error_response(404, "There is no such key."),
)
async def revoke_key(name: Annotated[_Name, Path()], state: StateDep, caller: AdminDep) -> None:
    """Revoke a key and the tokens that it made, and end what they have open."""
    runtime = state.runtime
    _refuse_setting(runtime, name)
    if not await runtime.log.keys.revoke(name, caller.audit_name, runtime.clock.now()):
        raise ApiError(404, ErrorCode.KEY_NOT_FOUND, f"There is no key named {name}.")
    await state.end_revoked()


def _refuse_setting(runtime: Runtime, name: str) -> None:
    if any(key.name == name for key in runtime.settings.api_keys or ()):
        raise _conflict(f"{name} stands in API_KEYS: it is changed there, with a restart")


def _conflict(why: str) -> ApiError:
    return ApiError(409, ErrorCode.KEY_CONFLICT, f"Not done: {why}.")
