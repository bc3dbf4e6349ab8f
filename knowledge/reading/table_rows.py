"""Row of a table, as a person reads it below others: what it goes on with, and its group.

    Boat   Time   Fee
    Sailing                    a row that names a group: told in each row below it
    Small  1 h    20 euros     "Sailing; Boat: Small; Time: 1 h; Fee: 20 euros"
           2 h    35 euros     "Sailing; Boat: Small; Time: 2 h; Fee: 35 euros"

A first cell that is empty says what the one above says, as people and spreadsheets leave it where
cells were joined: in a column of which a third is empty, or beside one that says things twice.
Where most rows have a first cell and the next one names each row, it stays empty: an option without
a parameter; unless the column is called by what it groups by, as "Category" is. A sum below is of
all, and a figure by itself of nothing.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from knowledge.words import folded_words

_LONGEST_GROUP = 60
"""Characters of a group's name; what is longer, or a sentence, is a remark."""
_FEWEST_GROUPS = 2
_OF_A_GROUP = 3
"""A column names groups where one row in so many says none."""
_GROUPS_BY = frozenset(
    [
        *("area", "category", "categories", "chapter", "country", "department", "division"),
        *("domain", "family", "group", "groups", "industry", "period", "phase", "pillar", "region"),
        *("risk", "season", "section", "sector", "segment", "stage", "theme", "topic", "zone"),
        *("categorie", "domaine", "departement", "famille", "groupe", "pays", "periode", "risque"),
        *("rubrique", "saison", "secteur", "volet", "categoria", "ambito", "apartado", "bloque"),
        *("departamento", "etapa", "fase", "familia", "grupo", "pais", "periodo", "riesgo"),
        *("seccion", "temporada", "tema", "zona"),
    ]
)
"""What columns of groups are called, folded."""
_SENTENCE_ENDS = (".", "!", "?")
_SUM = re.compile(
    r"(?:sub|sous|grand)?[\s-]*(?:total|totals|sum|somme|summe|suma)\b", re.IGNORECASE
)


def continued(rows: Sequence[Sequence[str]], header: Sequence[str] = ()) -> list[list[str]]:
    """The rows below a header, each whose first cells are empty with what these say above."""
    found: list[list[str]] = []
    above: Sequence[str] = ()
    if _is_optional(rows) and not _names_groups(header):
        return [[*cells] for cells in rows]
    for cells in rows:
        first = next((at for at, cell in enumerate(cells) if cell.strip()), len(cells))
        if first and above and _goes_on(cells, first):
            above = [*above[:first], *cells[first:]]
            found.append([*above])
            continue
        found.append([*cells])
        above = () if first or len(cells) == 1 or _is_alone(cells) else cells
    return found


def grouped(
    rows: Sequence[Sequence[str]], named: Collection[int] = ()
) -> Iterator[tuple[str, Sequence[str]]]:
    """The rows below a header, each with the name of its group; names of groups are no rows.

    Args:
        rows: The cells of each; of one that is a cell over all columns, that cell.
        named: The places of those.
    """
    groups = _groups(rows, named)
    group = ""
    for at, cells in enumerate(rows):
        if at in groups:
            group = cells[0].strip()
        else:
            yield group, cells


def is_remark(cells: Sequence[str]) -> bool:
    """Whether a row says one thing, a sentence, which is of no column."""
    return _is_alone(cells) and cells[0].strip().endswith(_SENTENCE_ENDS)


def _groups(rows: Sequence[Sequence[str]], named: Collection[int]) -> set[int]:
    """The places of groups' names, each of which has rows below it.

    Cells are missing in many tables: what stands alone in its row is a name where the first row
    is one, and another is.
    """
    alone = {at for at, one in enumerate(rows) if _is_alone(one) and _is_name(one[0])}
    sure = {at for at in named if _is_name(rows[at][0])}
    is_above = [at + 1 < len(rows) and at + 1 not in alone and at + 1 not in named for at in alone]
    if 0 not in alone or len(alone) < _FEWEST_GROUPS or not all(is_above):
        alone = set[int]()
    return alone | {at for at in sure if at + 1 < len(rows) and at + 1 not in named}


def _is_optional(rows: Sequence[Sequence[str]]) -> bool:
    """Whether few rows have no first cell, and the second is another in each row."""
    told = [cells[:2] for cells in rows if len(cells) > 1 and cells[1].strip()]
    empty = sum(not first.strip() for first, _ in told)
    second = {one.strip().casefold() for _, one in told}
    return _OF_A_GROUP * empty < len(told) and len(second) == len(told)


def _names_groups(header: Sequence[str]) -> bool:
    """Whether the first column is called by what it groups by."""
    return bool(header) and not _GROUPS_BY.isdisjoint(folded_words(header[0]))


def _goes_on(cells: Sequence[str], first: int) -> bool:
    left = [cell for cell in cells[first:] if cell.strip()]
    if any(_SUM.match(cell.strip()) for cell in left):
        return False
    return len(left) > 1 or (len(left) == first == 1)


def _is_alone(cells: Sequence[str]) -> bool:
    """Whether the first cell of several is the only one that says something."""
    return len(cells) > 1 and bool(cells[0].strip()) and not any(map(str.strip, cells[1:]))


def _is_name(text: str) -> bool:
    name = text.strip()
    is_short = 0 < len(name) <= _LONGEST_GROUP and not name.endswith(_SENTENCE_ENDS)
    return is_short and any(map(str.isalpha, name)) and not _SUM.match(name)
