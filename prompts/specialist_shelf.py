"""Specialist shelf: the specialists that calls may have, as COACH_SPECIALISTS names them.

    none                      nobody: what a call costs does not change
    all                       those that come along
    closing,objection         these of them
    all,./specialists         and those in a folder of one's own, or in one file of it

An own file takes the place of a bundled one of the same name. In which calls one is asked at all,
its trigger says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from conversation.nearest import one_of
from prompts.bundled import PROMPTS, SUFFIXES, bundled, is_path, names, tags
from prompts.loader import read_bundled, read_file
from prompts.mistake import PromptError
from prompts.prompt import Prompt
from prompts.specialist import DeclaredSpecialist, SpecialistFrame
from settings.model_names import ModelName

SPECIALISTS = PROMPTS / "specialists"
NONE, ALL = "none", "all"
_FRAME = "frame"
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class PromptedSpecialist:
    """A specialist, and its prompt in the language of some calls."""

    declared: DeclaredSpecialist
    prompt: Prompt
    frame: SpecialistFrame

    def asked_in(self, language: str) -> Prompt:
        """Its prompt for the agent's question, which a card in `language` answers."""
        return self.frame.around(self.declared, language, is_asked=True)

    def discussion(self, said: str) -> str:
        """What is asked of it where it disagrees with others, who say what `said` says."""
        return Template(self.frame.discussion).substitute(said=said).strip()


class SpecialistShelf:
    """The specialists of a process."""

    def __init__(self, wanted: Sequence[str]) -> None:
        """Look at what there is, once.

        Args:
            wanted: COACH_SPECIALISTS, word by word.

        Raises:
            PromptError: There is no such specialist, file or folder.
        """
        self._bundled: list[str] = []
        self._own: dict[str, dict[str, Path]] = {}
        for word in wanted:
            if word == ALL:
                self._bundled += bundled_names()
            elif is_path(word):
                self._add_own(Path(word))
            elif word != NONE:
                self._bundled.append(_checked(word))

    @property
    def names(self) -> list[str]:
        """The names of the specialists."""
        return list(dict.fromkeys([*self._bundled, *self._own]))

    def read(self, language: str) -> list[PromptedSpecialist]:
        """The specialists for calls in a language, a BCP-47 tag.

        A language without a file takes the English one, or whichever there is, which tells the
        model to write in `language`.

        Raises:
            PromptError: A file is wrong.
        """
        if not self.names:
            return []
        frame = read_bundled(SpecialistFrame, _place(_FRAME, language))
        declared = [self._read(name, language) for name in self.names]
        return [PromptedSpecialist(one, frame.around(one, language), frame) for one in declared]

    def models(self, language: str) -> list[ModelName]:
        """The models that they ask for by their names.

        Raises:
            PromptError: A file is wrong.
        """
        own = (told.declared.own_model for told in self.read(language))
        return [name for name in own if name]

    def _read(self, name: str, language: str) -> DeclaredSpecialist:
        own = self._own.get(name)
        if own is None:
            return read_bundled(DeclaredSpecialist, _place(name, language))
        order = [*tags(language), "", _ENGLISH, *own]
        path = next(own[tag] for tag in order if tag in own)
        declared = read_file(DeclaredSpecialist, path)
        if declared.name != name:
            raise PromptError(f"{path}: name: {declared.name!r} is not what the file is called")
        return declared

    def _add_own(self, path: Path) -> None:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES)
            if not files:
                raise PromptError(f"COACH_SPECIALISTS: there is no .yaml file in {path}")
        elif path.is_file():
            files = [path]
        else:
            raise PromptError(f"COACH_SPECIALISTS: there is no file or folder {path}")
        for file in files:
            name, _, tag = file.stem.partition(".")
            self._own.setdefault(name, {})[tag] = file


NO_SPECIALISTS = SpecialistShelf(())


def bundled_names() -> list[str]:
    """The names of the specialists that come along."""
    stems = (stem.partition(".")[0] for stem in names(SPECIALISTS))
    return list(dict.fromkeys(name for name in stems if name != _FRAME))


def _checked(name: str) -> str:
    known = bundled_names()
    if name in known:
        return name
    right = one_of(name, known)
    raise PromptError(
        f"COACH_SPECIALISTS: no specialist {name!r}; {right}, or give the path of a .yaml file,"
        " or of a folder (./specialists)"
    )


def _place(name: str, language: str) -> Traversable:
    found = bundled(SPECIALISTS, name, tags(language))
    return found or SPECIALISTS / f"{name}.{_ENGLISH}.yaml"
