"""Probes: tell which lines of a module are run, and each is passed over once it has told.

    NOP                 becomes a jump over the rest where the line is first run
    call of the probe
    the line itself

SlipCover's own, in Python 3.11, stay where they are until all classes are looked through for their
functions. From 3.12 on it has Python tell of lines, as cheaply, and these are not used.
"""

import dis
from ctypes import c_ubyte
from types import CodeType

from slipcover import Slipcover
from slipcover.bytecode import Editor
from slipcover.slipcover import findlinestarts

_NOP, _JUMP = dis.opmap["NOP"], dis.opmap["JUMP_FORWARD"]
_BEFORE_CODE = CodeType.__basicsize__
"""Where the bytecode that CPython runs stands behind the beginning of a code object."""


class _Probe:
    """Stands before a line; `code` has it, which so is there for as long as it may be hit."""

    __slots__ = ("_line", "_probes", "code", "offset")

    def __init__(self, probes: "FadingProbes", line: int) -> None:
        self._probes = probes
        self._line = line
        self.offset = 0
        self.code: CodeType | None = None

    def hit(self) -> None:
        """Tell of the line, and be passed over from now on."""
        if self.code:
            self._probes.newly_seen[self.code.co_filename].add(self._line)
            first = c_ubyte.from_address(id(self.code) + _BEFORE_CODE + self.offset)
            if first.value == _NOP:
                first.value = _JUMP  # its argument is the way over the rest


class FadingProbes(Slipcover):
    """A SlipCover whose probes are passed over once they are hit."""

    def instrument(self, co: CodeType, parent: CodeType | None = None) -> CodeType:
        """The same code with a probe before each line, and so the code of its functions."""
        editor = Editor(co)
        for place, const in enumerate(co.co_consts):
            if isinstance(const, CodeType):
                editor.set_const(place, self.instrument(const, co))
        probes: list[_Probe] = []
        added = 0
        for begin, line in findlinestarts(co):
            at = begin
            while at >= 2 and co.co_code[at - 2] == dis.EXTENDED_ARG:
                at += 2  # it belongs to the instruction behind it
            probes.append(_Probe(self, line))
            called = editor.add_const(probes[-1].hit)
            added += editor.insert_function_call(at + added, called, ())
        made: CodeType = editor.finish()
        for probe, offset in zip(probes, editor.get_inserts(), strict=True):
            probe.code, probe.offset = made, offset
        if not parent:
            with self.lock:
                self.code_lines[co.co_filename].update(self.lines_from_code(co))
        return made
