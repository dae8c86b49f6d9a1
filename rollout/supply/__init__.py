"""The rules of supply: quantities and their units, states and movements, the papers that move them, delay and its compensation. Pure."""
