// Package pcapng writes packet captures in the pcapng format (the IETF draft
// draft-ietf-opsawg-pcapng), for Wireshark and its kin.
//
// A capture is one section: a Writer writes the section header when it is made,
// and then a block for each call, in the order of the calls. An interface stands
// for one end of a link and must be added before its packets; its packets are raw
// IP datagrams (LINKTYPE_RAW) without any link header. Times are nanoseconds
// since the start of the run, so a run begins at 1970-01-01 00:00:00 UTC.
//
// What is written depends on the arguments only: no name of the machine, user,
// system or time gets into the file. Blocks, which are
// little-endian, are gathered and handed to the underlying io.Writer many at a
// time: Err writes what is left. The first error sticks: everything after it is
// ignored, and Err returns it.
//
// Texts are cleaned of what the format cannot hold: invalid UTF-8 and zero bytes
// are removed, and comments, names and descriptions end after 65535 bytes.
package pcapng
