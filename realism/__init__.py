"""Is it real enough, is it useful: judges finished datasets and image folders."""
