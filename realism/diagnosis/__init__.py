"""Why a detector fails: on what kind of object, by what kind of error, and which config keys would show it more of that."""
