"""Entry points: the phone, the microphone, Pipecat Cloud, the command line."""

from loguru import logger

# Pipecat greets on stderr as it is imported, where a command has its one line for an error.
logger.disable("pipecat")
