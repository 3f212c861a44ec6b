"""The version of Distillery that this package belongs to."""

VERSION = "0.2.0"
