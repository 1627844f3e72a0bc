"""The panel for an image of one's own: drawn, opened, pasted or dropped, and read by the network at once."""

from cnnviz.ui.drawing.draw_view import DrawView
from cnnviz.ui.drawing.own_image import OwnImage
from cnnviz.ui.drawing.pad import DrawingPad

__all__ = ["DrawView", "DrawingPad", "OwnImage"]
