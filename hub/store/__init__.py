"""The hub's database: the only place where its SQL lives."""
