"""What committees follow up, as rules alone: levels of authority, decisions, obstacles, weeks, differences of positions."""
