"""One plain sentence a layer and direction, for a class that meets the layer for the first time. No Qt."""

from cnnviz.nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Shape


def forward_sentence(layer: Layer, given: Shape, answered: Shape) -> str:
    """What a layer does on the way forward, and why."""
    match layer:
        case Conv2D():
            size = f"{layer.kernel_size}×{layer.kernel_size}"
            who = "The filter slides" if layer.filters == 1 else f"Each of the {layer.filters} filters slides"
            return f"{who} over the input and scores every {size} patch, so its map shows where its pattern is found."
        case ReLU():
            return "Positive numbers pass, negative ones become 0. Without this bend, many layers do no more than one."
        case MaxPool2D():
            size = f"{layer.pool_size}×{layer.pool_size}"
            return f"Of each {size} window only the largest number goes on: a smaller map of the strongest finds."
        case Flatten():
            return f"The maps are laid out as a row of {answered} for the Dense layer; no number changes."
        case Dense():
            return f"Each of the {layer.units} units weighs all {given} inputs, adds them up and adds its bias."
    return f"The {given} scores become probabilities: none negative, together 1, the highest score the most probable."


def backward_sentence(layer: Layer, given: Shape, is_first: bool) -> str:
    """What a layer does on the way back, and why."""
    match layer:
        case Conv2D() | Dense():
            onward = "The third shows what each pixel did" if is_first else "The layer before goes on with the third"
            return (
                "How would the loss change if a weight, a bias or an input grew a little? "
                f"The layer learns from the first two. {onward}."
            )
        case ReLU():
            return "Where the input was positive the gradient passes; where it was cut to 0, it had no say and gets 0."
        case MaxPool2D():
            return "Each gradient goes back to the winner of its window alone: the others did not reach the loss."
        case Flatten():
            return f"The {given.size} gradients go back to their places in the maps; no number changes."
    return "The way back starts here: each score's gradient is its probability, less 1 for the true class."


def forward_where(layer: Layer) -> str:
    """What the letters of a forward formula stand for, where that is not plain; or nothing."""
    match layer:
        case Conv2D(padding=padding) if padding:
            return _padding_note(padding)
        case Conv2D() | ReLU() | MaxPool2D() | Flatten() | Dense():
            return ""
    return "The largest z is subtracted from all first: P stays the same, and exp cannot overflow."


def backward_where(layer: Layer) -> str:
    """As `forward_where`, on the way back."""
    match layer:
        case Conv2D():
            covered = "∂L/∂X sums over the windows r,c that cover i,j."
            return f"{_padding_note(layer.padding)} {covered}" if layer.padding else covered
        case ReLU():
            return "[X > 0] is 1 where X is positive, else 0."
        case MaxPool2D() | Flatten() | Dense():
            return ""
    return "T is 1 for the true class and 0 for the others."


def _padding_note(padding: int) -> str:
    return f"X_{{pad}} is X in a border of zeros, {padding} wide."
