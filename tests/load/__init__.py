"""Measures how fast dondoc is, as ratios within one run (`make bench`); no test depends on the results."""
