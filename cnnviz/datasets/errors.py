"""The one error of the data room, so that a caller can catch all it may refuse by one name."""


class DatasetError(ValueError):
    """A file, folder or choice of images that cannot be used; its text is one sentence for the user."""
