"""The version of Distillery that this package belongs to."""

VERSION = "0.1.0"
