"""Goods on their way: deliveries, inspection, stock-taking, devices, what is late."""
