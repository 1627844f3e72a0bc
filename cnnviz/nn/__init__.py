"""The network, in pure Python: layers, one training step, and everything that a step computed."""

from cnnviz.nn.conv2d import Conv2D
from cnnviz.nn.dense import Dense
from cnnviz.nn.errors import NetworkError
from cnnviz.nn.flatten import Flatten
from cnnviz.nn.initializers import INITIALIZERS
from cnnviz.nn.layer import Layer, Shape, Tensor
from cnnviz.nn.maxpool2d import MaxPool2D
from cnnviz.nn.network import Network
from cnnviz.nn.phases import Phase, PhaseKind, phases_of
from cnnviz.nn.relu import ReLU
from cnnviz.nn.softmax_cross_entropy import SoftmaxCrossEntropy
from cnnviz.nn.trace import LayerTrace, Taken, Trace

__all__ = [
    "INITIALIZERS",
    "Conv2D",
    "Dense",
    "Flatten",
    "Layer",
    "LayerTrace",
    "MaxPool2D",
    "Network",
    "NetworkError",
    "Phase",
    "PhaseKind",
    "ReLU",
    "Shape",
    "SoftmaxCrossEntropy",
    "Taken",
    "Tensor",
    "Trace",
    "phases_of",
]
