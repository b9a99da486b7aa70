"""Ten years of a series: twenty half-years published one after another, under a contract that changes."""
