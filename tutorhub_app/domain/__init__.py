"""The rules. Standard library only; plain functions and frozen dataclasses; `now` is passed in."""
