package tcp

// Seq is a sequence number on the wire, modulo 2^32 (RFC 9293 section 3.4).
// Inside a connection positions are 64-bit offsets from the initial sequence
// number, which never wrap: the SYN is offset 0, the first byte offset 1.
type Seq uint32

// Add returns s advanced by n positions.
func (s Seq) Add(n int64) Seq { return s + Seq(uint32(n)) }

// Sub returns how far s is ahead of t, between -2^31 and 2^31-1.
func (s Seq) Sub(t Seq) int64 { return int64(int32(s - t)) }

// Less reports whether s comes before t.
func (s Seq) Less(t Seq) bool { return s.Sub(t) < 0 }
