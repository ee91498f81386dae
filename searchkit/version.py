"""The version of the program, alone in a file so that the build can read it without importing more."""

__version__ = "0.1.0"
