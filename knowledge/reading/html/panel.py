"""HTML tab panel: what a tab, or a heading that folds, shows of a page when it is clicked.

    <button role=tab aria-controls=p2>Hours</button>     the panel's heading
    <div role=tabpanel id=p2 hidden>From 9 to 18</div>   is read, though it is hidden until then
    <h3><button aria-controls=a1>Do you ship?</button>   a heading with its words, and its panel

What is hidden and nothing opens stays hidden, as does what a menu or a button elsewhere opens.
"""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.block import one_line
from knowledge.reading.html.element import HEADED, HEADINGS, around, by_id, style_of

PANEL = "tabpanel"
"""The role of what a tab shows."""
_TABS = "[role=tab], [data-bs-toggle=tab], [data-bs-toggle=pill], [data-toggle=tab]"
_OPENS = ("aria-controls", "data-bs-target", "data-target", "href")
_FOLDING = ", ".join(f"{name} [{opens}]" for name in HEADINGS for opens in _OPENS[:-1])
_NOT_SHOWN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*;?", re.IGNORECASE)


def show_panels(tree: LexborHTMLParser) -> None:
    """Show the panels of a page, each under its name, and keep the words of headings that fold."""
    known = by_id(tree)
    labelled = {
        tab: panel
        for panel in tree.css(f"[role={PANEL}][aria-labelledby]")
        for tab in (panel.attributes.get("aria-labelledby") or "").split()
    }
    for tab in tree.css(_TABS):
        if panel := _opened(tab, known) or labelled.get(tab.attributes.get("id") or ""):
            show(panel)
            name_panel(panel, tab, tree)
    for control in tree.css("[aria-controls][id]"):
        panel = _opened(control, known)
        if panel and _is_region(panel, control):
            show(panel)
            name_panel(panel, control, tree)
    folding = {control.mem_id: control for control in tree.css(_FOLDING)}
    for control in folding.values():
        if panel := _opened(control, known):
            show(panel)
            head = next((one for one in around(control) if one.tag in HEADINGS), None)
            if (
                head
                and one_line(head.text()) == one_line(control.text())
                and not _has_headings(panel)
            ):
                name_panel(panel, head, tree)
    for control in folding.values():
        if control.tag == "button":
            control.unwrap()  # else it goes, as all buttons do


def _opened(control: LexborNode, known: Mapping[str, LexborNode]) -> LexborNode | None:
    """What a control opens, where people see the control."""
    told = [one for name in _OPENS for one in (control.attributes.get(name) or "").split()]
    panel = next((known[id] for one in told if (id := one.removeprefix("#")) in known), None)
    if panel is None or any(map(is_hidden, (control, *around(control)))):
        return None
    return None if panel.mem_id in {one.mem_id for one in around(control)} else panel


def _is_region(panel: LexborNode, control: LexborNode) -> bool:
    """Whether a panel says that its control names it, and is text and no menu."""
    names = (panel.attributes.get("aria-labelledby") or "").split()
    is_text = panel.tag in ("div", "section") and panel.attributes.get("role") in (None, "region")
    return is_text and control.attributes.get("id") in names and not _has_headings(panel)


def show(panel: LexborNode) -> None:
    """Have a panel read that is hidden until something opens it."""
    for name in ("hidden", "aria-hidden"):
        if name in panel.attributes:
            del panel.attrs[name]
    if style := style_of(panel):
        panel.attrs["style"] = _NOT_SHOWN.sub("", style)


def _has_headings(panel: LexborNode) -> bool:
    return panel.css_first(HEADED) is not None


def name_panel(panel: LexborNode, tab: LexborNode, tree: LexborHTMLParser) -> None:
    """Put the name of what opens a panel above it, unless it begins with it; its end is told."""
    first, name = panel.child, one_line(tab.text())
    if first is None or not name or one_line(panel.text()).startswith(name):
        return
    tab.attrs["hidden"] = ""  # its words are told above the panel
    title = tree.create_node("summary")
    title.insert_child(name)
    first.insert_before(title)
    panel.attrs["role"] = PANEL


def is_hidden(node: LexborNode) -> bool:
    """Whether an element says of itself that nobody sees it."""
    said = node.attributes
    is_marked = "hidden" in said or said.get("aria-hidden") == "true"
    return is_marked or bool(_NOT_SHOWN.search(style_of(node)))
