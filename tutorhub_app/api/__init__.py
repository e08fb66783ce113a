"""REST: parse, call one service, present."""
