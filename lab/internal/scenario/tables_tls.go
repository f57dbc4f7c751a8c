package scenario

import (
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim/vtime"
)

// NewTLS returns the TLS of a server with the defaults of the format.
func NewTLS() tls.ServerConfig { return preset(serverTLSTable()) }

// tlsTable is what both ends of TLS can be told; the time that a handshake may take
// differs.
func tlsTable[T any](timeout span, at func(*T) *tls.Config) []field[T] {
	type cfg = tls.Config
	return lift([]field[cfg]{
		oneFrom("newest", tls.VersionNames, tls.TLS13, func(c *cfg) *tls.Version { return &c.Newest },
			"the newest version that it speaks"),
		oneFrom("oldest", tls.VersionNames, tls.TLS12, func(c *cfg) *tls.Version { return &c.Oldest },
			"the oldest version that it speaks"),
		scalar("record_size", sizesTo(tls.MaxRecord), tls.MaxRecord, func(c *cfg) *i64 { return &c.RecordSize },
			"bytes that a record carries at most, up to 16 KiB: they are read only when all of them are there"),
		scalar("close_notify", flags, true, func(c *cfg) *bool { return &c.CloseNotify },
			"tell the other end before closing that nothing more comes; without it a body that ends there is cut off"),
		scalar("handshake_timeout", durations, timeout, func(c *cfg) *span { return &c.HandshakeTimeout },
			"how long a handshake may take; 0: for ever"),
		scalar("handshake_cost", durations, 0, func(c *cfg) *span { return &c.FullCost },
			"computing for a full handshake, in the mean"),
		scalar("resumed_cost", durations, 0, func(c *cfg) *span { return &c.ResumedCost },
			"computing for a handshake that resumes a session, in the mean"),
		scalar("kilobyte_cost", durations, 0, func(c *cfg) *span { return &c.KilobyteCost },
			"computing for 1,024 bytes, in the mean"),
	}, at)
}

func clientTLSTable() []field[tls.ClientConfig] {
	type cfg = tls.ClientConfig
	return append(tlsTable(30*vtime.Second, func(c *cfg) *tls.Config { return &c.Config }), []field[cfg]{
		oneFrom("key_share", tls.GroupNames, tls.Hybrid, func(c *cfg) *tls.Group { return &c.KeyShare },
			"the group that the ClientHello has a key for, besides x25519; any: none"),
		scalar("hello", sizesTo(tls.MaxRecord), 0, func(c *cfg) *i64 { return &c.Hello },
			"bytes of a ClientHello without a ticket; less than needed: as needed"),
		scalar("resume", flags, true, func(c *cfg) *bool { return &c.Resume },
			"keep tickets and resume sessions with them; one of version 1.3 is used once"),
		scalar("early_data", flags, false, func(c *cfg) *bool { return &c.EarlyData },
			"send the first request, and with HTTP/2 all that wait, with the ClientHello where the ticket allows it (0-RTT), if they are idempotent and have no body"),
		scalar("false_start", flags, false, func(c *cfg) *bool { return &c.FalseStart },
			"do not wait for the server's Finished of version 1.2 (RFC 7918)"),
	}...)
}

func serverTLSTable() []field[tls.ServerConfig] {
	type cfg = tls.ServerConfig
	const maxChain = 60_000
	return append(tlsTable(60*vtime.Second, func(c *cfg) *tls.Config { return &c.Config }), []field[cfg]{
		scalar("certificate", sizesTo(maxChain), 1200, func(c *cfg) *i64 { return &c.Certificate },
			"bytes of the server's certificate; less than needed (about 330): as needed"),
		scalar("chain", sizesTo(maxChain), 1300, func(c *cfg) *i64 { return &c.Chain },
			"bytes of the certificates above it; 0: it signed its own"),
		scalar("ocsp", sizesTo(maxChain), 0, func(c *cfg) *i64 { return &c.OCSP },
			"bytes of a stapled OCSP response; 0: none"),
		oneFrom("key", tls.KeyNames, tls.ECDSA, func(c *cfg) *tls.Key { return &c.Key },
			"the kind of the certificate's key: a signature has 71 bytes with ecdsa, 256 with rsa"),
		oneFrom("group", tls.GroupNames, tls.AnyGroup, func(c *cfg) *tls.Group { return &c.Group },
			"the group that it wants, if need be with a HelloRetryRequest; any: the best one that it has got a key for"),
		scalar("tickets", counts[i64](0, 10), 2, func(c *cfg) *i64 { return &c.Tickets },
			"tickets after a full handshake, each of version 1.3 good for one connection; 0: sessions are not resumed"),
		scalar("ticket_size", sizesTo(tls.MaxRecord/2), 224, func(c *cfg) *i64 { return &c.TicketSize },
			"bytes of a ticket; less than needed: as needed"),
		scalar("ticket_lifetime", durations, 300*vtime.Second, func(c *cfg) *span { return &c.TicketLifetime },
			"how long a ticket is good (nginx: ssl_session_timeout)"),
		scalar("early_data", sizesTo(1<<30), 0, func(c *cfg) *i64 { return &c.EarlyData },
			"bytes that a client may send before the handshake is done (0-RTT); 0: none, they are thrown away"),
		scalar("dynamic_records", flags, false, func(c *cfg) *bool { return &c.DynamicRecords },
			"records are small at first: 40 of 1369 bytes, 40 of 4229, then of record_size; after a second of silence again "+
				"(Cloudflare's patch of nginx)"),
	}...)
}
