"""A layer at work, one position after another: the window that slides, its products, and the running total."""
