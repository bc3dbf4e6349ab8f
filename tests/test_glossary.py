"""The first line of each module begins with a word of the glossary."""

import ast
import re

from tests.product import PRODUCT, ROOT

TERMS = re.findall(r"^- \*\*(.+?)\*\*: ", (ROOT / "docs/glossary.md").read_text("utf-8"), re.M)
FIRST_WORDS = 6
RIDDLE = re.compile(r"(Who|What|When|Whether|How|Which|Where|Why)\b")


def _first_lines() -> dict[str, str]:
    """The first line of each module's docstring, where it has one."""
    return {
        str(module): docstring.splitlines()[0]
        for module in PRODUCT
        if (docstring := ast.get_docstring(module.tree))
    }


def test_a_term_stands_in_the_glossary_once() -> None:
    """One word, one meaning."""
    assert len(TERMS) == len({term.casefold() for term in TERMS})


def test_a_module_begins_with_a_word_of_the_field() -> None:
    """Its first words hold a term of the glossary, which a newcomer can look for."""
    terms = "|".join(re.escape(term) + ("e?s?" if term[-1] != "s" else "(es)?") for term in TERMS)
    term = re.compile(rf"\b({terms}|quer(y|ies)|polic(y|ies)|memor(y|ies))\b", re.IGNORECASE)
    strange = [
        f"{module}: {line}"
        for module, line in _first_lines().items()
        if not term.search(" ".join(line.split()[:FIRST_WORDS]))
    ]
    assert strange == []


def test_no_module_begins_with_a_riddle() -> None:
    """A module is named by what it is, not by a question that it answers."""
    assert [f"{m}: {line}" for m, line in _first_lines().items() if RIDDLE.match(line)] == []


def test_no_class_is_described_by_a_riddle() -> None:
    """A class is a thing; only what asks something, a function, may begin with "Whether"."""
    riddles = [
        f"{module}: {node.name}"
        for module in PRODUCT
        for node in module.nodes
        if isinstance(node, ast.ClassDef) and RIDDLE.match(ast.get_docstring(node) or "")
    ]
    assert riddles == []
