// Package shelf keeps the packed chunks of long lists: the newest in memory, and those
// before them, some dozens to a piece, wherever an archive puts them.
//
// Simulated code opens no files. Who runs it may supply an archive that does; without
// one everything stays in memory.
package shelf
