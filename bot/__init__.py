"""The assistant. Importing this package comes before importing Rasa, so Rasa's habits are switched off here."""

import logging
import os

import structlog

# Rasa reports home unless this stands before its first import.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Rasa's structlog lines carry what people typed, at every level: none is written. What fails comes out as an exception.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
for _name in ("rasa", "rasa_sdk"):
    logging.getLogger(_name).setLevel(logging.ERROR)
