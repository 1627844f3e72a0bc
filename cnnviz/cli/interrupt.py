"""Ctrl-C as a wish that is granted at the next good moment, so that a run stops between two steps."""

import signal
from types import FrameType, TracebackType
from typing import Self


class Interrupt:
    """While it is entered, the first Ctrl-C is only noted in `asked`; the second one interrupts at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: object = None

    def __enter__(self) -> Self:
        # Where nobody listens to Ctrl-C (a job in the background), or somebody else does, nothing is changed.
        self._before = signal.getsignal(signal.SIGINT)
        if self._before is signal.default_int_handler:
            try:
                signal.signal(signal.SIGINT, self._note)
            except ValueError:  # only the main thread hears signals
                self._before = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._before is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
