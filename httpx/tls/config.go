package tls

import (
	"math/rand/v2"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Version is a version of the protocol.
type Version uint8

// The versions.
const (
	TLS12 Version = iota
	TLS13
)

// VersionNames are the versions as people write them.
var VersionNames = []string{"tls1.2", "tls1.3"}

// String is the version as people write it.
func (v Version) String() string { return VersionNames[v] }

// wire is the version as messages carry it.
func (v Version) wire() uint16 { return 0x0303 + uint16(v) }

// versionOf is the inverse of wire.
func versionOf(w uint16) (Version, bool) {
	v := Version(w - TLS12.wire())
	return v, v <= TLS13
}

// Group is a way to agree on a key.
type Group uint8

// The groups. AnyGroup is, for a server, the best one that the client has sent a
// key for.
const (
	AnyGroup Group = iota
	X25519
	Hybrid // X25519MLKEM768
	P256
)

// GroupNames are the groups as people write them.
var GroupNames = []string{"any", "x25519", "x25519mlkem768", "p256"}

// Key is the kind of key that a certificate is for: it decides how long signatures are.
type Key uint8

// The kinds.
const (
	ECDSA Key = iota
	RSA
)

// KeyNames are the kinds as people write them.
var KeyNames = []string{"ecdsa", "rsa"}

// MaxRecord is the most bytes that a record carries (RFC 8446 section 5.1).
const MaxRecord = 1 << 14

// Config is what both ends can be told.
type Config struct {
	Newest, Oldest   Version    // that it speaks
	RecordSize       int64      // bytes that a record carries at most; 0: MaxRecord
	CloseNotify      bool       // tell the other end before the connection is closed
	HandshakeTimeout vtime.Time // how long the other end may take for the handshake; 0: for ever
	FullCost         vtime.Time // computing for a full handshake
	ResumedCost      vtime.Time // computing for one that resumes a session
	KilobyteCost     vtime.Time // computing for 1,024 bytes
}

// ClientConfig is what a client can be told.
type ClientConfig struct {
	Config
	KeyShare   Group // the group that it sends a key for besides X25519; AnyGroup: none
	Hello      int64 // bytes of a ClientHello without ticket; smaller than needed: as needed
	Resume     bool  // keep tickets and use them
	EarlyData  bool  // send the first request with the ClientHello, if a ticket allows it
	FalseStart bool  // in a full handshake of version 1.2 do not wait for the server's Finished (RFC 7918)
}

// ServerConfig is what a server can be told.
type ServerConfig struct {
	Config
	Certificate    int64 // bytes of its certificate
	Chain          int64 // bytes of the certificates above it, which it sends as well; 0: none
	OCSP           int64 // bytes of a stapled OCSP response; 0: none
	Key            Key
	Group          Group
	Tickets        int64      // tickets after a handshake; 0: sessions cannot be resumed
	TicketSize     int64      // bytes of a ticket
	TicketLifetime vtime.Time // how long a ticket is good
	EarlyData      int64      // bytes that a client may send early; 0: none, they are thrown away
	DynamicRecords bool       // records are small at first, and grow (Cloudflare's patch of nginx)
}

// Options is what belongs to the end of one connection.
type Options struct {
	Kernel  *sim.Kernel
	Random  *rand.Rand
	ALPN    []string         // protocols above, the best one first; none: it does not say
	Compute func(vtime.Time) // spends computing time in the running process
	// Ciphering is told when an end begins to compute what it read (opened), the handshake
	// too, or writes, and when it has done so; nil: nobody is.
	Ciphering func(end *stack.End, opened, begins bool)
}

// usual returns the value, or another one if it is zero.
func usual(value, otherwise int64) int64 {
	if value == 0 {
		return otherwise
	}
	return value
}
