"""Starts every part of dondoc on one machine, without a container engine."""
