"""Everything that installs and runs dondoc on a machine."""
