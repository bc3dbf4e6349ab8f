"""Phone numbers of the settings: read from their file, and held to the playbooks that there are."""

from collections.abc import Mapping

from pipeline.call_choice import ChoiceError, choose
from prompts.shelf import Shelf
from settings import Settings
from transports.twilio.numbers import NumberLine, read_numbers, wrong


def phone_numbers(settings: Settings, shelf: Shelf) -> Mapping[str, NumberLine]:
    """The lines of `TWILIO_NUMBERS`; none where it is not set.

    Raises:
        SettingsError: The file is wrong, or a line of it names a language or a playbook that is
            not there.
    """
    path = settings.twilio_numbers
    if path is None:
        return {}
    numbers = read_numbers(path)
    for number, line in numbers.items():
        try:
            choose(shelf, settings.coach_language, line.kind())
        except ChoiceError as error:
            raise wrong(path, f"{number}: {error.message}") from None
    return numbers
