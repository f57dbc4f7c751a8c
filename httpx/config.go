package httpx

import (
	"strings"

	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Version is a version of HTTP.
type Version uint8

// The versions.
const (
	HTTP11 Version = iota
	HTTP10
	HTTP2 // agreed on by TLS, or known beforehand; a server understands version 1.1 too
)

// VersionNames are the versions as people write them.
var VersionNames = []string{"http/1.1", "http/1.0", "http/2"}

// line is the version as start lines carry it.
func (v Version) line() string { return strings.ToUpper(VersionNames[v.of1()]) }

// of1 is the version of HTTP/1 that an end speaks which speaks several.
func (v Version) of1() Version {
	if v == HTTP2 {
		return HTTP11
	}
	return v
}

// ClientConfig says how a client behaves.
type ClientConfig struct {
	Version     Version
	PerHost     int64      // connections to one host and port; 0: any number
	Total       int64      // connections to all hosts together; 0: any number
	MaxIdle     int64      // idle connections that are kept; 0: any number
	Pipeline    int64      // requests on a connection that may wait for their responses; 0 and 1: no pipelining
	KeepAlive   bool       // use a connection again
	HeedTimeout bool       // close an idle connection before the time that the server announced (Keep-Alive: timeout)
	IdleTimeout vtime.Time // how long an idle connection is kept; 0: for ever
	Nagle       bool       // leave Nagle's algorithm on (browsers switch it off)
	Expect      vtime.Time // how long a body waits for leave (Expect: 100-continue); 0: it does not ask
	Cache       bool       // keep responses and use them again

	ProxyConnection bool // tell a proxy in Proxy-Connection what Connection would say

	HeaderApart  bool       // write a request's header and body one after the other
	HalfClose    bool       // close the write side after the request of a connection (needs KeepAlive to be off)
	FastOpen     bool       // send the first request in the SYN, where the server has given a cookie (RFC 7413)
	PortPatience vtime.Time // how long to go on trying for a local port; 0: not at all
	AttemptDelay vtime.Time // how long an address of a name is tried before the next is tried too; 0: until it fails
	Timeout      vtime.Time // of a fetch, from being asked for to its last byte; 0: none, as in browsers
	Signals      Signals    // how servers of HTTP/2 are told what is urgent
	Ping         vtime.Time // after what silence a server of HTTP/2 is asked, and then given up; 0: never

	TLS tls.ClientConfig // of connections for https
	Browsing
	Multiplexing
	Costs
}

// ServerConfig says how a server behaves.
type ServerConfig struct {
	Version   Version
	Backlog   int64
	FastOpen  int64 // connections that SYNs with data may open before their handshakes are done; 0: none
	Workers   int64 // requests handled at once; 0: any number
	KeepAlive bool  // connections stay open after a response
	Patience
	IdleTimeout vtime.Time // how long an idle connection stays open; 0: for ever
	MaxRequests int64      // requests on a connection; 0: any number
	Announce    bool       // responses say in Keep-Alive for how long and for how many requests the connection stays
	Parameters  string     // further parameters of Keep-Alive, which nobody understands
	Nagle       bool       // leave Nagle's algorithm on (servers switch it off)
	HeaderApart bool       // write a response's header and body one after the other
	WriteSize   int64      // bytes of a body that are written at once; 0: all of it

	Closing       Closing
	LingerTimeout vtime.Time // of a lingering close: how long the client may be silent
	LingerTime    vtime.Time // of a lingering close: how long it lasts at most

	MaxConnections   int64 // connections at once; 0: any number
	Memory           int64 // bytes for connections; 0: any number
	ConnectionMemory int64 // bytes that each connection takes
	WhenFull         WhenFull
	TLS              *tls.ServerConfig // nil: it speaks in the clear
	Multiplexing
	Costs
}

// Patience is what a server lets a client do that is slow, or means ill.
type Patience struct {
	Header    vtime.Time // how long the header of a request may take from its first byte on; 0: for ever
	Body      vtime.Time // how long nothing may come of a request's body; 0: for ever
	Response  vtime.Time // how long nothing may be taken of a response; 0: for ever
	MaxHeader int64      // bytes of a request's header; 0: 1 MiB
}

// WhenFull is what a server does that may not have a further connection.
type WhenFull uint8

// The ways to deal with it.
const (
	FullWaits   WhenFull = iota // accept nothing until a connection ends: the backlog fills
	FullRefuses                 // answer 503 and close
	FullResets                  // reset the connection
)

// WhenFullNames are the ways as people write them.
var WhenFullNames = []string{"wait", "503", "reset"}

// limit is how many connections a server may have at once; 0: any number.
func (c *ServerConfig) limit() int64 {
	limit := c.MaxConnections
	if c.Memory > 0 && c.ConnectionMemory > 0 {
		room := max(c.Memory/c.ConnectionMemory, 1)
		if limit == 0 || room < limit {
			limit = room
		}
	}
	return limit
}

// Closing is how a server closes a connection on which more may come.
type Closing uint8

// The ways to close.
const (
	LingeringClose Closing = iota // half close if something is unread, and read for a while (RFC 9112 section 9.6)
	HalfClose                     // half close always, and read until the client closes
	AbruptClose                   // close at once: what is unread resets the connection
	NeverClose                    // forget the connection and never close it
)

// ClosingNames are the ways to close as people write them.
var ClosingNames = []string{"linger", "half", "abrupt", "never"}

// Nginx's lingering_timeout and lingering_time.
const (
	LingerTimeout = 5 * vtime.Second
	LingerTime    = 30 * vtime.Second
)
