"""Where a network gets the code that computes a layer: functions generated for one geometry.

`kernel_for` is the one place that chooses, and no caller knows: the same layer classes, the same numbers in the same
nested lists, one kernel a layer and nothing fused. `generated_source` shows what was written: for a Dense layer of two
inputs, say, and any number of units, its forward is

    def forward(x, rows, starts):
        w0, w1, = rows[0]
        x0, x1, = x
        sums = []
        for row, start in zip(rows, starts):
            w0, w1, = row
            sums.append(start + w0*x0 + w1*x1)
        return sums

`source` has the few words that such text is made of; for each layer a module `…_source` writes its functions and
another hands them what they need. Nothing is generated, and the layer's own methods compute, for Flatten and
SoftmaxCrossEntropy, which would gain nothing; where a row and what it makes need more local variables than
`source.MAX_LOCALS` (a ReLU of more than 125 columns, a convolution of more than 110 with kernels of size 3 and 71 with
size 5) or more products than `source.MAX_TERMS`; and for a Dense layer of more than `dense.MAX_INPUTS` inputs.
`is_generated` says.
"""

from functools import lru_cache

from cnnviz.nn.conv2d import Conv2D
from cnnviz.nn.dense import Dense
from cnnviz.nn.kernels.conv2d import Conv2DKernel
from cnnviz.nn.kernels.dense import DenseKernel
from cnnviz.nn.kernels.kernel import Asked, Backward, Breathe, IdiomaticKernel, Kernel
from cnnviz.nn.kernels.maxpool2d import MaxPool2DKernel
from cnnviz.nn.kernels.relu import ReLUKernel
from cnnviz.nn.layer import Layer, Shape
from cnnviz.nn.maxpool2d import MaxPool2D
from cnnviz.nn.relu import ReLU

__all__ = [
    "Asked",
    "Backward",
    "Breathe",
    "Kernel",
    "generated_source",
    "idiomatic_kernel_for",
    "is_generated",
    "kernel_for",
]


@lru_cache(maxsize=256)
def kernel_for(layer: Layer, input_shape: Shape) -> Kernel:
    """The kernel that computes `layer` for inputs of `input_shape`; made once for each.

    Raises NetworkError where the layer does not fit the shape.
    """
    layer.output_shape(input_shape)
    match layer:
        case Conv2D() if Conv2DKernel.fits(layer, input_shape):
            return Conv2DKernel(layer, input_shape)
        case ReLU() if ReLUKernel.fits(layer, input_shape):
            return ReLUKernel(layer, input_shape)
        case MaxPool2D() if MaxPool2DKernel.fits(layer, input_shape):
            return MaxPool2DKernel(layer, input_shape)
        case Dense() if DenseKernel.fits(layer, input_shape):
            return DenseKernel(layer, input_shape)
    return IdiomaticKernel(layer)


def idiomatic_kernel_for(layer: Layer, input_shape: Shape) -> Kernel:
    """The layer's own methods, whatever its shape: to compare the generated functions with."""
    return IdiomaticKernel(layer)


def is_generated(layer: Layer, input_shape: Shape) -> bool:
    """Whether `layer` is computed by generated functions for inputs of this shape."""
    return bool(kernel_for(layer, input_shape).source)


def generated_source(layer: Layer, input_shape: Shape) -> str:
    """The generated functions that compute `layer` for inputs of this shape; empty where there are none."""
    return kernel_for(layer, input_shape).source
