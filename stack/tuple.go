package stack

import "github.com/rttlab/rttlab/ip"

// addrPair is the addresses of a conversation, as one of its hosts sees them.
type addrPair struct{ local, remote ip.Addr }

func (p *addrPair) hash() uint64 {
	return scramble(uint64(p.local.Hash())<<32 | uint64(p.remote.Hash()))
}

// tuple identifies a connection on its host.
type tuple struct {
	addrPair
	localPort, remotePort uint16
}

// hash mixes what the tuple holds; the upper bits are the better ones.
func (t *tuple) hash() uint64 {
	return scramble(t.addrPair.hash() ^ uint64(t.localPort)<<16 ^ uint64(t.remotePort))
}

// near is the local end of the connection, far the remote one.
func (t *tuple) near() Addr { return Addr{t.local, t.localPort} }
func (t *tuple) far() Addr  { return Addr{t.remote, t.remotePort} }

// key is a tuple in less space, of a connection that is there. The addresses are those
// of its end, or shared by all that are over between them.
type key struct {
	*addrPair
	localPort, remotePort uint16
}

// keyOf returns a key of a tuple that outlives the end.
func (n *Net) keyOf(t *tuple) key {
	p := n.pairs[t.addrPair]
	if p == nil {
		shared := t.addrPair
		p = &shared
		n.pairs[shared] = p
	}
	return key{p, t.localPort, t.remotePort}
}

func (k key) tuple() tuple { return tuple{*k.addrPair, k.localPort, k.remotePort} }

// is reports whether the key is that of t.
func (k key) is(t *tuple) bool {
	return k.localPort == t.localPort && k.remotePort == t.remotePort && *k.addrPair == t.addrPair
}
