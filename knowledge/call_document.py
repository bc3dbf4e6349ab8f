"""Call document: what a past call teaches, as a document of its own kind: no person, no figure.

Who may see the call may find it, in calls that the same people may see: those of its agent, in the
team that it names. So no card tells anybody of a call that is not theirs to see.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, unquote

import orjson

from conversation.after_call.told_summary import Summary
from knowledge.document import Audience, Document, Passage

PAGE = "/calls/"
MOST_PASSAGES = 4
_FEWEST_WORDS = 3
_MOST_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call that has ended.

    Attributes:
        call_id: The call.
        started_at: When it began.
        language: BCP-47 tag.
        playbook: The name of the playbook by which it was coached; None: of none that is told.
        seen_by: Who may see it.
        summary: What is known of it.
    """

    call_id: str
    started_at: datetime
    language: str
    playbook: str | None
    seen_by: str
    summary: Summary


def seen_by(agent_id: str | None, team: str | None) -> str:
    """Who may see a call: two calls with the same of it are open to the same people."""
    return orjson.dumps([agent_id, team]).decode()


def call_at(address: str) -> str:
    """The call that a document's address is of."""
    return unquote(address.removeprefix(PAGE))


def call_document(
    call: PastCall, hide: Callable[[str], str]
) -> tuple[Document, list[Passage]] | None:
    """What a call teaches; None where that is nothing.

    Args:
        call: The call.
        hide: Leaves persons and figures out of a text.
    """
    texts = list(_lessons(call.summary, hide))[:MOST_PASSAGES]
    if not texts:
        return None
    made_of = sha256(call.call_id.encode()).hexdigest()
    id = f"call:{made_of[:32]}"
    document = Document(
        id,
        f"{PAGE}{quote(call.call_id, safe='')}",
        f"Past call, {call.started_at:%Y-%m-%d}",
        call.language,
        sha256("\n".join(texts).encode()).hexdigest(),
        Audience((call.playbook,) if call.playbook else (), None, call.seen_by),
    )
    return document, [Passage(f"{id}.{n}", id, n, "", text) for n, text in enumerate(texts)]


def _lessons(summary: Summary, hide: Callable[[str], str]) -> Iterator[str]:
    """The situations of a call, each with what was done, and how the call ended."""
    pairs = [(one.text, one.answer or "") for one in summary.objections]
    done = (*summary.agreed[:_MOST_SENTENCES], summary.next_step)
    pairs.append((" ".join(summary.wants[:_MOST_SENTENCES]), " ".join(done)))
    ended = summary.disposition.value.replace("_", " ")
    for situation, answer in pairs:
        told = [hide(situation), hide(answer)]
        if all(len(one.split()) >= _FEWEST_WORDS for one in told):
            yield f"{told[0]} → {told[1]} ({ended})"
