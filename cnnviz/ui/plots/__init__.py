"""The views below the network: how a run goes, and how good its answers are."""
