import numpy as np
import pytest

from transports.audio.model_weights import read_weights
from transports.audio.silero_vad import model_file


def field(number: int, value: bytes | int) -> bytes:
    """A field of a message of Protocol Buffers, of less than 128 bytes."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    return bytes([number << 3 | 2, len(value)]) + value


def constant(name: bytes, tensor: bytes) -> bytes:
    """A node of a graph."""
    return field(1, field(2, name) + field(5, field(5, tensor)))


def tensor(numbers: list[float], *shape: int, kind: int = 1) -> bytes:
    sizes = b"".join(field(1, size) for size in shape)
    return sizes + field(2, kind) + field(9, np.array(numbers, "<f4").tobytes())


def test_constants_are_read_by_name_from_all_branches() -> None:
    """Of 32-bit floats, in their shape; what else a file holds is passed over."""
    inner = constant(b"inner", tensor([5], 1))
    branch = field(1, field(2, b"if") + field(5, field(6, inner)))
    graph = constant(b"two", tensor([1, 2, 3, 4], 2, 2)) + branch
    graph += constant(b"whole numbers", tensor([7], 1, kind=7))
    other = field(1, 9) + bytes([9 << 3 | 5]) + bytes(4) + bytes([10 << 3 | 1]) + bytes(8)
    weights = read_weights(other + field(7, graph))
    assert {name: each.tolist() for name, each in weights.items()} == {
        "two": [[1, 2], [3, 4]],
        "inner": [5],
    }


def test_the_speech_model_is_read_whole() -> None:
    """Both rates' networks are among its branches."""
    weights = read_weights(model_file().read_bytes())
    sizes = sorted(each.shape for name, each in weights.items() if name.endswith("basis_buffer"))
    assert sizes == [(130, 1, 128), (258, 1, 256)]


@pytest.mark.parametrize("data", [b"\x0f", b"\xff", b"\x38\x01", b"\x3a\x03\x0a\x01\x80"])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    """With one error, wherever it breaks off."""
    with pytest.raises(ValueError, match="no model"):
        read_weights(data)
