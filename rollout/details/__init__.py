"""The details behind the stages as they are kept: reading them, saving them, and letting the journal follow from them."""
