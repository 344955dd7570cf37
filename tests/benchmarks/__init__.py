"""Benchmarks: `make bench`, or `python -m tests.benchmarks --help`. No part of `make test`."""

import warnings

import sanic  # noqa: F401 - importing it switches warnings on

# Rasa's libraries warn of each other's age.
warnings.simplefilter("ignore")
