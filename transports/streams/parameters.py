"""Stream parameters: the `<Parameter>`s of a stream, within bounds.

Twilio itself takes name and value together up to 500 characters
(https://www.twilio.com/docs/voice/twiml/stream#custom-parameters).
"""

import re
from collections.abc import Mapping
from typing import Any

from conversation.events.call_parameters import READ

MAX_COUNT = 32
MAX_NAME = 64
"""Characters."""
MAX_VALUE = 500
"""Characters."""
# A line break in an attribute of the TwiML would come back as a blank; Postgres takes no NUL.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def bounded(given: Mapping[Any, Any]) -> dict[str, str]:
    """Text by name, without control characters; what is too long, or one too many, is left out.

    What the product reads comes first, so that it is not what is left out.
    """
    pairs = ((_text(name), _text(value)) for name, value in given.items())
    fit = {n: v for n, v in pairs if 0 < len(n) <= MAX_NAME and len(v) <= MAX_VALUE}
    first = sorted(fit, key=lambda name: name not in READ)[:MAX_COUNT]
    return {name: value for name, value in fit.items() if name in set(first)}


def _text(value: Any) -> str:
    return _CONTROL.sub("", str(value))


def whole_number(value: object) -> int | None:
    """The whole number of a field: 8000, 8000.0, or a text of one; None where it is none."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
