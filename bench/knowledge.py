"""How fast passages are indexed and found, by their number; with vectors that are made up."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bench.chart import lines
from bench.quantiles import quantile
from bench.report import Report
from bench.table import table
from knowledge.document import Audience, Document, Passage
from knowledge.library import open_library
from knowledge.ports import Vectors
from settings import load

_PER_DOCUMENT = 250
_WORDS = 20_000
_CENTRES = 500
_ANYBODY = Audience()


class MadeUp:
    """An embedder that takes no time: vectors in groups, as those of texts on some subjects are.

    Attributes:
        name: Of its model.
        dimension: That of the local encoder.
    """

    name = "made-up"
    dimension = 512

    def __init__(self) -> None:
        """Begin with the same vectors in each run."""
        self._random = np.random.default_rng(1)
        self._centres = self._random.standard_normal((_CENTRES, self.dimension), np.float32)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text, whatever it says."""
        near = self._random.integers(_CENTRES, size=len(texts))
        noise = self._random.standard_normal((len(texts), self.dimension), np.float32)
        rows = self._centres[near] + noise
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured with some number of passages.

    Attributes:
        passages: How many there were.
        index_s: How long it took to index all of them, s.
        file_mb: The file, MB.
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


async def run(folder: Path, sizes: Sequence[int], searches: int) -> Report:
    """Measure one number of passages after the other."""
    threadpool_limits(1, user_api="blas")  # as in the product, since it has the encoder
    found = [await _measure(folder / str(size), size, searches) for size in sizes]
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


async def _measure(folder: Path, size: int, searches: int) -> Size:
    settings, words = load(data_dir=folder), _Words()
    began = time.perf_counter()
    async with open_library(settings, MadeUp()) as library:
        for number in range(size // _PER_DOCUMENT):
            name = f"d{number}"
            document = Document(name, f"{name}.md", name, "en", name)
            await library.add(document, [words.passage(name, n) for n in range(_PER_DOCUMENT)])
    index_s = time.perf_counter() - began
    async with open_library(settings, MadeUp()) as library:
        before, took = _ram_mb(), []
        for _ in range(searches + 1):
            asked, began = words.text(9), time.perf_counter()
            await library.search(asked, _ANYBODY, 3)
            took.append((time.perf_counter() - began) * 1000)
        ram_mb = _ram_mb() - before
    return Size(size, index_s, _size_mb(folder), ram_mb, took[0], sorted(took[1:]))


class _Words:
    """Texts whose words are as unevenly frequent as those of a language."""

    def __init__(self) -> None:
        self._random = random.Random(1)  # noqa: S311 - no secret
        self._words = [f"w{n}x" for n in range(_WORDS)]
        self._weights = np.cumsum(1 / np.arange(1, _WORDS + 1)).tolist()

    def text(self, length: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=length))

    def passage(self, document: str, place: int) -> Passage:
        text = ". ".join(self.text(25) for _ in range(3))
        return Passage(f"{document}.{place}", document, place, self.text(3), text)


def _quantiles(values: list[float]) -> list[float]:
    return [quantile(values, share) for share in (0.5, 0.95, 0.99)]


def _size_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def _ram_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
