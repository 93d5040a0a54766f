"""What a report asks, who may ask it, how it adds up, and how facts follow each other. Nothing here does I/O."""
