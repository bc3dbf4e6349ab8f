"""Signal evaluation on commonplace sentences: how people say a plain thing in few words.

    uv run python -m evaluation.commonplace.commonplace

A sentence counts as told where the playbook's rules lead with its signal; one that deserves no
advice, where no rule above low priority shows. Whole calls are judged by `callshadow eval`: in
those, a plain moment is seldom so short. Nobody tunes by the sentences in `held_back/`, nor looks
at which of them are missed.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from coach.request import Request
from conversation.coaching.advice import Priority
from conversation.coaching.detection.likeness import Likeness
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from evaluation.playbooks import meaning_of, read_playbook
from evaluation.utterances.dialogues import Said, dialogues_of

FOLDER = Path(__file__).parent
HELD_BACK = FOLDER / "held_back"
Meanings = Mapping[str, Likeness] | None
Reader = Callable[[Playbook, Request], Meanings]


def main() -> None:
    """Print how many sentences are told, by cues alone and with what they mean."""
    with TemporaryDirectory() as folder:
        for path in (*sorted(FOLDER.glob("*.txt")), *sorted(HELD_BACK.glob("*.txt"))):
            by_cues = told(path)
            by_both = told(path, partial(_meant, Path(folder)))
            kind = "held back" if path.parent == HELD_BACK else "tuned"
            print(f"{path.stem} {kind}: by cues {_share(by_cues)}, with meaning {_share(by_both)}")  # noqa: T201


def told(path: Path, read: Reader = lambda _playbook, _request: None) -> dict[str, bool]:
    """Whether each sentence of a file is told as what it is marked with.

    Args:
        path: One of the files, named by its language.
        read: Reads what a request means to a playbook; without one, cues alone decide.

    Returns:
        By the sentence's words, in the file's order.
    """
    return dict(_told(path, read))


def _told(path: Path, read: Reader) -> Iterator[tuple[str, bool]]:
    for dialogue in dialogues_of(path):
        playbook = read_playbook(dialogue.playbook, dialogue.language)
        for said in dialogue.said:
            request = _request(said)
            found = playbook.advise_on(request.heard(playbook), read(playbook, request))
            shown = found[0] if found and found[0].priority is not Priority.LOW else None
            if said.meant is None:
                yield said.text, shown is None
            else:
                signal = said.meant.partition(".")[2]
                yield said.text, shown is not None and signal in shown.signals_detected


def _request(said: Said) -> Request:
    before = Turn("a1", Speaker.AGENT, said.before, 0, 2_000)
    return Request(Turn("c1", Speaker.CUSTOMER, said.text, 3_000, 6_000), [before])


def _meant(folder: Path, playbook: Playbook, request: Request) -> Meanings:
    reader = meaning_of(playbook, folder)
    is_enough = playbook.may_advise_on(request.heard(playbook))
    return asyncio.run(reader.of(request)) if reader and is_enough else None


def _share(found: Mapping[str, bool]) -> str:
    return f"{sum(found.values())} of {len(found)}"


if __name__ == "__main__":
    main()
