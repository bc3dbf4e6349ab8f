"""YAML file of a prompt or playbook: every value is a string, and every value knows its line."""

from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import ValidationError

from conversation.errors import CallShadowError, ErrorCode

_MAX_DEPTH = 12
# libyaml's, where PyYAML was built with it: a playbook in 3 ms instead of 90.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PromptError(CallShadowError):
    """A prompt or playbook can't be used; one line says the file, the line and what's right."""

    code = ErrorCode.PROMPT_WRONG


class YamlFile:
    """The content of a YAML file.

    All scalars are strings, so that the cue `no` is a word and not false; pydantic makes numbers
    where a model wants them. A key that is there twice is an error.
    """

    def __init__(self, path: Traversable) -> None:
        """Read `path`.

        Raises:
            PromptError: It can't be read, or it isn't YAML with a mapping at the top.
        """
        self._path = path
        self._lines: dict[tuple[str | int, ...], int] = {}
        try:
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except OSError as error:
            raise PromptError(f"{path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise PromptError(f"{path}: not UTF-8 text") from None
        except yaml.YAMLError as error:
            raise PromptError(self._broken(error)) from None
        if not isinstance(root, yaml.MappingNode):
            raise PromptError(f"{path}: a mapping is expected at the top (name: …)")
        self.data: dict[str, Any] = self._value(root, ())

    def explained(self, error: ValidationError) -> PromptError:
        """The first thing that pydantic found wrong in `data`, with its place in the file."""
        first, *more = error.errors()
        where = first["loc"]
        line = next(
            self._lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in self._lines
        )
        field = ".".join(map(str, where)) or "the file"
        said = first["msg"].removeprefix("Value error, ")
        rest = f" (and {len(more)} more)" if more else ""
        return PromptError(f"{self._path}, line {line}: {field}: {said}{rest}")

    def _value(self, node: yaml.Node, where: tuple[str | int, ...]) -> Any:
        if len(where) > _MAX_DEPTH:
            raise PromptError(f"{self._path}: nested too deeply")
        self._lines[where] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            values: dict[str, Any] = {}
            for key, value in node.value:
                name = str(key.value)
                if name in values:
                    line = key.start_mark.line + 1
                    raise PromptError(f"{self._path}, line {line}: {name!r} is there twice")
                values[name] = self._value(value, (*where, name))
            return values
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*where, at)) for at, item in enumerate(node.value)]
        return node.value

    def _broken(self, error: yaml.YAMLError) -> str:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "a character that YAML does not allow"
        return f"{self._path}{line}: not YAML: {problem}"
