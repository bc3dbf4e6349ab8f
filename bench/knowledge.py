"""How fast passages are indexed and found, by their number; with vectors that are made up."""

import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import text
from threadpoolctl import threadpool_limits

from bench.chart import lines
from bench.quantiles import quantile
from bench.report import Report
from bench.table import table
from knowledge.backends.backends import open_database
from knowledge.document import Audience, Document, Passage
from knowledge.library import open_library
from knowledge.ports import Embedder, Vectors
from peers.postgres_server import pgvector_server
from settings import Settings, load

_PER_DOCUMENT = 250
_WORDS = 20_000
_FREQUENT = 50
_CENTRES = 500
_ANYBODY = Audience()


class MadeUp:
    """An embedder that takes no time: vectors in groups, as those of texts on some subjects are.

    Attributes:
        name: Of its model.
        dimension: That of the local encoder.
        is_learnt_by: As the local encoder.
    """

    dimension = 512
    is_learnt_by = True

    def __init__(self, name: str = "made-up") -> None:
        """Begin with the same vectors in each run, said to be of a model of this name."""
        self.name = name
        self._random = np.random.default_rng(1)
        self._centres = self._random.standard_normal((_CENTRES, self.dimension), np.float32)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text, whatever it says."""
        near = self._random.integers(_CENTRES, size=len(texts))
        noise = self._random.standard_normal((len(texts), self.dimension), np.float32)
        rows = self._centres[near] + noise
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    async def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The same for what is asked."""
        return await self.embed(texts)


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured with some number of passages.

    Attributes:
        passages: How many there were.
        index_s: How long it took to index all of them, s.
        file_mb: The file, or Postgres' database, MB.
        ram_mb: What the process grew by, from the first question on.
        first_ms: The first search of a process, which reads all vectors.
        search_ms: The others, sorted.
    """

    passages: int
    index_s: float
    file_mb: float
    ram_mb: float
    first_ms: float
    search_ms: list[float]


async def run(folder: Path, sizes: Sequence[int], searches: int, index: str) -> Report:
    """Measure one number of passages after the other, in SQLite or in Postgres."""
    threadpool_limits(1, user_api="blas")  # as in the product, since it has the encoder
    databases = _postgres if index == "postgres" else _sqlite
    found: list[Size] = []
    async with databases(folder, sizes) as each:
        for size, settings in zip(sizes, each, strict=True):
            found.append(await _measure(settings, size, searches))
    head = ["passages", "index s", "file MB", "RAM MB", "first ms", "p50 ms", "p95 ms", "p99 ms"]
    rows = [
        [s.passages, s.index_s, s.file_mb, s.ram_mb, s.first_ms, *_quantiles(s.search_ms)]
        for s in found
    ]
    points = {"p95": [(float(s.passages), quantile(s.search_ms, 0.95)) for s in found]}
    figures = [
        {name.replace(" ", "_"): cell for name, cell in zip(head, row, strict=True)} for row in rows
    ]
    svg = lines("A search, by the number of passages", "passages", "p95, ms", points)
    return Report("knowledge", table(head, rows), svg, {"sizes": figures})


@asynccontextmanager
async def _sqlite(folder: Path, sizes: Sequence[int]) -> AsyncIterator[list[Settings]]:
    yield [load(data_dir=folder / str(size)) for size in sizes]


@asynccontextmanager
async def _postgres(folder: Path, sizes: Sequence[int]) -> AsyncIterator[list[Settings]]:
    with pgvector_server() as server:
        async with AsyncExitStack() as stack:
            urls = [await stack.enter_async_context(server.empty_database()) for _ in sizes]
            given = {"data_dir": folder, "knowledge_index": "postgres"}
            yield [load(database_url=url, **given) for url in urls]


async def _measure(settings: Settings, size: int, searches: int) -> Size:
    words = Words()
    began = time.perf_counter()
    await fill(settings, size, words, MadeUp())
    index_s = time.perf_counter() - began
    async with open_library(settings, MadeUp()) as library:
        before, took = _ram_mb(), []
        for _ in range(searches + 1):
            asked, began = words.text(9), time.perf_counter()
            await library.search(asked, _ANYBODY, 3)
            took.append((time.perf_counter() - began) * 1000)
        ram_mb = _ram_mb() - before
    file_mb = await _size_mb(settings)
    return Size(size, index_s, file_mb, ram_mb, took[0], sorted(took[1:]))


async def fill(settings: Settings, size: int, words: "Words", embedder: Embedder) -> None:
    """Index so many passages."""
    async with open_library(settings, embedder) as library:
        for number in range(size // _PER_DOCUMENT):
            name = f"d{number}"
            document = Document(name, f"{name}.md", name, "en", name)
            await library.add(document, [words.passage(name, n) for n in range(_PER_DOCUMENT)])


class Words:
    """Texts whose words are as unevenly frequent as those of a language."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        """Have made-up words, and these among the more frequent ones."""
        self._random = random.Random(1)  # noqa: S311 - no secret
        self._words = [f"w{n}x" for n in range(_WORDS)]
        self._words[_FREQUENT : _FREQUENT + len(known)] = known
        self._weights = np.cumsum(1 / np.arange(1, _WORDS + 1)).tolist()

    def text(self, length: int) -> str:
        """A text of so many words."""
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=length))

    def passage(self, document: str, place: int) -> Passage:
        """A passage of some 75 words."""
        text = ". ".join(self.text(25) for _ in range(3))
        return Passage(f"{document}.{place}", document, place, self.text(3), text)


def _quantiles(values: list[float]) -> list[float]:
    return [quantile(values, share) for share in (0.5, 0.95, 0.99)]


async def _size_mb(settings: Settings) -> float:
    if settings.knowledge_index != "postgres":
        return sum(file.stat().st_size for file in settings.data_dir.iterdir()) / 1e6
    size = text("SELECT pg_database_size(current_database())")
    async with open_database(settings) as database:
        return await database.read(lambda connection: connection.execute(size).scalar_one()) / 1e6


def _ram_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
