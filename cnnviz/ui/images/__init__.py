"""The left dock: all images of the run to choose from, and what the network makes of the one on view."""

from cnnviz.ui.images.gallery_view import GalleryView
from cnnviz.ui.images.sample_view import SampleView

__all__ = ["GalleryView", "SampleView"]
