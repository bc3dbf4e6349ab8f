"""A model that writes what it was told to in the summary of a call, true or invented."""

import json
from collections.abc import Callable, Sequence
from typing import Any

Told = tuple[str, Sequence[str]]
"""A sentence, and the turns that it claims to rest on."""


def inventive(
    minutes: Sequence[Told], agreed: Sequence[Told] = (), **more: Any
) -> Callable[[dict[str, Any]], str]:
    """What the OpenAI peer writes about every call: these sentences, and other fields."""

    def sentences(told: Sequence[Told]) -> list[dict[str, Any]]:
        return [{"text": text, "turn_ids": list(ids)} for text, ids in told]

    written = {"disposition": "follow_up", "wants": [], "open": [], "fields": []} | {
        "agreed": sentences(agreed),
        "minutes": sentences(minutes),
        **more,
    }
    return lambda _: json.dumps(written, ensure_ascii=False)
