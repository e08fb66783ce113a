"""Reactive state: parse, call one service, present."""
