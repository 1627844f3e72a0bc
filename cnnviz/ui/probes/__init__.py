"""The images that stay on view while training runs, and two of them side by side."""
