"""The data room: IDX files, the bundled digits, splits drawn from a seed, and samples a network can read."""

from cnnviz.datasets.dataset import Dataset
from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.folder import bundled_digits, read_folder
from cnnviz.datasets.idx import read_images, read_labels, write_images, write_labels
from cnnviz.datasets.images import Images
from cnnviz.datasets.samples import Sample, make_sample, shifted, to_input
from cnnviz.datasets.split import Split, draw_split

__all__ = [
    "Dataset",
    "DatasetError",
    "Images",
    "Sample",
    "Split",
    "bundled_digits",
    "draw_split",
    "make_sample",
    "read_folder",
    "read_images",
    "read_labels",
    "shifted",
    "to_input",
    "write_images",
    "write_labels",
]
