"""Knowledge check: what the company knows, as a line of `callshadow check`."""

from bots.check_finding import CheckFinding, CheckState
from knowledge.document import ANYBODY
from knowledge.errors import KnowledgeError
from services.embeddings.library import open_configured_library
from services.encoder.encoder import open_encoder
from services.llm.reading_models import check_reading_models
from settings import Settings

_QUESTION = "What does it cost?"


async def check_knowledge(settings: Settings) -> CheckFinding | None:
    """Look something up as a call does; None where nobody added anything, nor chose an index.

    A call goes on without it, so nothing of it keeps the phone bot from running.

    Raises:
        SettingsError: An index or a model of vectors is chosen that can't be used, or a model is to
            read documents, and there is none.
    """
    check_reading_models(settings)
    async with (
        open_encoder(None) as encoder,
        open_configured_library(settings, encoder) as library,
    ):
        try:
            documents = await library.documents()
            await library.search(_QUESTION, ANYBODY, 1)
        except KnowledgeError as error:
            return CheckFinding(CheckState.FAILED, str(error), needed=False)
    if not documents:
        told = "no document yet: callshadow knowledge add PATH_OR_URL"
        return (
            CheckFinding(CheckState.NONE, told, needed=False) if settings.knowledge_index else None
        )
    if waiting := sum(not one.is_indexed for one in documents):
        told = (
            f"{waiting} of {len(documents)} documents can't be found: callshadow knowledge reindex"
        )
        return CheckFinding(CheckState.FAILED, told, needed=False)
    passages = sum(one.passages for one in documents)
    return CheckFinding(CheckState.OK, f"documents: {len(documents)}, passages: {passages}")
