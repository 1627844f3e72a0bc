"""`cnnviz [FILE]`: the window."""

import argparse

from cnnviz.cli.commands import COMMANDS
from cnnviz.cli.errors import CommandError
from cnnviz.ui.display import display_problem, import_problem


def run(arguments: argparse.Namespace) -> int:
    """Open the window, on a saved run where a file is given; returns when it is closed."""
    file = arguments.file
    if file is not None and not file.exists():
        raise CommandError(f"{file} is neither a saved run nor one of the commands {', '.join(COMMANDS)}")
    if problem := display_problem():
        raise CommandError(problem)
    try:
        from cnnviz.ui.app import run as run_window
    except ImportError as error:
        if problem := import_problem(error):
            raise CommandError(problem) from error
        raise
    return run_window(file)
