"""Language identifier: how likely a text is in each of some languages, by py3langid, offline.

Its model takes 1.5 s and 100 MB to load, so that a process loads it where a call asks for it.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from importlib import import_module

_MODULE = "py3langid.langid"
_Rank = Callable[[str], list[tuple[str, float]]]


class LanguageIdentifier:
    """The identifier of a process; until it is loaded, it can tell nothing."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._loading: asyncio.Task[_Rank] | None = None

    def load(self) -> asyncio.Task[_Rank]:
        """Have the model loaded in a thread: the task that does, once for all."""
        if self._loading is None:
            loading = asyncio.to_thread(_load)
            self._loading = asyncio.create_task(loading, name="language identifier")
        return self._loading

    async def close(self) -> None:
        """Wait no more for the model."""
        if self._loading:
            self._loading.cancel()
            await asyncio.wait([self._loading])

    def likelihoods(self, text: str, languages: Collection[str]) -> Mapping[str, float]:
        """The likelihoods of those of `languages`, ISO 639-1 codes, that it knows; 1 in all."""
        loading = self._loading
        if loading is None or not loading.done() or loading.cancelled() or loading.exception():
            return {}
        found = {code: share for code, share in loading.result()(text) if code in languages}
        total = sum(found.values())
        return {code: share / total for code, share in found.items()} if total else {}


def _load() -> _Rank:
    langid = import_module(_MODULE)
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True).rank
