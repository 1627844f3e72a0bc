"""While a worker runs, Python's collector is the window's: what it makes first is set aside, and given back."""

import gc
import weakref

from PySide6.QtCore import QObject

from cnnviz.ui.collector import Collector


class Knot:
    """Garbage that only a collector finds: it refers to itself."""

    def __init__(self):
        self.itself = self


def test_what_comes_later_is_collected_and_what_came_first_in_the_end(qapp):
    gc.collect()
    owner = QObject()
    collector = Collector(owner)
    collector.start()
    try:
        assert not gc.isenabled()
        first = weakref.ref(Knot())
        collector._collect()
        later = weakref.ref(Knot())
        collector._collect()
        assert later() is None
        assert first() is not None
    finally:
        collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert first() is None
