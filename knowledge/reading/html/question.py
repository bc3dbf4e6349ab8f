"""Question of a page that a script folds, of which nothing says what it opens.

<button>Do you ship?</button> <div style="display: none">Yes.</div>     its answer stands below
<p>Do you ship?</p> <div hidden>Yes.</div>
"""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.block import one_line
from knowledge.reading.html.element import HEADED, around
from knowledge.reading.html.panel import is_hidden, name_panel, show

_LONGEST = 300
_NO_ANSWER = {"button", "form", "nav", "script", "style", "input"}
_NOT_ABOVE = {"body", "form", "nav", "li", "td", "th"}


def show_answers(tree: LexborHTMLParser) -> None:
    """Show what stands below a question, and make a question of a button that is one."""
    for node in tree.css("[hidden], [style]"):
        above = _beside(node, is_before=True) if is_hidden(node) else None
        if above is not None and _asks(above):
            show(node)
    for button in tree.css("button, [role=button]"):
        if _asks(button):
            top = _top(button)
            answer = _beside(top, is_before=False)
            if answer is not None and answer.tag not in _NO_ANSWER and not answer.css_first(HEADED):
                show(answer)
                name_panel(answer, top, tree)


def _asks(node: LexborNode) -> bool:
    text = one_line(node.text())
    return text.endswith("?") and len(text) <= _LONGEST


def _top(button: LexborNode) -> LexborNode:
    """The outermost element of which a button is all that it says."""
    top, text = button, one_line(button.text())
    for one in around(button):
        if one.tag in _NOT_ABOVE or one_line(one.text()) != text:
            break
        top = one
    return top


def _beside(node: LexborNode, *, is_before: bool) -> LexborNode | None:
    """The element before or behind one, where no text stands between."""
    other = node.prev if is_before else node.next
    while other is not None and not other.is_element_node:
        if (other.text_content or "").strip() and not other.is_comment_node:
            return None
        other = other.prev if is_before else other.next
    return other
