"""Knowledge pages: a document by its address, where files are taken as well."""

from fastapi import APIRouter

from server.auth.dependencies import AdminDep
from server.deps import RuntimeDep
from server.intake.document_intake import audit_taken, take_page
from server.intake.knowledge_bodies import ADDING, JsonRoute
from server.schemas.knowledge_schemas import AddedOut, PageIn, audience_of

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"], route_class=JsonRoute)


@router.post("/documents", responses=ADDING)
async def add_page(page: PageIn, runtime: RuntimeDep, caller: AdminDep) -> AddedOut:
    """Read a page of the web; audited. One that can't be had or read is `refused`, and says why."""
    whom = audience_of(page.playbook, page.group)
    reach = runtime.settings.knowledge_pages
    items = [await take_page(runtime.knowledge, page.url, whom, reach)]
    await audit_taken(runtime, caller, items)
    return AddedOut(documents=items)
