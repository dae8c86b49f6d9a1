"""What the product costs on this machine, beside the goals that it was given. Run by ``make bench``."""
