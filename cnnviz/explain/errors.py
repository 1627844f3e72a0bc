"""The one root of everything that a derivation refuses."""


class ExplainError(ValueError):
    """A number that a trace does not hold; the message names what was asked for and says what there is."""
