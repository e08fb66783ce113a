"""Arguments in, component out. No state imports."""
