"""Meaning reader: tells what a turn means to a playbook's rules and obligations."""

import asyncio
from collections.abc import Mapping, Sequence

from loguru import logger

from coach.ports import Encoder
from coach.request import Request
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.detection.meaning import (
    Discriminants,
    Sounding,
    Vectors,
    has_contrast,
    has_meaning,
    utterances,
)
from conversation.coaching.detection.parts import before, parts_of
from conversation.coaching.detection.pooling import pooled
from conversation.coaching.detection.rule_meaning import RuleMeaning
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from prompts.kin import kin_of
from prompts.learnt import bundled_classifier


class MeaningReader:
    """Reads meanings, for all calls of a process; until it is prepared, it reads none.

    Its encoder takes seconds to load, so that nothing waits for it.
    """

    def __init__(self, encoder: Encoder, playbook: Playbook):
        """Create a reader that is not prepared."""
        self._encoder = encoder
        self._playbook = playbook
        self._is_prepared = False
        self._of_rules: RuleMeaning | None = None
        self._of_obligations: Discriminants | None = None
        self._preparing: asyncio.Task[None] | None = None

    def begin(self) -> asyncio.Task[None] | None:
        """Have it prepared: the task that does, None where it is prepared."""
        if self._is_prepared:
            return None
        if self._preparing is None:
            self._preparing = asyncio.create_task(self.prepare(), name="coach: meaning")
            self._preparing.add_done_callback(_complain)
        return self._preparing

    async def prepare(self) -> None:
        """Load the encoder and what was learnt, and find the discriminants of the playbook."""
        of_rules = await self._rule_meaning()
        self._of_obligations = await self._discriminants(self._playbook.obligations)
        self._of_rules = of_rules
        self._is_prepared = True

    async def of(self, request: Request) -> Mapping[str, Likeness] | None:
        """How much the request's turn sounds like each rule, by the rule's id.

        Returns:
            None where that is not known: the reader is not prepared, or nothing of the turn can
            be compared.
        """
        known = self._of_rules
        if known is None or not (parts := self._parts(request)):
            return None
        vectors = await self._vectors(request, parts)
        tokens = request.tokens.get(self._playbook.id) or await self._encoder.token_vectors(parts)
        return known.meanings(parts, vectors, tokens, before(request.heard(self._playbook)))

    async def of_obligations(self, request: Request) -> Mapping[str, Likeness] | None:
        """How much the request's turn sounds like each obligation, by its id; else as `of`."""
        known = self._of_obligations
        if known is None or not (parts := self._parts(request)):
            return None
        return known.meanings(parts, await self._vectors(request, parts))

    async def nearness(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """How near a text is to each of some others: the cosines of their vectors.

        Returns:
            All 0 where the reader is not prepared.
        """
        if not self._is_prepared:
            return [0.0] * len(others)
        vectors = await self._encoder.encode([text, *others])
        return [float(vectors[0] @ other) for other in vectors[1:]]

    async def _rule_meaning(self) -> RuleMeaning | None:
        kin = await asyncio.to_thread(kin_of, self._playbook)
        rules = pooled(self._playbook.rules, [playbook.rules for playbook in kin])
        known = await self._discriminants(rules)
        if known is None:
            return None
        return RuleMeaning(rules, known, await asyncio.to_thread(bundled_classifier))

    async def _discriminants(self, soundings: Sequence[Sounding]) -> Discriminants | None:
        none = self._playbook.none
        if not any(map(has_meaning, soundings)) or not has_contrast(soundings, none):
            return None
        texts = utterances(soundings, none)
        vectors = await self._encoder.utterances(texts)
        return await asyncio.to_thread(Discriminants, soundings, none, texts, vectors)

    def _parts(self, request: Request) -> list[str]:
        return parts_of(request.heard(self._playbook))

    async def _vectors(self, request: Request, parts: Sequence[str]) -> Vectors:
        """Those of its parts, encoded once for the rules and for the obligations.

        What the rules need of a customer's turn beside them is asked for at once: each answer may
        wait for a turn of the event loop.
        """
        id, encoder = self._playbook.id, self._encoder
        if id not in request.vectors and request.turn.speaker is Speaker.CUSTOMER:
            both = asyncio.gather(encoder.encode(parts), encoder.token_vectors(parts))
            request.vectors[id], request.tokens[id] = await both
        elif id not in request.vectors:
            request.vectors[id] = await encoder.encode(parts)
        return request.vectors[id]

    async def close(self) -> None:
        """Give up preparing."""
        if self._preparing:
            self._preparing.cancel()
            await asyncio.wait([self._preparing])


def _complain(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error("coach: no meanings are read ({}: {})", type(error).__name__, error)
