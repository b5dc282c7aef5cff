"""Who is being erased: the record that an erasure starts with and ends with."""
