"""Tables, their constraints and their queries, a file a noun."""
