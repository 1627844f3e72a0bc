"""The one root of everything the network refuses."""


class NetworkError(ValueError):
    """A network, a tensor or a value that does not fit; the message names it and says what would."""
