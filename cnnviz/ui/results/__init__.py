"""Results for people: which images are hard, what an epoch has changed, and a step as pictures and tables on disk."""
