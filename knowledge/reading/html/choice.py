"""Choice on a page: what its options cost is told, and a link that only asks to choose is left out.

<select><option>Small – £10</option><option>Large – £15</option></select>    two items
<select><option>France</option><option>Spain</option></select>               nothing
<a class="btn" href="/order?plan=pro">Choose plan</a>                        nothing
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.block import one_line
from knowledge.reading.html.element import BLOCKS, CELLS, around, class_names, is_in

PRICE = re.compile(
    r"(?:[€$£]|\b(?:eur|usd|gbp|chf))\s?\d|\d\s?(?:[€$£]|(?:eur|euros?|usd|gbp|chf|dollars?|pounds?)\b)",
    re.IGNORECASE,
)
LONGEST_LABEL = 80
_BUTTON = re.compile(
    r"(?:[\w-]{0,60}[_-])?(?:btn|button|cta|boton|bouton)(?:[_-][\w-]{0,60})?", re.IGNORECASE
)
_COMMAND = re.compile(
    r"(?:choose|select|buy|order|book|add|get|start|try|sign|subscribe|join|learn|read|see|view"
    r"|show|continue|apply|download|contact|go|shop|discover|find|request|more"
    r"|choisir|choisissez|sélectionner|acheter|commander|réserver|ajouter|essayer|commencer"
    r"|s.abonner|souscrire|en savoir|découvrir|voir|continuer|télécharger"
    r"|elegir|elija|elige|seleccionar|comprar|pedir|reservar|añadir|probar|empezar|suscribirse"
    r"|contratar|más información|saber más|ver|continuar|descargar)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 4
_FORM = "form"


def tell_choices(tree: LexborHTMLParser) -> None:
    """Put the priced options of a list before it, or before its form, which is not read."""
    labels = labels_of(tree)
    for choice in tree.css("select"):
        within = [choice, *around(choice)]
        form = next((at for at, one in enumerate(within) if one.tag == _FORM), 0)
        if any("hidden" in one.attributes for one in within[: form + 1]):
            continue
        if told := list(_told(choice, labels)):
            put_items_before(within[form], told, tree)


def labels_of(tree: LexborHTMLParser) -> dict[str, str]:
    """What labels say, by the ids that they are for."""
    return {one.attributes.get("for") or "": one.text() for one in tree.css("label[for]")}


def put_items_before(node: LexborNode, told: Iterable[str], tree: LexborHTMLParser) -> None:
    """Put a list of texts before an element."""
    items = tree.create_node("ul")
    for text in told:
        one = tree.create_node("li")
        one.insert_child(text)
        items.insert_child(one)
    node.insert_before(items)


def hide_commands(tree: LexborHTMLParser) -> None:
    """Mark the links that say nothing but what they do as `hidden`."""
    said: dict[int, str] = {}  # by block: a page may have thousands of links in one
    for link in tree.css("a[href], a[role=button]"):
        text = one_line(link.text())
        if _COMMAND.match(text) and _is_short(text) and (_is_button(link) or _is_alone(link, said)):
            link.attrs["hidden"] = ""


def _told(choice: LexborNode, labels: Mapping[str, str]) -> Iterator[str]:
    """The options of a list of which one at least has a price, each with what the list is of."""
    options = [one for one in choice.css("option") if "hidden" not in one.attributes]
    texts = [one_line(one.text()) for one in options]
    if not any(map(PRICE.search, texts)):
        return
    label = _label(choice, labels)
    for option, text in zip(options, texts, strict=True):
        group = option.parent.attributes.get("label") if option.parent else None
        is_hint = "disabled" in option.attributes or option.attributes.get("value") == ""
        if text and not (is_hint and not PRICE.search(text)):
            yield ": ".join(filter(None, [label, group, text]))


def _label(choice: LexborNode, labels: Mapping[str, str]) -> str:
    """What a list is called; empty where nothing near says it."""
    said = choice.attributes
    texts = [said.get("aria-label") or "", labels.get(said.get("id") or "", "")]
    outer = (one for one in around(choice) if one.tag == "label")
    texts += [one.text().replace(choice.text(), " ") for one in outer]
    names = (one_line(text).rstrip(" :*") for text in texts)
    return next((name for name in names if 0 < len(name) <= LONGEST_LABEL), "")


def _is_short(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and not any(map(str.isdigit, text))


def _is_button(link: LexborNode) -> bool:
    is_named = any(_BUTTON.fullmatch(name) for name in class_names(link))
    return link.attributes.get("role") == "button" or is_named


def _is_alone(link: LexborNode, said: dict[int, str]) -> bool:
    """Whether a block, which is no item of a list, has nothing but the link."""
    block = next((one for one in around(link) if one.tag in BLOCKS | CELLS), None)
    if block is None or is_in(link, {"li"}):
        return False
    if block.mem_id not in said:
        said[block.mem_id] = one_line(block.text())
    return said[block.mem_id] == one_line(link.text())
