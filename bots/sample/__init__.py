"""The bundled call: made from `examples/sample_call.yaml` by `examples/make_call.py`."""

from pathlib import Path

SAMPLE_CALL = Path(__file__).with_name("sample_call.wav")
