"""Link prompt: the question to a model what belongs to what in a passage of a document."""

import json
from functools import cache
from hashlib import sha256

from prompts.bundled import PROMPTS, text_of


def link_messages(headings: str, text: str) -> list[dict[str, str]]:
    """The chat messages that ask about a passage; the first is the same for all, and is cached.

    Args:
        headings: What stands above it.
        text: Its text.
    """
    shown = json.dumps({"headings": headings, "text": text}, ensure_ascii=False)
    # In JSON without this sign, nothing of a document can pose as the end of the passage.
    passage = shown.replace("<", "\\u003c")
    return [
        {"role": "system", "content": _instructions()},
        {"role": "user", "content": f"<passage>\n{passage}\n</passage>"},
    ]


def link_prompt_id() -> str:
    """The id of the prompt: another text has another one."""
    return f"links@{sha256(_instructions().encode()).hexdigest()[:8]}"


@cache
def _instructions() -> str:
    return text_of(PROMPTS / "links.txt").strip()
