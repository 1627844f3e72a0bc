"""Settings that every test shares."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

from hypothesis import HealthCheck, settings

# Examples differ in cost by the size of the network drawn, so no example has a deadline. Function-scoped fixtures
# are shared by the examples of a test: the ones used with @given only collect what the examples measure.
settings.register_profile(
    "cnnviz",
    max_examples=60,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("cnnviz")


def pytest_collection_finish() -> None:
    """Leave what is imported out of every later look for garbage: it stays until the end."""
    gc.collect()
    gc.freeze()
