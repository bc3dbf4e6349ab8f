"""Providers of embeddings: what KNOWLEDGE_EMBEDDINGS chooses from, and the models that are known.

| provider | default model | dimensions | address and key |
|---|---|---|---|
| local | the process's encoder | 512 | this machine |
| local+e5 | that and multilingual E5 small | 896 | this machine, with the extra `e5` |
| openai | text-embedding-3-small | 1,536 | `OPENAI_BASE_URL`, `OPENAI_API_KEY` |
| mistral | mistral-embed | 1,024 | `MISTRAL_BASE_URL`, `MISTRAL_API_KEY` |
| ollama | bge-m3 | 1,024 | `OLLAMA_BASE_URL` |
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from knowledge.ports import Embedder
from services.embeddings.api import EmbeddingServer, open_api_embedder
from services.embeddings.e5 import LOCAL_E5, open_joined_embedder
from services.embeddings.local import Encoder, LocalEmbedder
from services.llm.endpoint import Endpoint
from services.llm.endpoints import mistral, ollama, openai
from settings import Settings, SettingsError

_ENDPOINTS: dict[str, Callable[[Settings], Endpoint]] = {
    "openai": openai,
    "mistral": mistral,
    "ollama": ollama,
}
_DIMENSIONS = {
    "openai": {"text-embedding-3-small": 1536, "text-embedding-3-large": 1536},
    "mistral": {"mistral-embed": 1024},
    "ollama": {"bge-m3": 1024, "nomic-embed-text": 768, "mxbai-embed-large": 1024},
}
"""By provider and model, the default first; of the large one, half is asked for."""
_PREFIXES = {
    "nomic-embed-text": ("search_document: ", "search_query: "),
    "mxbai-embed-large": ("", "Represent this sentence for searching relevant passages: "),
}
"""What a model has to read before a passage, and before a question, as its makers say.

Sources: https://huggingface.co/nomic-ai/nomic-embed-text-v1.5,
https://mixedbread.ai/docs/embeddings/mxbai-embed-large-v1
"""


@asynccontextmanager
async def open_embedder(
    settings: Settings, encoder: Encoder, *, is_live: bool = False
) -> AsyncIterator[Embedder]:
    """The embedder that KNOWLEDGE_EMBEDDINGS names, until the block ends.

    Args:
        settings: The settings.
        encoder: The process's own, for `local` and `local+e5`.
        is_live: Calls will ask it, so that what takes long to load is loaded now.

    Raises:
        SettingsError: It names a model whose dimensions are not known here, or needs an extra.
    """
    provider, _, model = settings.knowledge_embeddings.partition(":")
    if provider == "local":
        yield LocalEmbedder(encoder)
        return
    if provider == LOCAL_E5:
        async with open_joined_embedder(LocalEmbedder(encoder), is_live=is_live) as embedder:
            yield embedder
        return
    async with open_api_embedder(server_of(settings, provider, model)) as embedder:
        yield embedder


def server_of(settings: Settings, provider: str, model: str) -> EmbeddingServer:
    """Where a model of a provider is asked; an empty `model` is the provider's first.

    Raises:
        SettingsError: The model's dimensions are not known here.
    """
    known = _DIMENSIONS[provider]
    model = model or next(iter(known))
    if model not in known:
        raise SettingsError(
            f"KNOWLEDGE_EMBEDDINGS={provider}:{model}: the models of {provider} that can be used"
            f" are {', '.join(known)}"
        )
    endpoint = _ENDPOINTS[provider](settings)
    dimension = known[model]
    parameters = {"dimensions": dimension} if provider == "openai" else {}
    prefixes = _PREFIXES.get(model, ("", ""))
    return EmbeddingServer(
        provider, endpoint.address, model, dimension, endpoint.headers, parameters, prefixes
    )
