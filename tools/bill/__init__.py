"""`make bill PEOPLE=110`: the month at AWS, from measured units, a programme's usage and a file of prices."""
