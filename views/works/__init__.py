"""The work behind the stages of a complex: step by step at one site, and area by area over all of them."""
