"""What the committees of the demo programme follow up: their members, what holds sites back, when they met, what they decided."""
