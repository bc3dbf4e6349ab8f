"""Entry points: the phone, the microphone, Pipecat Cloud, the command line."""
