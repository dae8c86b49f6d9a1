"""The register of sites: finding, adding, changing and withdrawing them, and the story of each."""
