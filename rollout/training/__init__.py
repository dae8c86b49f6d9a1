"""Training: courses and their sessions, who attended as counts, the target of 10,000, and the staff that each site still lacks.

Practice: DOMAIN §1.2 rows 6 and 17. Nobody's name is kept; what is known of people is how many.
"""
