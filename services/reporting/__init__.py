"""Counts tasks by class as of a day, from events alone, in the forms that offices use."""
