"""Why a number is 0: what made it so, as near as one phrase can say."""

from cnnviz.explain.cells import Cell, read, symbol
from cnnviz.explain.windows import covering, windows_over, windows_won, winner
from cnnviz.nn import Conv2D, Flatten, MaxPool2D, ReLU, Shape, Trace

CLOSED_RELU = "closed ReLU"
NOT_THE_WINNER = "not the winner of its window"
PADDING = "padding"
UNDER_NO_WINDOW = "under no window"
PIXEL = "the pixel is 0"
CANCELLED = "the gradients of the windows that it has won cancel out"
TOO_SMALL = "too small for a floating-point number"


def why_zero(trace: Trace, cell: Cell) -> str:
    """Why the number in a cell, which is 0, is 0.

    Layers that only pass numbers on are followed to the one that made the zero; where that was a sum or a given
    number, the phrase says only which: `W[3,5] is 0`.
    """
    cause = _cause(trace, cell)
    if isinstance(cause, str):
        return cause
    elsewhere = f" of layer {cause.layer}" if cause.layer != cell.layer else ""
    return f"{symbol(trace, cause)}{elsewhere} is 0"


def flat_place(index: tuple[int, ...], shape: Shape) -> tuple[int]:
    """Where Flatten puts an entry of a volume."""
    d, r, c = index
    return ((d * shape[1] + r) * shape[2] + c,)


def volume_place(index: tuple[int, ...], shape: Shape) -> tuple[int, int, int]:
    """Where an entry of Flatten's output stood in the volume."""
    (n,) = index
    return n // (shape[1] * shape[2]), n // shape[2] % shape[1], n % shape[2]


def _cause(trace: Trace, cell: Cell) -> str | Cell:
    """What made a zero; or the cell it was first seen in, which no phrase explains."""
    layer, tensor, index = cell
    match tensor:
        case "input" if layer == 0:
            return PIXEL
        case "input":
            return _cause(trace, Cell(layer - 1, "output", index))
        case "output_gradient":
            return _cause(trace, Cell(layer + 1, "input_gradient", index))
        case "output":
            return _cause_of_output(trace, cell)
        case "input_gradient":
            return _cause_of_input_gradient(trace, cell)
    return cell


def _cause_of_output(trace: Trace, cell: Cell) -> str | Cell:
    layer, _, index = cell
    at = trace.layers[layer]
    match at.layer:
        case ReLU():
            return CLOSED_RELU
        case Flatten():
            return _cause(trace, Cell(layer, "input", volume_place(index, at.input_shape)))
        case MaxPool2D() as pool:
            won = winner(trace, layer, pool, index).cell
            return _cause(trace, won) if won else cell
    return cell


def _cause_of_input_gradient(trace: Trace, cell: Cell) -> str | Cell:
    layer, _, index = cell
    at = trace.layers[layer]
    match at.layer:
        case ReLU():
            is_closed = read(trace, Cell(layer, "input", index)) <= 0
            return CLOSED_RELU if is_closed else _cause(trace, Cell(layer, "output_gradient", index))
        case Flatten():
            return _cause(trace, Cell(layer, "output_gradient", flat_place(index, at.input_shape)))
        case MaxPool2D() as pool:
            won = [Cell(layer, "output_gradient", window) for window in windows_won(trace, layer, pool, index)]
            if not won:
                return NOT_THE_WINNER if windows_over(trace, layer, pool, index) else UNDER_NO_WINDOW
            return _cause(trace, won[0]) if read(trace, won[0]) == 0 else CANCELLED
        case Conv2D() as conv:
            _, rows, columns = at.output_shape
            covers = [
                covering(place + conv.padding, conv.kernel_size, conv.stride, positions)
                for place, positions in zip(index[1:], (rows, columns), strict=True)
            ]
            if not all(covers):
                return UNDER_NO_WINDOW
    return cell
