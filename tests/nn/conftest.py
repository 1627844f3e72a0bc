"""Compares tensors, and reports the worst error that each test measured."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # importlib mode puts no folder on the path; the helpers here need it

from nn_helpers import ERROR_BOUND, worst_error

MEASURED = pytest.StashKey[dict[str, float]]()


def pytest_configure(config):
    config.stash[MEASURED] = {}


@pytest.fixture
def agree(request):
    """agree(found, expected) asserts a worst relative error within ERROR_BOUND, and the worst of all is recorded."""
    worst = 0.0

    def check(found, expected, what="tensor"):
        nonlocal worst
        error = worst_error(found, expected)
        worst = max(worst, error)
        assert error <= ERROR_BOUND, f"{what}: worst relative error {error:.1e}\nfound {found}\nexpected {expected}"

    yield check
    # Where record_property would put it; that fixture itself warns, here an error, under --junitxml's default format.
    request.node.user_properties.append(("worst_relative_error", f"{worst:.1e}"))
    measured = request.config.stash[MEASURED]
    name = request.node.nodeid.partition("[")[0]
    measured[name] = max(worst, measured.get(name, 0.0))


def pytest_terminal_summary(terminalreporter, config):
    measured = config.stash[MEASURED]
    if not measured:
        return
    terminalreporter.section(f"worst relative errors of cnnviz.nn (bound {ERROR_BOUND:.0e})")
    if config.get_verbosity() > 0:
        for name, error in measured.items():
            terminalreporter.line(f"{error:.1e}  {name}")
    else:
        name, error = max(measured.items(), key=lambda item: item[1])
        terminalreporter.line(f"{error:.1e} at worst, in {name} (-v lists all {len(measured)})")
