"""What the Makefile runs: install, build, serve, lock and the browser for the tests."""
