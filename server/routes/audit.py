"""Audit: who did what, and who looked at which call, filtered by call, user and period."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from server.auth.dependencies import AdminDep
from server.deps import CALL_ID, RuntimeDep
from server.queries.cursor import lead_to_older
from server.queries.period_query import PeriodQuery
from stores.access.audit_trail import AuditPage, AuditRecord

router = APIRouter(prefix="/api/audit", tags=["admin"])


class AuditItem(BaseModel):
    """One thing that was done."""

    model_config = ConfigDict(from_attributes=True)

    audit_id: int
    at: datetime
    action: str = Field(examples=["look.read", "look.export", "look.live", "erasure", "sign_in"])
    actor: str = Field(examples=["maria"])
    call_id: str | None
    calls: int = Field(description="How many calls were erased.")
    events: int = Field(description="How many of their events.")
    change: dict[str, Any] | None = Field(description="From what to what.")

    @classmethod
    def of(cls, record: AuditRecord) -> Self:
        """The item of a record."""
        return cls.model_validate(record)


class AuditQuery(PeriodQuery):
    """A query for the audit: whose, of what, when."""

    call_id: Annotated[str | None, Field(pattern=CALL_ID)] = None
    by: Annotated[str | None, Field(max_length=200, description="The user's or key's name.")] = None
    action: Annotated[str | None, Field(max_length=64)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    before: Annotated[int | None, Field(ge=0, le=2**31 - 1, description="From `Link`.")] = None


@router.get("")
async def read_audit(
    request: Request,
    response: Response,
    runtime: RuntimeDep,
    _: AdminDep,
    wanted: Annotated[AuditQuery, Query()],
) -> list[AuditItem]:
    """What was done, newest first; a `Link` header with `rel="next"` leads to older ones."""
    page = AuditPage(
        wanted.limit, wanted.before, wanted.call_id, wanted.by, wanted.action, **wanted.moments()
    )
    records = await runtime.log.audit_trail.page(page)
    if len(records) == wanted.limit:
        lead_to_older(request, response, records[-1].audit_id)
    return [AuditItem.of(record) for record in records]
