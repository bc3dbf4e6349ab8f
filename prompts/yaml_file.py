"""Prompt or playbook file as YAML: every value is a string, and every value knows its place."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import yaml

from prompts.mistake import FieldPath, Mistake, Place

_MAX_DEPTH = 12
_MAX_COMPOSED = 100
_MAX_MENDED = 50
_MOST_OF_A_LINE = 2  # once its tabs, once its words: each quoting doubles what quotes it has
_MAX_VALUES = 200_000
# libyaml's, where PyYAML was built with it: a playbook in 3 ms instead of 90.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VALUE = re.compile(r"(\s*(?:- +)*(?:\w+: +)?)(\S.*)")
_QUOTES = "a text that begins with [ ? # % * & ! @ or has ': ' or ' #' in it wants quotes"


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The content of a YAML file.

    All scalars are strings, so that the cue `no` is a word and not false; pydantic makes numbers
    where a model wants them.

    Attributes:
        data: The values, by the names of the fields at the top.
        values: Where each value begins.
        keys: Where the key of each value of a mapping stands.
        mistakes: What is wrong with it as YAML, and the keys that are there twice.
    """

    data: dict[str, Any] = field(default_factory=dict)
    values: dict[FieldPath, Place] = field(default_factory=dict)
    keys: dict[FieldPath, Place] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def is_readable(self) -> bool:
        """Whether there is anything in it to look at."""
        return () in self.values

    def place(self, path: FieldPath) -> Place:
        """Where a value begins, or the nearest one around it."""
        around = (path[:length] for length in range(len(path), -1, -1))
        return next((self.values[way] for way in around if way in self.values), Place(1, 1))

    def renamed(self, path: FieldPath, name: str) -> "YamlFile":
        """The same file with another name for the field at `path`."""
        new = (*path[:-1], name)

        def moved(places: dict[FieldPath, Place]) -> dict[FieldPath, Place]:
            cut = len(path)
            return {(*new, *p[cut:]) if p[:cut] == path else p: at for p, at in places.items()}

        data = _with_name(self.data, path, name)
        return YamlFile(data, moved(self.values), moved(self.keys), self.mistakes)


def read_yaml(text: str) -> YamlFile:
    """What a file's text says, however much is wrong with it.

    A line that is no YAML is told, and read on as the words that it probably is.
    """
    mistakes: list[Mistake] = []
    mended_lines = Counter[int]()
    while True:
        try:
            if deep := _too_deep(text):
                return YamlFile(mistakes=[*mistakes, deep])
            root = yaml.compose(text, Loader=_LOADER)
            break
        except yaml.YAMLError as error:
            broken = _broken(error, text)
            mended = _mended(text, broken) if broken not in mistakes else None
            mistakes = list(dict.fromkeys([*mistakes, broken]))
            mended_lines[broken.place.line] += 1
            is_lost = mended_lines[broken.place.line] > _MOST_OF_A_LINE
            if mended is None or is_lost or len(mistakes) > _MAX_MENDED:
                return YamlFile(mistakes=mistakes)
            text = mended
    if not isinstance(root, yaml.MappingNode):
        told = "a mapping is expected at the top (name: …)"
        return YamlFile(mistakes=[*mistakes, Mistake(Place(1, 1), "", told)])
    file = YamlFile(mistakes=mistakes)
    try:
        _Reader(file).read(root)
    except _TooManyValuesError as error:
        return YamlFile(mistakes=[*file.mistakes, error.mistake])
    return file


def _too_deep(text: str) -> Mistake | None:
    """What is wrong with nesting at which libyaml's composer, which calls itself, would crash."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_COMPOSED:
                return Mistake(_place(event.start_mark), "", "nested too deeply")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


class _TooManyValuesError(Exception):
    def __init__(self, place: Place) -> None:
        told = f"more than {_MAX_VALUES:,} values; an alias (*name) counts wherever it stands"
        self.mistake = Mistake(place, "", told)


class _Reader:
    """Takes the values of a document into a file."""

    def __init__(self, file: YamlFile) -> None:
        self._file = file
        self._told = set(file.mistakes)
        self._values = 0

    def read(self, root: yaml.MappingNode) -> None:
        self._file.data.update(self._value(root, ()))

    def _value(self, node: yaml.Node, path: FieldPath) -> Any:
        place = self._file.values[path] = _place(node.start_mark)
        self._values += 1
        if self._values > _MAX_VALUES:  # a few lines of aliases of aliases are billions of values
            raise _TooManyValuesError(place)
        if len(path) > _MAX_DEPTH:
            self._mistake(place, path[:_MAX_DEPTH], "nested too deeply")
            return ""
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, at)) for at, item in enumerate(node.value)]
        return node.value

    def _mapping(self, node: yaml.MappingNode, path: FieldPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            name, place = str(key.value), _place(key.start_mark)
            if name in values:
                self._mistake(place, path, f"{name!r} is there twice")
                continue
            self._file.keys[(*path, name)] = place
            values[name] = self._value(value, (*path, name))
        return values

    def _mistake(self, place: Place, path: FieldPath, message: str) -> None:
        mistake = Mistake(place, ".".join(map(str, path)), message)
        if mistake not in self._told:
            self._told.add(mistake)
            self._file.mistakes.append(mistake)


def _with_name(data: Any, path: FieldPath, name: str) -> Any:
    first, *rest = path
    if isinstance(data, list):
        return [_with_name(v, tuple(rest), name) if at == first else v for at, v in enumerate(data)]
    if rest:
        return {k: _with_name(v, tuple(rest), name) if k == first else v for k, v in data.items()}
    return {name if k == first else k: v for k, v in data.items()}


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _broken(error: yaml.YAMLError, text: str) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    place = _place(mark) if mark else Place(1, 1)
    problem = getattr(error, "problem", None) or "a character that YAML does not allow"
    line = "".join(text.splitlines()[place.line - 1 : place.line])
    is_tab = "\t" in line[: len(line) - len(line.lstrip())]
    right = "indent with blanks, not with tabs" if is_tab else _QUOTES
    return Mistake(place, "", f"not YAML: {problem} ({right})")


def _mended(text: str, broken: Mistake) -> str | None:
    """The text with the line of a mistake as words in quotes; None where that is no help."""
    at = broken.place.line - 1
    lines = text.splitlines()
    if at >= len(lines):
        return None
    line = lines[at].replace("\t", "  ")
    if line == lines[at] and (words := _VALUE.fullmatch(line)):
        line = words[1] + "'" + words[2].replace("'", "''") + "'"
    if line == lines[at]:
        return None
    lines[at] = line
    return "\n".join(lines)
