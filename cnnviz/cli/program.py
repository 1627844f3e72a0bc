"""Which command is meant, and how its errors end: one sentence on standard error and an exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from cnnviz import __version__
from cnnviz.cli.commands import COMMANDS
from cnnviz.cli.errors import INTERRUPTED, REFUSED, CommandError


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say (`sys.argv` where none are given); returns the exit code.

    0: done. 2: refused, with a sentence on standard error. 130: stopped by Ctrl-C. Wrong options end in argparse's
    own SystemExit.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words and words[0] in COMMANDS else None
    parser = _window_parser() if name is None else _parser(name)
    arguments = parser.parse_args(words if name is None else words[1:])
    try:
        code: int = import_module(f"cnnviz.cli.{name or 'window'}").run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _say("stopped", INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has left; Python must not try to flush it at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except _refusals() as error:
        return _say(_sentence(error), REFUSED)
    except MemoryError:
        return _say("there is not enough memory for this", REFUSED)
    return code


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cnnviz",
        usage="cnnviz [FILE]\n       cnnviz COMMAND ... (cnnviz COMMAND --help tells more)",
        description="Watch a convolutional network in pure Python learn, one number at a time.",
        epilog="commands:\n" + "\n".join(f"  {name:<12} {what}" for name, what in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a saved run to open in the window")
    parser.add_argument("--version", action="version", version=f"cnnviz {__version__}")
    return parser


def _parser(name: str) -> argparse.ArgumentParser:
    command = import_module(f"cnnviz.cli.{name}")
    parser = argparse.ArgumentParser(prog=f"cnnviz {name}", description=command.DESCRIPTION, allow_abbrev=False)
    command.add_arguments(parser)
    return parser


def _refusals() -> tuple[type[Exception], ...]:
    """The errors whose message is meant for a person; asked for only once there is one."""
    from cnnviz.datasets import DatasetError
    from cnnviz.nn import NetworkError
    from cnnviz.training import TrainingError

    return CommandError, DatasetError, NetworkError, TrainingError, OSError


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


def _say(sentence: str, code: int) -> int:
    text = f"cnnviz: {sentence.rstrip('.')}.\n"
    sys.stderr.write(text.encode(sys.stderr.encoding or "utf-8", "replace").decode(sys.stderr.encoding or "utf-8"))
    return code
