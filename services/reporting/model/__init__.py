"""What a report counts, who may read it, how it adds up, and how facts follow each other. Nothing here does I/O."""
