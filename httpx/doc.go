// Package httpx runs HTTP on simulated hosts: a server, a browser-like client
// with a pool of connections, a name resolver, and pages.
//
// Messages are real HTTP/1.0 and 1.1 bytes on a simulated net.Conn, read by
// net/http's own readers. Bodies are zeros that nobody holds. The
// other end may be anybody: headers are read up to a limit, bodies may be
// delimited in any way, interim responses are passed over.
//
// A Client keeps up to PerHost connections to each host and port. A request that
// finds none free waits in a queue, first come, first served; whichever
// connection is free first takes the head of the queue, be it new or used
// (late binding, as browsers do). A Resolver looks names up over simulated UDP
// and keeps the answers as long as they live.
//
// Every fetch ends: with a response, an error of the connection, the client's
// Timeout, or when the client is closed. Without a Timeout, which browsers have
// none of, a server that never answers is waited for until nothing else can
// happen, and the run says so. A request that met a connection which the server
// had closed is sent again on another one if it is idempotent, a bounded number
// of times. No other failure is repeated.
//
// A Page is a tree of objects: each but the document is revealed by a byte of
// its parent's body, asked for some time later, and reveals its own children as
// its bytes are read.
//
// Everything that happens is written into a Recorder: Transaction on the
// client's side, Handling on the server's, Lookup, PageLoad. An explanation is
// made from these and from the records of the connections.
//
// A client may pipeline: once a response has shown that the server keeps a
// connection, idempotent requests follow each other on it without waiting. If the
// connection ends before all are answered, the others are sent again elsewhere.
//
// A client of HTTP/2 shares one connection between all fetches of a host: each has
// a stream of its own, what exceeds the server's limit waits, and what a GOAWAY
// left out, or was refused, is asked for again. A server gives each stream a
// process, and the bytes of all to the scheduler of the machine (package h2). Without
// TLS the two must know beforehand that they speak HTTP/2. What neither a proxy nor
// an older server understands is version 1.
//
// A client may keep responses (Cache) and asks afterwards only whether they have
// changed; may ask for leave before it sends a body (Expect); and for parts.
// A server may be broken in many ways (Fault), has limits, and computes (Costs).
//
// A Proxy is a server that asks other servers, and so a client: what it asks for are
// transactions of its own, which an explanation walks through. It forwards, or is a
// gateway, or a relay that understands little of what it passes on; for what is not
// plain HTTP it makes tunnels.
//
// For https there is a TLS handshake on each connection, of which package tls is the
// model; the first request of a session that is resumed can go with it (0-RTT), and with
// HTTP/2 all that wait.
//
// Not simulated: compression.
package httpx
