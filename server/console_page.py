"""Console page: its HTML, put together from its own part and the parts that all pages share.

    <!-- head -->       parts/head.html
    <!-- icons -->      parts/icons.svg: one that is drawn when the connection is lost is there
    <!-- back -->       parts/back.html: the way to all calls, with which most bars begin
    <!-- tools -->      parts/tools.html: the buttons that each bar ends with
    <!-- door -->       parts/door.html: the bar of a page that shows no calls
    <!-- note -->       parts/note.html: the dialog of a note to an agent
    <!-- language -->   parts/language.html: the list of languages, in a bar
    <!-- modules -->    the page's script, and all modules that it needs

A browser would find a module only when it has read the one that needs it, four deep.
"""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent / "console"
_SHARED = {
    "head": "head.html",
    "icons": "icons.svg",
    "back": "back.html",
    "tools": "tools.html",
    "door": "door.html",
    "note": "note.html",
    "language": "language.html",
}
_IMPORT = re.compile(r'^import .* from "\./([\w-]+)\.js";$', re.MULTILINE)


def console_page(name: str) -> str:
    """The HTML of a page.

    Args:
        name: That of its own file and of its script, as "calls".
    """
    html = _read(ROOT / f"{name}.html")
    for part, file in _SHARED.items():
        html = html.replace(f"<!-- {part} -->", _read(ROOT / "parts" / file))
    return html.replace("<!-- modules -->", _modules(name))


@cache
def _modules(script: str) -> str:
    needed = _needed(script)
    loads = [f'<link rel="modulepreload" href="/static/js/{one}.js">' for one in needed[1:]]
    return "\n".join([f'<script type="module" src="/static/js/{script}.js"></script>', *loads])


def _needed(script: str) -> list[str]:
    """A script and the modules that it needs, each once."""
    found = [script]
    for module in found:  # which grows
        imports = _IMPORT.findall(_read(ROOT / "js" / f"{module}.js"))
        found += [one for one in imports if one not in found]
    return found


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\n")
