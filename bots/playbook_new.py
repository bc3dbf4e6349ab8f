"""Playbook start, `callshadow playbook new NAME`: writes a small commented file to begin with."""

import argparse
from pathlib import Path

from bots.new_file import write_new
from bots.output import Output
from prompts.mistake import PromptError
from prompts.start import start
from settings import Settings
from settings.languages import default_of


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code.

    Raises:
        PromptError: The file is there already or can't be written, or its parent can't be taken.
    """
    path = Path(f"{args.name}.yaml")
    text = start(path, args.language or default_of(settings.coach_language), args.extends)
    _write(path, text)
    Output(soft_wrap=True, highlight=False).print(
        f"{path} is written. Look at it: callshadow playbook check {path}"
    )
    return 0


def _write(path: Path, text: str) -> None:
    try:
        write_new(path, text)
    except FileExistsError:
        raise PromptError(f"{path} is there already, and is left as it is") from None
    except OSError as error:
        raise PromptError(f"{path}: {error.strerror}") from None
