"""Buttons of a page that choose: what can be ticked in a form is told with its price, before it.

<legend>Size</legend><label><input type=radio> Small – £10</label>    "Size: Small – £10"
<li><input type=checkbox> <b>Gift wrap</b> <p>£3</p></li>             "Gift wrap £3"
<label><input type=radio> Mr</label>, <input type=checkbox> I agree   nothing
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.block import one_line
from knowledge.reading.html.choice import LONGEST_LABEL, PRICE, labels_of, put_items_before
from knowledge.reading.html.element import around, block_of
from knowledge.reading.html.hidden import is_read

_BUTTONS = "input[type=radio], input[type=checkbox]"
_MOST = 300
"""Buttons of a form; one that has more is no list to choose from."""
_LONGEST = 200
_UNSAID = {"script", "style", "select", "textarea", "button", "legend"}


def tell_buttons(tree: LexborHTMLParser) -> None:
    """Put the priced options of radio buttons and boxes before their form, which is not read."""
    labels = labels_of(tree)
    for form in tree.css("form"):
        buttons = form.css(_BUTTONS)
        if is_read(form) or "hidden" in form.attributes or len(buttons) > _MOST:
            continue
        told = [
            text
            for _, some in groupby(buttons, key=lambda one: _group(one, form))
            for text in _told(list(some), form, labels)
        ]
        if told:
            put_items_before(form, told, tree)


def _told(
    buttons: Sequence[LexborNode], form: LexborNode, labels: Mapping[str, str]
) -> Iterator[str]:
    """The options of a group of which one at least has a price, each with what the group is."""
    texts = [_text(one, form, labels, is_alone=len(buttons) == 1) for one in buttons]
    if any(map(PRICE.search, texts)):
        name = _name(buttons[0], form)
        yield from (": ".join(filter(None, [name, text])) for text in texts if text)


def _group(button: LexborNode, form: LexborNode) -> tuple[int | None, str]:
    """Where a button's group is told apart: by its frame, and radio buttons by their name."""
    frame = next((one.mem_id for one in _within(button, form) if one.tag == "fieldset"), None)
    is_radio = button.attributes.get("type") == "radio"
    return frame, (button.attributes.get("name") or "") if is_radio else "\0"


def _text(
    button: LexborNode, form: LexborNode, labels: Mapping[str, str], *, is_alone: bool
) -> str:
    """What is said beside a button: by its label, or by all around that has no other button."""
    outer = [*_within(button, form)]
    if any("hidden" in one.attributes for one in outer):
        return ""
    label = next((_said(one) for one in outer if one.tag == "label"), "")
    label = label or one_line(labels.get(button.attributes.get("id") or "", ""))
    if is_alone:
        return label
    own = [*takewhile(lambda one: len(one.css(_BUTTONS)) == 1, outer)]
    whole = _said(own[-1]) if own else ""
    return whole if label in whole and len(whole) <= _LONGEST else label


def _name(button: LexborNode, form: LexborNode) -> str:
    """What a group of buttons is called; empty where nothing near says it."""
    for one in _within(button, form):
        legend = one.css_first("legend") if one.tag == "fieldset" else None
        said = legend.text() if legend else one.attributes.get("aria-label") or ""
        if 0 < len(name := one_line(said).rstrip(" :*")) <= LONGEST_LABEL:
            return name
    return ""


def _within(node: LexborNode, form: LexborNode) -> Iterator[LexborNode]:
    return takewhile(lambda one: one.mem_id != form.mem_id, around(node))


def _said(node: LexborNode) -> str:
    """What a person reads in an element, parted where its blocks are."""
    parts: list[str] = []
    last: int | None = None
    for one in node.traverse(include_text=True):
        if one.tag != "-text":
            continue
        inside = [*takewhile(lambda outer: outer.mem_id != node.mem_id, around(one))]
        if any(outer.tag in _UNSAID or "hidden" in outer.attributes for outer in inside):
            continue
        owner, _ = block_of(one)
        parts.append(f"{' ' if owner != last else ''}{one.text_content or ''}")
        last = owner
    return one_line("".join(parts))
