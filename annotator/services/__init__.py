"""Use cases: each method is one intent of a person, one unit of work in the store, frozen values in and out."""
