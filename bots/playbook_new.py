"""Playbook start, `callshadow playbook new NAME`: writes a small commented file to begin with."""

import argparse
from pathlib import Path

from bots.new_file import write_new
from bots.output import Output
from prompts.mistake import PromptError
from prompts.start import has_words, start
from settings import Settings
from settings.languages import default_of


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code.

    Raises:
        PromptError: The file is there already or can't be written, or its parent can't be taken.
    """
    path = Path(f"{args.name}.yaml")
    language = args.language or default_of(settings.coach_language)
    _write(path, start(path, language, args.extends))
    foreign = "" if has_words(language) else f" Its words are English: write yours in {language!r}."
    Output(soft_wrap=True, highlight=False).print(
        f"{path} is written.{foreign} Look at it: callshadow playbook check {path}"
    )
    return 0


def _write(path: Path, text: str) -> None:
    try:
        write_new(path, text)
    except FileExistsError:
        raise PromptError(f"{path} is there already, and is left as it is") from None
    except OSError as error:
        raise PromptError(f"{path}: {error.strerror}") from None
