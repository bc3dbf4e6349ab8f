"""Prompt template: a Jinja text that is checked when its file is read."""

from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import AfterValidator, ValidationInfo

from prompts.variables import tried

# The templates make text for a model, not HTML: what protects is `plain`.
ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def template(
    trials: Callable[[], list[dict[str, Any]]],
    must: str | None = None,
    *,
    has_variables: bool = False,
) -> AfterValidator:
    """A template that knows the names of its trials, uses the one it must, and can be filled in."""

    def check(source: str, info: ValidationInfo) -> str:
        own = info.data.get("variables") if has_variables else {}
        if own is None:  # what is wrong with them is told by itself
            return source
        values = [seen | tried(own) for seen in trials()]
        try:
            used = find_undeclared_variables(ENVIRONMENT.parse(source))
        except TemplateError as error:
            raise ValueError(f"not a Jinja template: {error}") from None
        if unknown := used - set(values[0]):
            known = ", ".join(values[0])
            raise ValueError(f"{sorted(unknown)[0]!r} is unknown here; there is {known}")
        if must and must not in used:
            raise ValueError(f"{must} must stand here: a model sees no more of the call")
        try:
            for seen in values:
                ENVIRONMENT.from_string(source).render(seen)
        except Exception as error:  # noqa: BLE001 - a template is a program, and may raise anything
            raise ValueError(f"can't be filled in: {error}") from None
        return source

    return AfterValidator(check)
