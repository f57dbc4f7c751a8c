// Package spill is the archive of a run: old records of which there are too many for memory
// lie in a temporary file, which has no name any more where the system allows that. Who
// makes an archive closes it when nobody reads the records any more. A disk that is full,
// or a folder that nothing can be written to, is no error: then memory has to do.
package spill
