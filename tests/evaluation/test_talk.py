"""Talk as people make it goes through the whole pipeline: thoughts stay whole, no word is lost."""

from collections.abc import Iterator

import pytest

from evaluation.labels.labelled_call import LabelledCall
from evaluation.scoring.boundaries import boundaries_of
from tests.evaluation.replays import replayed
from tests.evaluation.stage import agent, customer, labelled

AGENT, CUSTOMER, LISTENS = "agent", "customer", "listens"
Said = tuple[str, int, str]
"""Who, how long after what was said before (ms), and what, with pauses of `[ms]`."""

TALK: dict[str, tuple[str, list[Said]]] = {
    "pauses of one to five seconds": (
        "en",
        [
            (
                CUSTOMER,
                0,
                "so I rang [1500] about the [2200] washing machine [4900] and nobody came",
            ),
            (AGENT, 900, "let me look into that for you"),
        ],
    ),
    "letters, one to two seconds apart": (
        "en",
        [
            (AGENT, 0, "can you spell your surname for me"),
            (CUSTOMER, 500, "it's w [1800] a [1500] r [2000] r [1200] i [1700] n"),
            (LISTENS, 300, "n yes"),
            (CUSTOMER, 600, "e [1500] r"),
            (AGENT, 700, "thank you mister warriner"),
        ],
    ),
    "a number in groups, each echoed": (
        "en",
        [
            (AGENT, 0, "what is the reference"),
            (CUSTOMER, 500, "four nine two one"),
            (LISTENS, 300, "four nine two one"),
            (CUSTOMER, 500, "seven seven three zero"),
            (LISTENS, 300, "seven seven three zero"),
            (CUSTOMER, 400, "and then eight"),
            (AGENT, 900, "lovely I have found your order"),
        ],
    ),
    "an echo of what is hidden": (
        "es",
        [
            (AGENT, 0, "me dice el número de póliza"),
            (CUSTOMER, 500, "cero cuatro [2000] siete ocho [2500] doce"),
            (LISTENS, 300, "doce sí"),
            (CUSTOMER, 500, "noventa y [1800] cinco"),
            (AGENT, 700, "ya le tengo dígame qué pasó"),
        ],
    ),
    "somebody who is moved": (
        "fr",
        [
            (CUSTOMER, 0, "alors le camion est venu"),
            (LISTENS, 300, "oh là là"),
            (CUSTOMER, 500, "et il a tout laissé sous la pluie"),
            (LISTENS, 300, "mon dieu oui"),
            (CUSTOMER, 500, "et personne ne répond"),
            (AGENT, 700, "j'envoie quelqu'un demain matin"),
        ],
    ),
    "both at once": (
        "en",
        [
            (AGENT, 0, "good morning how can I help you today"),
            (CUSTOMER, -400, "I wanted to ask about my order because it is not here"),
            (AGENT, -900, "could you give me the order number please"),
            (CUSTOMER, 400, "it was left with somebody at number six"),
            (AGENT, -1500, "I will open a search for it then and call you back"),
            (CUSTOMER, 300, "please do"),
        ],
    ),
    "a name alone": (
        "en",
        [
            (AGENT, 0, "Daniel"),
            (CUSTOMER, 500, "hello Daniel I am calling about [2000] my bill"),
            (AGENT, 500, "Mrs Hart"),
            (CUSTOMER, 500, "yes speaking it is the one from May"),
        ],
    ),
    "a customer who is heard first, and a language that changes": (
        "en",
        [
            (CUSTOMER, 0, "hello [1500] hello is anybody there"),
            (AGENT, 900, "sorry yes this is Mo from Swiftwheel"),
            (CUSTOMER, 400, "my english is not so good [1500] vous parlez français"),
            (AGENT, 600, "oui bien sûr racontez-moi tout"),
            (CUSTOMER, 500, "alors voilà [2500] mon colis n'est pas arrivé"),
        ],
    ),
    "nobody at the other end": (
        "en",
        [
            (CUSTOMER, 0, "this is a message [3000] my boiler is out [4500] please call me"),
            (CUSTOMER, 9000, "thank you bye"),
        ],
    ),
}


@pytest.mark.parametrize("kind", TALK)
def test_each_thought_is_one_unit_and_each_word_is_told_once(kind: str) -> None:
    """Over pauses, echoes, overlaps and backchannels."""
    language, said = TALK[kind]
    call = labelled(*_turns(said), language=language)
    found = boundaries_of(call, replayed(call, "support"))
    assert (found.told, found.met, found.lost, found.doubled) == (found.due, found.due, 0, 0)
    assert found.due == _thoughts(said), "what the labels say is what was meant"


def test_agent_alone() -> None:
    """A message on a machine has no thought of the customer's."""
    said = [(AGENT, 0, "this is Mo [2000] about your bike [3000] call us back")]
    call: LabelledCall = labelled(*_turns(said))
    found = boundaries_of(call, replayed(call, "support"))
    assert (found.told, found.due, found.lost, found.doubled) == (0, 0, 0, 0)


def _thoughts(said: list[Said]) -> int:
    """How many thoughts: what follows on a listener's words goes on with the one before."""
    before = [AGENT, *(who for who, _, _ in said)]
    return sum(
        who == CUSTOMER and last != LISTENS for last, (who, _, _) in zip(before, said, strict=False)
    )


def _turns(said: list[Said]) -> Iterator[dict[str, object]]:
    at_ms = 0
    for who, after_ms, text in said:
        words = list(_words(text, max(0, at_ms + after_ms)))
        told = " ".join(str(word["word"]) for word in words)
        times = {"start_ms": words[0]["start_ms"], "end_ms": words[-1]["end_ms"], "words": words}
        at_ms = max(at_ms, int(words[-1]["end_ms"]))
        if who == CUSTOMER:
            yield customer(told, **times)
        else:
            yield agent(told, kind=["backchannel"] if who == LISTENS else [], **times)


def _words(text: str, at_ms: int) -> Iterator[dict[str, str | int]]:
    for token in text.split():
        if token.startswith("["):
            at_ms += int(token[1:-1])
            continue
        end_ms = at_ms + 90 + 55 * len(token)
        yield {"word": token, "start_ms": at_ms, "end_ms": end_ms}
        at_ms = end_ms + 20
