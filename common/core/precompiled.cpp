// Has nothing to say: the headers that nearly every file includes are precompiled for this one.
