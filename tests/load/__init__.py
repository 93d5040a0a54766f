"""How fast it is, as ratios within one run (`make bench`); no test asserts any of it."""
