"""The contract of furniture and equipment: its terms, its papers, the stores, the money."""
