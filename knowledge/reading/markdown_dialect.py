"""Document in a dialect of Markdown, in the plain one: what programs around it make of their marks.

| mark | becomes |
|---|---|
| `- [x]`, `- [ ]` | `✓`, `✗` |
| `[[Page]]`, `[[Page|words]]`, `==words==` | the words |
| `:::tip Title`, `!!! note "Title"`, `> [!NOTE]` | the title, or nothing |
| `[TOC]`, `{#id}`, `{{< call >}}`, `{% call %}`, `![[file]]`, `%% remark %%` | nothing |

In code, all of them are what they are.
"""

import re
from collections.abc import Iterator

_QUOTED = " \"'"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_TASK = re.compile(r"^([ \t]*(?:>[ \t]?)*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[([ xX])\](?=[ \t])")
_NOTHING = re.compile(
    r"\[\[?_?toc_?\]\]?|\{:[^{}\n]{0,100}\}|:{3,}[ \t]*(?:\{[^{}\n]{0,100}\}|[\w-]{1,40})?"
    r"|(?:!!!|\?\?\?\+?)[ \t]+[\w-]{1,40}",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"[ \t]*(?::{3,}[ \t]*[\w-]{1,40}|(?:!!!|\?\?\?\+?)[ \t]+[\w-]{1,40})[ \t]+(.*)"
)
_ALERT = re.compile(r"^([ \t]*(?:>[ \t]?)+)\[![\w-]{1,40}\][+-]?")
_CALL = re.compile(r"\{\{[<%][^{}\n]{0,300}[%>]\}\}|\{%[^{}\n]{0,300}%\}|!\[\[[^\[\]\n]{1,200}\]\]")
_REMARK = re.compile(r"%%[^%\n]{0,2000}%%")
_ID = re.compile(r"^([ \t]*#{1,6}[ \t].*?)\{#[\w.:-]{1,100}[^{}\n]{0,100}\}[ \t]*$")
_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_MARKED = re.compile(r"(?<![=\w])==(?=\S)([^=\n]{1,300})(?<=\S)==(?![=\w])")


def in_plain_markdown(text: str) -> str:
    """A text of Markdown whose dialect's marks are told plainly."""
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            is_end = mark and mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = "" if is_end else fence
            yield line
        elif mark:
            fence = mark[1]
            yield line
        else:
            yield (
                line if line.startswith(("    ", "\t")) and not _TASK.match(line) else _plain(line)
            )


def _plain(line: str) -> str:
    if _NOTHING.fullmatch(line.strip()):
        return ""
    if titled := _TITLED.fullmatch(line):
        line = titled[1].strip(_QUOTED) + "\n"
    line = _TASK.sub(lambda found: f"{found[1]}{'✗' if found[2] == ' ' else '✓'}", line)
    line = _ID.sub(lambda found: found[1].rstrip(), _ALERT.sub(r"\1", line))
    kept: list[str] = []
    at = 0
    for code in _CODE.finditer(line):
        kept += [_words(line[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*kept, _words(line[at:])])


def _words(text: str) -> str:
    text = _REMARK.sub("", _CALL.sub("", text))
    return _MARKED.sub(r"\1", _LINK.sub(r"\1", text))
