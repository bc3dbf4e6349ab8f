"""The page of events, the payload types and the console's state say the same."""

import re

import pytest

from conversation.errors import ErrorCode
from tests.conversation.contract import complaints
from tests.conversation.events_page import part, sections
from tests.product import PRODUCT, ROOT

PAGE = (ROOT / "docs" / "events.md").read_text("utf-8")
STATE_JS = (ROOT / "server" / "console" / "js" / "state.js").read_text("utf-8")
HELD = ("The envelope", "Types of events", "Status codes", "Messages of a client")
ROWS = [
    (PAGE.index(held) + row.start(), PAGE.index(held) + row.end())
    for held in (part(PAGE, title) for title in HELD)
    for row in re.finditer(r"^\| `.*\n", held, re.M)
]
KEYS = sorted(set(re.findall(r'^  "(\w+)": ', part(PAGE, "Types of events"), re.M)))
HANDLERS = re.findall(r'^  "?([\w.]+)"?: \(call, data', STATE_JS, re.M)
# The server's modules that make an `error` event for one client alone.
ANSWERING = (
    "server/live/client_messages.py",
    "server/live/call_viewer.py",
    "server/routes/ingest.py",
    "server/whisper/switch.py",
    *sorted(str(one.path) for one in PRODUCT if one.path.match("services/tts/*/provider.py")),
)


def test_the_page_the_types_and_the_console_agree():
    """Each type, field, type of a field, code, message and example is the same in all three."""
    assert complaints(PAGE, STATE_JS) == []


@pytest.mark.parametrize(("start", "end"), ROWS)
def test_a_row_that_is_taken_from_the_page_is_missed(start: int, end: int):
    """A field or a code that the page loses is a complaint, whichever it is."""
    assert complaints(PAGE[:start] + PAGE[end:], STATE_JS)


@pytest.mark.parametrize("name", sections(part(PAGE, "Types of events")))
def test_a_type_that_is_taken_from_the_page_is_missed(name: str):
    """A section that the page loses is a complaint, and so is a durable event that passes."""
    heading = f"### `{name}` ("
    assert complaints(PAGE.replace(heading, f"#### `{name}` ("), STATE_JS)
    other = {"durable": "passing", "passing": "durable"}
    turned = re.sub(
        rf"(?<={re.escape(heading)})\w+", lambda kept: other[kept.group()], PAGE, count=1
    )
    assert complaints(turned, STATE_JS)


@pytest.mark.parametrize("key", KEYS)
def test_an_example_that_says_a_field_by_another_name_is_noticed(key: str):
    """The keys of the examples are those of the types."""
    assert complaints(PAGE.replace(f'  "{key}": ', f'  "{key}_2": '), STATE_JS)


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("| `offset_ms` | integer |", "| `offset_ms` | string |"),
        ("| `model` | string or null |", "| `model` | string |"),
        ("| `headline` | string |", "| `headline` | string or null |"),
        ("| `paused` | boolean or absent |", "| `paused` | boolean |"),
        ('"reason": "superseded"', '"reason": "bored"'),
        ('"duration_ms": 184200', '"duration_ms": "184200"'),
        ('"rating": "used", "comment": "They', '"rating": "five", "comment": "They'),
        ("| `audio_lost` | `audio` |", "| `audio_lost` | `stt` |"),
        ("| `coach_timeout` |", "| `coach_too_late` |"),
    ],
)
def test_a_wrong_word_on_the_page_is_noticed(words: str, others: str):
    """Types of fields, values in examples, components and codes are held to the types, too."""
    assert words in PAGE
    assert complaints(PAGE.replace(words, others), STATE_JS)


@pytest.mark.parametrize("name", HANDLERS)
def test_a_type_that_the_console_loses_or_invents_is_noticed(name: str):
    """The console takes each type of the contract, and reads of it what the contract has."""
    head = re.compile(rf'^  "?{re.escape(name)}"?: \(call, data', re.M)
    assert complaints(PAGE, head.sub('  "weather.changed": (call, data', STATE_JS))
    at = STATE_JS.index("\n", head.search(STATE_JS).end())  # pyright: ignore[reportOptionalMemberAccess]
    assert complaints(PAGE, f"{STATE_JS[:at]}\n    call.mood = data.mood;{STATE_JS[at:]}")


@pytest.mark.parametrize("module", ANSWERING)
def test_the_page_has_each_code_that_a_client_alone_may_get(module: str):
    """The codes in the modules that answer one client stand among the page's error codes."""
    text = (ROOT / module).read_text("utf-8")
    named = set(re.findall(r"ErrorCode\.(\w+)", text))
    told = set(re.findall(r"^\| `(\w+)` \|", part(PAGE, "Error codes"), re.M))
    codes = {c.value for c in ErrorCode if c.name in named or f'"{c.value}"' in text}
    assert codes
    assert codes <= told
