"""How commands end that cannot be done: the error for a person, and the exit codes."""

import os
from pathlib import Path

REFUSED = 2
INTERRUPTED = 130
"""128 + SIGINT, as shells count it."""


class CommandError(Exception):
    """A command that cannot be done; the message is one sentence for the person who gave it."""


def check_destination(path: Path, what: str) -> None:
    """Refuse, before the work and not after it, a file that can surely not be written; `what` would be in it."""
    if path.is_dir():
        raise CommandError(f"{path} is a folder; give the name of a file for {what}")
    if not path.parent.is_dir():
        raise CommandError(f"the folder {path.parent} does not exist; create it or choose another place for {what}")
    if not os.access(path.parent, os.W_OK):
        raise CommandError(f"nothing can be written in the folder {path.parent}; choose another place for {what}")
