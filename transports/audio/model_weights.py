"""Model weights: the numbers of a model in ONNX's format, by name, read without a library.

A file of that format is a message of Protocol Buffers: fields of a number and a value, some of
which are messages again. Of a graph, and of the graphs of its branches, the constants are read.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]

# Of the messages ModelProto, GraphProto, NodeProto, AttributeProto and TensorProto of onnx.proto.
_GRAPH, _NODE = 7, 1
_OUTPUT, _ATTRIBUTE = 2, 5
_TENSOR, _SUBGRAPH = 5, 6
_SIZE, _KIND, _NUMBERS = 1, 2, 9
_FLOATS = 1  # the kind of 32-bit floats, little-endian

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_LONG = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}
_MORE, _SEVEN_BITS = 0x80, 0x7F

_Value = int | bytes


def read_weights(model: bytes) -> Mapping[str, Weights]:
    """All constants of 32-bit floats, by the names of what they are the output of.

    Raises:
        ValueError: It is no such file.
    """
    try:
        graphs = [value for field, value in _fields(model) if field == _GRAPH]
        return {name: weights for graph in graphs for name, weights in _constants(_bytes(graph))}
    except (LookupError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("the file is no model in ONNX's format") from error


def _constants(graph: bytes) -> Iterator[tuple[str, Weights]]:
    for node in _each(graph, _NODE):
        names = [output.decode() for output in _each(node, _OUTPUT)]
        for attribute in _each(node, _ATTRIBUTE):
            for tensor in _each(attribute, _TENSOR):
                if (weights := _floats(tensor)) is not None:
                    yield names[0], weights
            for subgraph in _each(attribute, _SUBGRAPH):
                yield from _constants(subgraph)


def _floats(tensor: bytes) -> Weights | None:
    """A tensor's numbers in its shape; None where they are not of 32-bit floats."""
    fields = list(_fields(tensor))
    if (_KIND, _FLOATS) not in fields:
        return None
    shape = [int(value) for field, value in fields if field == _SIZE]
    numbers = b"".join(_bytes(value) for field, value in fields if field == _NUMBERS)
    return np.frombuffer(numbers, "<f4").reshape(shape)


def _each(message: bytes, number: int) -> Iterator[bytes]:
    return (_bytes(value) for field, value in _fields(message) if field == number)


def _fields(message: bytes) -> Iterator[tuple[int, _Value]]:
    """The fields of a message, in order: their numbers and values."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        field, form = key >> 3, key & 7
        if form == _VARINT:
            value, at = _varint(message, at)
            yield field, value
            continue
        size, at = _varint(message, at) if form == _BYTES else (_LONG[form], at)
        yield field, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number in as many bytes as it needs, and where the next one begins."""
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & _SEVEN_BITS) << shift
        shift += 7
        if not byte & _MORE:
            return number, at


def _bytes(value: _Value) -> bytes:
    if isinstance(value, int):
        raise TypeError
    return value
