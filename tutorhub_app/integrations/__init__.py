"""The outside world, a file a neighbour."""
