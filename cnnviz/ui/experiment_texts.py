"""What the form of a new experiment says about its choices, its data and its network. No Qt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cnnviz.datasets import Dataset
from cnnviz.nn import Conv2D, Dense, Layer, MaxPool2D, Shape
from cnnviz.training import PRESETS

if TYPE_CHECKING:
    from cnnviz.ui.experiment_form import FormValues

PRESET_TEXTS: Final = {
    "paper": (
        "The paper's: three digits, 75 images",
        "Small enough to follow every number: two convolutions of one filter.",
    ),
    "ten-digits": ("All ten digits, 8,000 images", "Learns to read digits: two convolutions of 6 and 12 filters."),
}
"""A title and an explanation for each preset."""

INITIALIZER_TEXTS: Final = {
    "he": "Normal, variance 2 / inputs; biases 0. Keeps the signal's size through ReLU layers.",
    "he-upright": "As he, with each filter turned so that its weights add up to more than 0: no ReLU starts dead.",
    "xavier": "Uniform, variance 2 / (inputs + outputs); biases 0. Keeps the signal's size both ways.",
    "uniform": "Uniform from −0.1 to 0.1, whatever the layer's size; biases too. As in the paper.",
}
"""One line on each initialiser."""

SCHEDULE_TEXTS: Final = {
    "constant": "The same learning rate in every step.",
    "linear": "Falls step by step, to 0 at the end of the last epoch.",
}
"""One line on each schedule."""


def explanations(values: "FormValues", dataset: Dataset | None) -> dict[str, str]:
    """What stands below each field while it is right."""
    preset = next((name for name, experiment in PRESETS.items() if experiment == values.base), None)
    texts = {
        "preset": PRESET_TEXTS[preset][1] if preset else "The fields start from the experiment that is open.",
        "data": "",
        "classes": "",
        "images": "",
        "initializer": INITIALIZER_TEXTS[values.initializer],
        "learning_rate": "A number such as 0.001 or 1e-3.",
        "schedule": SCHEDULE_TEXTS[values.schedule],
        "epochs": "Passes over all training images.",
        "seed": "Decides the first weights, the images drawn and their order.",
    }
    if dataset is not None:
        size = f"{dataset.rows}×{dataset.columns}"
        count = len(dataset.class_names)
        texts["data"] = f"{dataset.name}: {len(dataset):,} images of {size}, {count} classes."
        texts["classes"] = f"{len(values.classes)} of {count} chosen."
        texts["images"] = images_text(dataset, values.classes, values.every_image)
    return texts


def images_text(dataset: Dataset, classes: Sequence[int], every_image: bool) -> str:
    """How many images there are to draw from, in one sentence."""
    if every_image:
        if dataset.pools_are_shared:
            return "All images: four fifths for training, the rest for the test."
        return "All images: those of the training files for training, those of the test files for the test."
    counts = [count for number, count in enumerate(dataset.class_counts()) if number in classes]
    if not counts:
        return ""
    few, many = min(counts), max(counts)
    return f"There are {few:,} images a class." if few == many else f"There are {few:,} to {many:,} images a class."


def network_line(layers: Sequence[Layer], input_shape: Shape) -> str:
    """The layers in one line: `1×28×28 → Conv2D 6 of 5×5 → ReLU → …`."""
    return " → ".join([str(input_shape), *map(_layer_text, layers)])


def _layer_text(layer: Layer) -> str:
    match layer:
        case Conv2D():
            padding = f", pad {layer.padding}" if layer.padding else ""
            stride = f", stride {layer.stride}" if layer.stride != 1 else ""
            return f"Conv2D {layer.filters} of {layer.kernel_size}×{layer.kernel_size}{stride}{padding}"
        case MaxPool2D():
            return f"MaxPool {layer.pool_size}×{layer.pool_size}"
        case Dense():
            return f"Dense {layer.units}"
    return "Softmax" if layer.name == "SoftmaxCrossEntropy" else layer.name
