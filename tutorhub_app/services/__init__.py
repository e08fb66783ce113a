"""Use cases: guard, load, decide, save, view. One function a user's action."""
