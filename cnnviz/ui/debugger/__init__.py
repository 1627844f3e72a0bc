"""The panels of the debugger: where to stop, what was changed, what is wrong, and every parameter with its update."""
