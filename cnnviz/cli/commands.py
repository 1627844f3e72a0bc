"""The commands there are: each is the module of its name."""

COMMANDS = {
    "train": "train a network and report how good it is",
    "evaluate": "report how good the network of a saved run is",
    "inspect": "write what each layer makes of one image: pictures and tables",
    "bench": "measure the network against the paper's loops",
    "screenshot": "write a picture of the window, without a display",
}
