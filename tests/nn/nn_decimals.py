"""Fifty-digit numbers that the paper's loops can compute with: the oracle's oracle.

In float64 a central difference of a curved function is right to about ten digits at best: a large h costs
truncation (h²·f'''/6), a small one cancellation (1e-16·f/h). With fifty digits and h = 1e-15 both are below 1e-28,
so what is left of the difference to a gradient is the gradient's own error. `reference.py` takes these numbers as
they are; only its exp and log have to be replaced (`decimal_math`), as they are math's.
"""

from decimal import Context, Decimal
from types import SimpleNamespace

from nn_helpers import flat, nested, shape_of

from cnnviz.nn import Conv2D, Dense, Flatten, MaxPool2D, ReLU, SoftmaxCrossEntropy, reference

_FIFTY = Context(prec=50)


class Fifty:
    """A decimal number that also meets floats, which it takes at their exact value."""

    __slots__ = ("value",)

    def __init__(self, number):
        self.value = number.value if isinstance(number, Fifty) else Decimal(number)

    def __add__(self, other):
        return Fifty(_FIFTY.add(self.value, Fifty(other).value))

    def __sub__(self, other):
        return Fifty(_FIFTY.subtract(self.value, Fifty(other).value))

    def __mul__(self, other):
        return Fifty(_FIFTY.multiply(self.value, Fifty(other).value))

    def __truediv__(self, other):
        return Fifty(_FIFTY.divide(self.value, Fifty(other).value))

    def __rsub__(self, other):
        return Fifty(other) - self

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self):
        return Fifty(-self.value)

    def __abs__(self):
        return Fifty(abs(self.value))

    def __gt__(self, other):
        return self.value > Fifty(other).value

    def __lt__(self, other):
        return self.value < Fifty(other).value

    def __float__(self):
        return float(self.value)


def fifty(tensor):
    """The same tensor in fifty-digit numbers."""
    return nested([Fifty(number) for number in flat(tensor)], shape_of(tensor))


def decimal_math(monkeypatch):
    """Let the reference's softmax and cross-entropy take fifty-digit numbers."""
    exp, log = (lambda x: Fifty(Fifty(x).value.exp(_FIFTY))), (lambda x: Fifty(Fifty(x).value.ln(_FIFTY)))
    monkeypatch.setattr(reference, "math", SimpleNamespace(exp=exp, log=log))


def loss_of(layers, parameters, image, label):
    """The loss by the paper's forward formulas alone, in whatever numbers the tensors hold."""
    x = image
    for index, layer in enumerate(layers):
        weight, bias = parameters.get(f"{index}.weight"), parameters.get(f"{index}.bias")
        match layer:
            case Conv2D():
                x = reference.conv2d_forward(x, weight, bias, layer.stride, layer.padding)
            case ReLU():
                x = reference.relu_forward(x)
            case MaxPool2D():
                x = reference.maxpool2d_forward(x, layer.pool_size, layer.step)
            case Flatten():
                x = reference.flatten_forward(x)
            case Dense():
                x = reference.dense_forward(x, weight, bias)
            case SoftmaxCrossEntropy():
                x = reference.softmax(x)
    return reference.cross_entropy(x, label)
