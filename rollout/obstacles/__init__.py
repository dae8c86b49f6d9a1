"""What holds sites back: obstacles as they stand on a day, the ladder that each climbs, and the letters about them."""
