"""What at least three processes need, and no word of the domain."""
