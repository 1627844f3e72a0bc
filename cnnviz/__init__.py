"""cnnviz: watch a convolutional network in pure Python learn to read digits, one number at a time."""

__version__ = "0.1.0"
