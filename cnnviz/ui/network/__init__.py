"""The picture of the network: a column a layer, forward on top, parameters in the middle, backward below."""
