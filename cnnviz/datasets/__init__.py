"""The data room: IDX files, what ships with the program, splits drawn from a seed, and samples a network can read."""

from cnnviz.datasets.bundled import BUNDLED_DATA, bundled_digits, bundled_fashion, read_data
from cnnviz.datasets.dataset import Dataset
from cnnviz.datasets.errors import DatasetError
from cnnviz.datasets.folder import read_folder
from cnnviz.datasets.idx import read_images, read_labels, write_images, write_labels
from cnnviz.datasets.images import Images
from cnnviz.datasets.samples import Sample, make_sample, shifted, to_input
from cnnviz.datasets.split import Split, draw_split

__all__ = [
    "BUNDLED_DATA",
    "Dataset",
    "DatasetError",
    "Images",
    "Sample",
    "Split",
    "bundled_digits",
    "bundled_fashion",
    "draw_split",
    "make_sample",
    "read_data",
    "read_folder",
    "read_images",
    "read_labels",
    "shifted",
    "to_input",
    "write_images",
    "write_labels",
]
