"""The wording of our papers, as Egyptian governorates and ministries write."""
