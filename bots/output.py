"""Command output: what is printed, until nobody reads it any more."""

from rich.console import Console


class Output(Console):
    """A console that ends its command as any other failure does when its reader leaves.

    rich would end the process in the middle of whatever runs: `callshadow demo | head`.
    """

    def on_broken_pipe(self) -> None:
        """Tell the command, and print no more.

        Raises:
            BrokenPipeError: Always.
        """
        self.quiet = True
        raise BrokenPipeError
