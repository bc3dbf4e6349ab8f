"""Label files: the labelled calls in files and folders, and the mistakes in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from conversation.coaching.playbook import Playbook
from conversation.errors import CallShadowError, ErrorCode
from evaluation.labels.labelled_call import LabelledCall, contradictions
from evaluation.labels.vocabulary import unknown_signals
from prompts.linter import checked
from prompts.mistake import FieldPath, Mistake
from prompts.yaml_file import read_yaml

HELD_OUT = "held_out"
"""The folder of the calls that nobody who tunes may read."""
ANSWERS = ".answers"
"""What a file of recorded answers has before its suffix: `NAME.answers.yaml`."""
_SUFFIXES = (".yaml", ".yml")
Model = TypeVar("Model", bound=BaseModel)


class LabelError(CallShadowError):
    """A labelled call can't be judged; the message says the file, the line, and what is right."""

    code = ErrorCode.LABEL_WRONG

    @classmethod
    def of(cls, path: Path, mistakes: Sequence[Mistake]) -> "LabelError":
        """The error of a file with these mistakes, at least one: one line each."""
        return cls("\n".join(f"{path}, {mistake}" for mistake in mistakes))


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A labelled call and where it stands.

    Attributes:
        path: Its file.
        text: What stands in it.
        call: The call.
    """

    path: Path
    text: str
    call: LabelledCall

    @property
    def is_held_out(self) -> bool:
        """Whether nobody who tunes may read it."""
        return HELD_OUT in self.path.parts

    @property
    def answers(self) -> Path:
        """The file of a model's recorded answers, which need not be there."""
        return self.path.with_name(f"{self.path.stem}{ANSWERS}.yaml")

    def remarks(self, playbook: Playbook) -> list[str]:
        """The signals that the call names and the playbook by which it is coached has not.

        The call can be judged: such a signal is never found. Often it is a typo.
        """
        unknown = _mistakes(self.text, unknown_signals(self.call, playbook))
        return [f"{self.path}, {mistake}" for mistake in unknown]


def label_paths(paths: Iterable[Path]) -> list[Path]:
    """The files of labelled calls in these files and folders, each once, by their names.

    Raises:
        LabelError: One is not there, or is a folder without any.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise LabelError(f"{path}: there is no such file or folder")
        inside = sorted(_inside(path)) if path.is_dir() else [path]
        if not inside:
            raise LabelError(f"{path}: there is no labelled call (*.yaml) in this folder")
        found |= dict.fromkeys(inside)
    return list(found)


def read_label_file(path: Path) -> LabelFile:
    """Read a labelled call.

    Raises:
        LabelError: The file can't be read, or is no labelled call; all of its mistakes are told.
    """
    text, call = read_labels(path, LabelledCall)
    if mistakes := _mistakes(text, contradictions(call)):
        raise LabelError.of(path, mistakes)
    return LabelFile(path, text, call)


def read_labels(path: Path, kind: type[Model]) -> tuple[str, Model]:
    """The text of a file of labels, and what it says.

    Raises:
        LabelError: The file can't be read, or is of another kind; all of its mistakes are told.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise LabelError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise LabelError(f"{path}: not UTF-8 text") from None
    read, mistakes = checked(text, kind)
    if read is None:
        raise LabelError.of(path, mistakes)
    return text, read


def _mistakes(text: str, wrong: Iterator[tuple[FieldPath, str]]) -> list[Mistake]:
    told = list(wrong)
    file = read_yaml(text if told else "")
    return sorted(Mistake(file.place(at), ".".join(map(str, at)), message) for at, message in told)


def _inside(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix in _SUFFIXES and not path.stem.endswith(ANSWERS) and path.is_file():
            yield path
