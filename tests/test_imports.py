"""What computes and explains knows nothing of the window: checked in fresh interpreters."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IMPORT_ALL = """
import importlib, json, pkgutil, sys
before = set(sys.modules)
package = importlib.import_module(sys.argv[1])
names = [package.__name__]
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(found.name)
    names.append(found.name)
print(json.dumps({"imported": names, "loaded": sorted(set(sys.modules) - before)}))
"""


def modules_after_importing(package):
    """The modules of a package, and all modules that a fresh interpreter has loaded once it imported them."""
    command = [sys.executable, "-c", IMPORT_ALL, package]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert answer.returncode == 0, answer.stderr
    modules = json.loads(answer.stdout)
    return modules["imported"], modules["loaded"]


@pytest.mark.parametrize("package", ["cnnviz.nn", "cnnviz.datasets", "cnnviz.training", "cnnviz.explain"])
def test_no_module_loads_qt_pyqtgraph_or_numpy(package):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not written yet")
    _, loaded = modules_after_importing(package)
    assert package in loaded
    assert not {name.partition(".")[0] for name in loaded} & {"PySide6", "shiboken6", "pyqtgraph", "numpy"}


def test_the_network_loads_the_standard_library_alone():
    imported, loaded = modules_after_importing("cnnviz.nn")
    assert {"cnnviz.nn.conv2d", "cnnviz.nn.network", "cnnviz.nn.reference", "cnnviz.nn.trace"} <= set(imported)
    strangers = {name for name in loaded if name.partition(".")[0] not in {*sys.stdlib_module_names, "cnnviz"}}
    assert strangers == set()
    others = {name for name in loaded if name.startswith("cnnviz.") and not name.startswith("cnnviz.nn")}
    assert others == set()
