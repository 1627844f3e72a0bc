"""Which two pins are compared. Pure, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.ui.frame import Pin, ProbeChoice


@dataclass(frozen=True, slots=True)
class Marks:
    """A and B, each an image that is followed; or A a pin as it was at one moment, which is held."""

    a: ProbeChoice | None = None
    b: ProbeChoice | None = None
    held: Pin | None = None
    """Stands for A."""

    def toggled(self, choice: ProbeChoice) -> "Marks":
        """With an image marked as A where there is no A, else as B; or no longer marked where it was."""
        if choice == self.b:
            return Marks(self.a, None, self.held)
        if choice == self.a:
            return Marks(None, self.b)
        if self.a is None and self.held is None:
            return Marks(choice, self.b)
        return Marks(self.a, choice, self.held)

    def holding(self, pin: Pin) -> "Marks":
        """With a pin as it is now as A, and the same image, as it will be, as B; without, where that is so already."""
        return Marks() if self.holds(pin.choice) else Marks(None, pin.choice, pin)

    def holds(self, choice: ProbeChoice) -> bool:
        """Whether A is what is known of an image as it was at one moment."""
        return self.held is not None and self.held.choice == choice

    def among(self, choices: Sequence[ProbeChoice]) -> "Marks":
        """Without the images that are pinned no longer."""
        a = self.a if self.a in choices else None
        b = self.b if self.b in choices else None
        return self if (a, b) == (self.a, self.b) else Marks(a, b, self.held)

    def letter(self, choice: ProbeChoice) -> str:
        """How a pin is marked: "A", "B", or nothing."""
        return "A" if choice == self.a else "B" if choice == self.b else ""

    def pair(self, pins: Sequence[Pin]) -> tuple[Pin, Pin] | None:
        """The two pins that are compared, as they are now; None where two are not marked."""
        a = self.held or next((pin for pin in pins if self.a is not None and pin.choice == self.a), None)
        b = next((pin for pin in pins if self.b is not None and pin.choice == self.b), None)
        return None if a is None or b is None else (a, b)
