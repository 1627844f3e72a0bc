"""What a step costs: the paper's loops, the idiomatic form and the kernels, and how far others are ahead."""
