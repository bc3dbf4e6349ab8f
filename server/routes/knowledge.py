"""Knowledge: documents in and out, a search as a call does it, and what nothing was found for."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Response, UploadFile
from loguru import logger

from conversation.errors import ErrorCode
from knowledge.document import Audience
from knowledge.feedback import Gap
from knowledge.graph.graph import MOST_HOPS
from knowledge.graph.playbook_edges import edges_on
from knowledge.library import Library
from server.audit import audited_document
from server.auth.caller import ROLE_HEADER, Caller
from server.auth.dependencies import AdminDep, SupervisorDep, require_role
from server.deps import RuntimeDep, StateDep
from server.errors import ApiError
from server.intake.document_intake import audit_taken, take_files
from server.intake.knowledge_bodies import ADDING, PAGE_BODY
from server.responses import error_response
from server.schemas.graph_schemas import GraphOut
from server.schemas.knowledge_schemas import (
    AddedItem,
    AddedOut,
    DocumentItem,
    GapItem,
    Group,
    Names,
    Reindexing,
    SourceItem,
    audience_of,
)
from settings.api_keys import Role
from stores.access.audit_action import AuditAction

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])

MAX_FILES = 50
_REINDEX = "knowledge reindex"
_Files = Annotated[
    list[UploadFile] | None,
    File(description="Markdown, text, HTML, PDF, DOCX, or a CSV of questions and answers."),
]
_GapId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", examples=["0f3a9c4d1b7e4a52"])]
_DocumentId = Annotated[str, Path(pattern=r"^[\w.:-]{1,128}$", examples=["0f3a9c4d1b7e4a52"])]


@router.get("/documents")
async def list_documents(
    response: Response, runtime: RuntimeDep, caller: SupervisorDep
) -> list[DocumentItem]:
    """All documents, by their addresses."""
    response.headers[ROLE_HEADER] = caller.role.value
    return [DocumentItem.of(one) for one in await runtime.knowledge.documents()]


@router.post("/documents", responses=ADDING, openapi_extra=PAGE_BODY)
async def add_documents(
    runtime: RuntimeDep,
    caller: AdminDep,
    *,
    files: _Files = None,
    playbook: Annotated[Names, Form()] = "",
    group: Annotated[Group, Form()] = "",
) -> AddedOut:
    """Read documents, one or several files, or a page of the web by its `url`; audited.

    One that can't be read is `refused`, and says why; the others are read all the same. One of an
    address that is known, for the same calls, takes the place of the one before, if it differs.
    """
    items = await _take(runtime, files or (), audience_of(playbook, group))
    await audit_taken(runtime, caller, items)
    return AddedOut(documents=items)


async def _take(
    runtime: RuntimeDep, files: Sequence[UploadFile], whom: Audience
) -> list[AddedItem]:
    if not 0 < len(files) <= MAX_FILES:
        message = f"body.files: 1 to {MAX_FILES} files are expected, or JSON with `url`"
        raise ApiError(422, ErrorCode.INVALID_REQUEST, message)
    return await take_files(runtime.knowledge, files, whom)


@router.delete(
    "/documents/{document_id}",
    status_code=204,
    responses=error_response(404, "There is no such document."),
)
async def remove_document(document_id: _DocumentId, runtime: RuntimeDep, caller: AdminDep) -> None:
    """Remove a document: from now on, calls find nothing of it; audited."""
    documents = {one.document.id: one.document for one in await runtime.knowledge.documents()}
    found = documents.get(document_id)
    if found is None or not await runtime.knowledge.remove(document_id):
        raise ApiError(404, ErrorCode.NOT_FOUND, f"There is no document {document_id}.")
    await audited_document(
        runtime, caller, AuditAction.KNOWLEDGE_REMOVE, found.address, is_gone=True
    )


@router.get("/search", dependencies=[Depends(require_role(Role.SUPERVISOR))])
async def search(
    runtime: RuntimeDep,
    q: Annotated[str, Query(min_length=1, max_length=500, description="As a customer asks.")],
    *,
    playbook: Annotated[Names, Query()] = "",
    group: Annotated[Group, Query()] = "",
    limit: Annotated[int, Query(ge=1, le=10)] = 3,
) -> list[SourceItem]:
    """The passages that a call would find, best first; none where none is sure enough."""
    found = await runtime.knowledge.search(q, audience_of(playbook, group), limit)
    return [SourceItem.of(one) for one in found]


@router.get("/graph", dependencies=[Depends(require_role(Role.SUPERVISOR))])
async def graph(
    runtime: RuntimeDep,
    term: Annotated[
        str, Query(min_length=1, max_length=200, description="A product, a plan, an objection …")
    ],
    *,
    hops: Annotated[int, Query(ge=1, le=MOST_HOPS)] = MOST_HOPS,
    playbook: Annotated[Names, Query()] = "",
    group: Annotated[Group, Query()] = "",
) -> GraphOut:
    """What belongs to a term, and what it belongs to, in the documents that a call may know.

    The rules of the playbooks that are named, or of the default one, stand beside the documents. A
    term that is nowhere has no nodes, and the known names that are most like it.
    """
    asks = audience_of(playbook, group)
    rules = await asyncio.to_thread(edges_on, runtime.coaches.shelf, asks.playbooks)
    return GraphOut.of(await runtime.knowledge.graph(term, hops, asks, rules))


@router.get("/gaps")
async def list_gaps(
    state: StateDep, caller: SupervisorDep, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[GapItem]:
    """Questions of calls for which nothing likely was found, the most frequent first.

    None for a supervisor whom `TEAMS_LIMIT` limits: it is not known of which calls they are.
    """
    return [GapItem.of(one) for one in (await _gaps(state, caller))[:limit]]


@router.delete(
    "/gaps/{gap_id}",
    status_code=204,
    responses=error_response(404, "There is no such question."),
)
async def close_gap(gap_id: _GapId, state: StateDep, caller: SupervisorDep) -> None:
    """Take a question off the list, as its answer is written by now, or never will be; audited.

    Asked again, and nothing found for it, it is back.
    """
    questions = {gap.id: gap.question for gap in await _gaps(state, caller)}
    knowledge = state.runtime.knowledge
    if gap_id not in questions or not await knowledge.close_gap(questions[gap_id]):
        raise ApiError(404, ErrorCode.NOT_FOUND, f"There is no question {gap_id}.")
    await audited_document(
        state.runtime, caller, AuditAction.KNOWLEDGE_CLOSE_GAP, gap_id, is_gone=True
    )


async def _gaps(state: StateDep, caller: Caller) -> Sequence[Gap]:
    is_limited = await state.policy.scope(caller) is not None
    return () if is_limited else await state.runtime.knowledge.gaps()


@router.post("/reindex", status_code=202)
async def reindex(state: StateDep, caller: AdminDep) -> Reindexing:
    """Fill the index anew from the documents' texts, after another index or model was chosen.

    It goes on after the answer; asked again meanwhile, nothing else is begun.
    """
    knowledge = state.runtime.knowledge
    documents = await knowledge.documents()
    if not state.background.runs(_REINDEX):
        state.background.start(_REINDEX, _reindexed(knowledge))
        await audited_document(
            state.runtime, caller, AuditAction.KNOWLEDGE_REINDEX, "all documents"
        )
    return Reindexing(documents=len(documents))


async def _reindexed(knowledge: Library) -> None:
    logger.info("knowledge: {} passages were indexed anew", await knowledge.reindex())
