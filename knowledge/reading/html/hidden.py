"""Hidden element of a page: what is struck out, or what a style sheet or a class hides.

    <del>£450</del> <ins>£380</ins>                     what counts is the new price
    <style>.trade { display: none }</style>             a rule of one class, id or element
    <p class="d-none">, <p class="hidden md:block">     frameworks' names; the second is seen

What something opens is read: a class that a longer selector shows (`.more.open`), what follows a
heading, a button or a question. So is what the page consists of: a script shows it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.html.element import HEADINGS, OF_THE_PAGE, class_names, is_in, style_of

_NOT_READ = (
    "script, style, noscript, template, svg, math, iframe, object, canvas, nav, button,"
    " select, dialog:not([open]), [hidden], [aria-hidden=true], [role=navigation], [role=banner],"
    " [role=contentinfo], [role=search], [role=dialog], [role=alertdialog]"
)
_AROUND = "header, footer, aside"
_PAGE = {"html", "body"}  # hidden until a script shows them
_OF_A_PAGE = "h1, h2, main, article, table"  # in a form: it is around the page, or most of it
_STRUCK_OUT = "s, strike, del"
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?(?![.\d])"
    r"|font-size\s*:\s*0(?:\.0+)?(?![.\d])|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|text-decoration(?:-line)?\s*:[^;]{0,40}line-through",
    re.IGNORECASE,
)
_SHOWS = re.compile(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible", re.IGNORECASE)
_BRACE = re.compile(r"([{}])")
_SIMPLE = re.compile(r"[a-z][a-z\d]*|(?:[a-z][a-z\d]*)?[.#]-?[a-z_][\w-]*", re.I | re.A)
_NAME = re.compile(r"[.#][\w-]+")
_LONGEST_SHEET = 300_000
_MOST_SELECTORS = 100
_MOST_RULES = 5_000
_NAMED = "d-none", "hidden", "is-hidden", "invisible"
_SEEN_WIDE = re.compile(
    r"\S+:(?:block|flex|grid|inline\S*|table\S*|visible)|d-\w+-(?:block|flex|grid|inline\S*|table\S*)"
)
_OPENERS = {*HEADINGS, "button", "summary", "dt", "label"}


def hide(tree: LexborHTMLParser) -> None:
    """Mark the elements of a page that nobody sees as `hidden`."""
    found = [one for one in tree.css("[style]") if _HIDES.search(style_of(one))]
    for selector in islice(_hiding(tree), _MOST_SELECTORS):
        found += [one for one in tree.css(selector) if not _is_opened(one)]
    for name in _NAMED:
        found += [one for one in tree.css(f"[class~={name}]") if not _is_seen_wide(one)]
    for node in found + tree.css(_STRUCK_OUT):
        node.attrs["hidden"] = ""


def drop_hidden(tree: LexborHTMLParser) -> None:
    """Take out of a page what is hidden, and what around its text is none."""
    _drop(tree.css(_NOT_READ))
    _drop([form for form in tree.css("form") if not is_read(form)])
    if tree.css_first("main, article"):
        _drop([node for node in tree.css(_AROUND) if not is_in(node, {"main", "article"})])


def is_read(form: LexborNode) -> bool:
    """Whether a form is most of its page, and so is read as it stands."""
    return form.css_first(_OF_A_PAGE) is not None


def _drop(nodes: Sequence[LexborNode]) -> None:
    """Take elements out, those that stand in others first: what is gone is not touched again."""
    for node in reversed(nodes):
        if node.tag not in _PAGE:
            node.decompose()


def _hiding(tree: LexborHTMLParser) -> Iterator[str]:
    """The selectors of the page's style sheets that hide, and that no other takes back."""
    sheets = "\n".join(one.text() for one in tree.css("style"))[:_LONGEST_SHEET]
    rules = list(_rules(_without_comments(sheets)))[:_MOST_RULES]
    shown = {
        name
        for selectors, said in rules
        if _SHOWS.search(said)
        for name in _NAME.findall(selectors)
    }
    for selectors, said in rules:
        if _HIDES.search(said):
            simple = (one.strip() for one in selectors.split(","))
            yield from (
                one
                for one in simple
                if _SIMPLE.fullmatch(one) and not shown & {*_NAME.findall(one)}
            )


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and the declarations of the rules that hold always: of none in a block."""
    depth, selectors = 0, ""
    before, *others = _BRACE.split(sheet)
    for brace, behind in zip(others[::2], others[1::2], strict=True):
        if brace == "{":
            selectors = before.rpartition(";")[2].strip() if depth == 0 else selectors
            depth += 1
        else:
            if depth == 1 and not selectors.startswith("@"):
                yield selectors, before
            depth = max(depth - 1, 0)
        before = behind


def _without_comments(sheet: str) -> str:
    """Not by a pattern, whose time would grow with the square of what is never closed."""
    first, *others = sheet.split("/*")
    return " ".join([first, *(one.partition("*/")[2] for one in others)])


def _is_seen_wide(node: LexborNode) -> bool:
    return any(_SEEN_WIDE.fullmatch(name) for name in class_names(node)) or _is_opened(node)


def _is_opened(node: LexborNode) -> bool:
    """Whether something before it opens it, or it is the page."""
    if node.css_matches(OF_THE_PAGE) or node.css_first(OF_THE_PAGE):
        return True
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before is not None and (
        before.tag in _OPENERS
        or before.css_first("button, [role=button]") is not None
        or before.text().rstrip().endswith("?")
    )
