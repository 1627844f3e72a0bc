"""What the layers of a network are called, wherever one is spoken of."""

from collections.abc import Sequence

from cnnviz.nn import Layer


def layer_titles(layers: Sequence[Layer]) -> tuple[str, ...]:
    """A title a layer, numbered where its kind comes more than once: `Conv2D 2`."""
    names = ["Softmax" if layer.name == "SoftmaxCrossEntropy" else layer.name for layer in layers]
    titles = []
    for index, name in enumerate(names):
        numbered = names.count(name) > 1
        titles.append(f"{name} {names[: index + 1].count(name)}" if numbered else name)
    return tuple(titles)
