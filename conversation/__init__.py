"""The rules of a coached conversation: no I/O, no clock, no Pipecat. `now` is always passed in."""
