"""Everything that brings dondoc onto a machine."""
