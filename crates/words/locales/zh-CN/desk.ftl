# What a desk or a room says of a case.
