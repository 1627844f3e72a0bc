"""A run in a file, as safetensors: the network's parameters for any program, the rest of the run in the metadata.

The file is put together here and not by the safetensors package: its `serialize` took bytes up to version 0.7 and
takes addresses from 0.8 on, and it shuffles the metadata, so that the same run would give another file each time.
What was read from anywhere is taken apart by the package, which checks that the header and the data fit.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from stat import S_ISREG
from typing import Any, Final

from safetensors import SafetensorError, deserialize

from cnnviz.nn import Conv2D, Dense, Layer, NetworkError, Shape, Tensor
from cnnviz.nn.tensors import flat, shaped
from cnnviz.training.errors import TrainingError, quoted
from cnnviz.training.float_bytes import from_bytes, to_bytes
from cnnviz.training.run import SavedRun
from cnnviz.training.saved_metadata import metadata_of, read_metadata

MAX_BYTES: Final = 512 * 1024 * 1024
"""The largest file that is written or read."""
MAX_HEADER_BYTES: Final = 100_000_000
"""The largest header that the safetensors package reads."""

_FLOAT64 = "F64"
_taken_apart: Callable[[bytes], list[tuple[str, dict[str, Any]]]] = deserialize  # which has no types of its own


def write_run(path: str | os.PathLike[str], run: SavedRun) -> None:
    """Write a run as one file that appears whole or not at all; the same run gives the same bytes.

    Raises TrainingError where the file cannot be written, and for a run so long that it could not be read again. A run
    that diverged, whose numbers are no longer finite, is kept like any other: where it did can still be found.
    """
    target = Path(path)
    try:
        content = _file_content(run)
    except TrainingError as error:
        raise TrainingError(f"{target} is not written: {error}") from None
    # A short name of its own: the target's name may already be as long as names can be.
    temporary = target.parent / f".cnnviz-{token_hex(8)}.tmp"
    try:
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise TrainingError(f"{target} cannot be written ({_reason(error)})") from error


def read_run(path: str | os.PathLike[str]) -> SavedRun:
    """Read what `write_run` wrote. Raises TrainingError for anything else: one sentence that names the file."""
    source = Path(path)
    content = _content(source)
    try:
        tensors = dict(_taken_apart(content))
        metadata = read_metadata(_metadata_texts(content))
        parameters = _parameters(metadata.experiment.layers, tensors)
        _check_keyframes(metadata.keyframes, parameters)
    except (SafetensorError, MemoryError, OverflowError) as error:
        raise TrainingError(f"{source} is no run saved by cnnviz, or it is damaged ({error})") from None
    except TrainingError as error:
        raise TrainingError(f"{source} cannot be opened as a saved run: {error}") from None
    return SavedRun(
        metadata.experiment,
        metadata.position,
        parameters,
        metadata.events,
        metadata.history,
        metadata.keyframes,
        metadata.python,
    )


def _file_content(run: SavedRun) -> bytes:
    header: dict[str, Any] = {"__metadata__": metadata_of(run)}
    data = bytearray()
    for name, tensor in run.parameters.items():
        start = len(data)
        data += to_bytes(flat(tensor))
        header[name] = {"dtype": _FLOAT64, "shape": _shape(tensor), "data_offsets": [start, len(data)]}
    packed = json.dumps(header, separators=(",", ":")).encode()
    packed += b" " * (-len(packed) % 8)  # so that the data is aligned
    if len(packed) > MAX_HEADER_BYTES or len(packed) + len(data) + 8 > MAX_BYTES:
        raise TrainingError(
            f"a saved run has at most {MAX_BYTES:,} bytes, {MAX_HEADER_BYTES:,} of them for its history"
        )
    return len(packed).to_bytes(8, "little") + packed + bytes(data)


def _content(source: Path) -> bytes:
    try:
        status = source.stat()
        if not S_ISREG(status.st_mode):
            raise TrainingError(f"{source} is not a file; give the name of a saved run")
        if status.st_size > MAX_BYTES:
            raise TrainingError(f"{source} is too large; a saved run has at most {MAX_BYTES:,} bytes")
        with source.open("rb") as file:
            return file.read(status.st_size)
    except FileNotFoundError as error:
        raise TrainingError(f"{source} does not exist; give the name of a saved run") from error
    except TrainingError:
        raise
    except (OSError, ValueError, MemoryError) as error:  # ValueError: a name with a null character
        raise TrainingError(f"{quoted(str(source))} cannot be read ({_reason(error)})") from error


def _metadata_texts(content: bytes) -> Mapping[str, str]:
    """The metadata of a file that the safetensors package has taken apart without complaint."""
    end = 8 + int.from_bytes(content[:8], "little")
    try:
        texts = json.loads(content[8:end]).get("__metadata__")
    except (ValueError, RecursionError):
        raise TrainingError("its header cannot be read") from None
    return texts if isinstance(texts, dict) else {}


def _parameters(layers: Sequence[Layer], tensors: Mapping[str, Any]) -> dict[str, Tensor]:
    """The tensors as nested lists; raises TrainingError unless they are all that the layers need, and no more."""
    parameters: dict[str, Tensor] = {}
    for index, layer in enumerate(layers):
        for name, shape in _shapes(layer, tensors.get(f"{index}.weight")).items():
            parameters[f"{index}.{name}"] = _tensor(tensors, f"{index}.{name}", shape)
    if unknown := sorted(tensors.keys() - parameters.keys()):
        raise TrainingError(f"its network has no parameters called {quoted(unknown[0])}")
    return parameters


def _check_keyframes(keyframes: Mapping[int, Sequence[float]], parameters: Mapping[str, Tensor]) -> None:
    size = sum(len(flat(tensor)) for tensor in parameters.values())
    if any(len(state) != size for state in keyframes.values()):
        raise TrainingError("its keyframes do not fit its network")


def _shapes(layer: Layer, weight: Any) -> Mapping[str, Shape]:
    """The shapes that a layer's parameters must have, whatever the size of its input, which the weight alone tells."""
    inputs = weight["shape"][1:2] if weight is not None else []
    channels = inputs[0] if inputs and inputs[0] else 1
    try:
        if isinstance(layer, Conv2D):
            return layer.parameter_shapes(Shape(channels, 1, 1))
        return layer.parameter_shapes(Shape(channels)) if isinstance(layer, Dense) else {}
    except NetworkError as error:
        raise TrainingError(str(error)) from None


def _tensor(tensors: Mapping[str, Any], name: str, shape: Shape) -> Tensor:
    tensor = tensors.get(name)
    if tensor is None:
        raise TrainingError(f"its parameter {name} is missing")
    if tensor["dtype"] != _FLOAT64 or tuple(tensor["shape"]) != shape:
        found = f"{tensor['dtype']} of shape {'×'.join(map(str, tensor['shape']))}"
        raise TrainingError(f"its parameter {name} is {quoted(found)}, but the layer has {_FLOAT64} of shape {shape}")
    return shaped(list(from_bytes(bytes(tensor["data"]))), shape)


def _shape(tensor: Any) -> list[int]:
    return [len(tensor), *_shape(tensor[0])] if isinstance(tensor, list) else []


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
