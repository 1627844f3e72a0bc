"""Lets the tests of this folder share the plain run that sessions are held against."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # importlib mode puts no folder on the path
