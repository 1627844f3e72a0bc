"""The command line: the window, and what works without one.

Each command is a module with `DESCRIPTION`, `add_arguments(parser)` and `run(arguments) -> exit code`. It is imported
only when it is asked for and imports what it needs only when it runs: training knows no Qt, and help comes at once.
"""

from cnnviz.cli.program import main

__all__ = ["main"]
