package stack

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// fastPeer is what a client remembers of a server for TCP Fast Open (RFC 7413
// section 4.1.3).
type fastPeer struct {
	option *tcp.FastOpen
	mss    int64
}

// fastOpens is a host's part of TCP Fast Open.
type fastOpens struct {
	key   [16]byte
	older *[16]byte // of cookies that are still taken; nil: none
	keyed bool
	peers map[ip.Addr]fastPeer // by server
}

// ParseFastOpenKey reads a key as Linux prints it: four words of eight hexadecimal
// digits, joined by hyphens.
func ParseFastOpenKey(s string) (key [16]byte, err error) {
	words := strings.Split(s, "-")
	if len(words) != 4 {
		return key, fmt.Errorf("key %q: expected four words of eight hexadecimal digits, as 00000000-00000000-00000000-00000000", s)
	}
	for i, w := range words {
		b, err := hex.DecodeString(w)
		if err != nil || len(b) != 4 {
			return key, fmt.Errorf("key %q: expected eight hexadecimal digits in %q", s, w)
		}
		binary.LittleEndian.PutUint32(key[4*i:], binary.BigEndian.Uint32(b))
	}
	return key, nil
}

// SetFastOpenKey sets the key that the host's cookies are made with, and one of
// cookies that are still taken, and answered with a new one; nil: none. Without it
// they are made with a key of the host's own.
func (h *Host) SetFastOpenKey(key [16]byte, older *[16]byte) {
	h.fast.key, h.fast.older, h.fast.keyed = key, older, true
}

// cookie returns the cookie of a client at an address of the host.
func (h *Host) cookie(client, local ip.Addr) tcp.Cookie {
	if !h.fast.keyed {
		binary.LittleEndian.PutUint64(h.fast.key[:], h.iss.Draw(1<<41))
		binary.LittleEndian.PutUint64(h.fast.key[8:], h.iss.Draw(1<<42))
		h.fast.keyed = true
	}
	return fastOpenCookie(h.fast.key, client, local)
}

// fastOpenCookie hashes the addresses of a SYN, as Linux does
// (__tcp_fastopen_cookie_gen_cipher).
func fastOpenCookie(key [16]byte, client, local ip.Addr) tcp.Cookie {
	var data []byte
	if client.Is4() {
		a, b := client.As4(), local.As4()
		data = append(append(data, a[:]...), b[:]...)
	} else {
		a, b := client.As16(), local.As16()
		data = append(append(data, a[:]...), b[:]...)
	}
	c := tcp.Cookie{Len: 8}
	binary.LittleEndian.PutUint64(c.Bytes[:], sipHash(key, data))
	return c
}

// offerFast decides what a listener does with the Fast Open option of a SYN (RFC
// 7413 section 4.1.2): it takes the data, grants a cookie, or ignores it.
func (l *listener) offerFast(c *tcp.Conn, g *tcp.Segment, t *tuple) {
	h, o := l.host, g.Options.FastOpen
	if l.options.fastQueue == 0 || !h.cfg.FastOpenServer || l.fastPending() >= int(l.options.fastQueue) {
		return
	}
	if l.options.fastBlind && (o != nil || g.Payload.Len > 0) {
		c.AcceptFast(nil, true)
		return
	}
	if o == nil {
		return
	}
	valid := h.cookie(t.remote, t.local)
	if o.Cookie == valid {
		c.AcceptFast(nil, true)
		return
	}
	old := h.fast.older != nil && o.Cookie == fastOpenCookie(*h.fast.older, t.remote, t.local)
	c.AcceptFast(&tcp.FastOpen{Cookie: valid, Experimental: o.Experimental}, old)
}

// fastPending counts the connections that were opened by a cookie and whose
// handshake is not done (RFC 7413 section 5.1).
func (l *listener) fastPending() int {
	kept := l.fast[:0]
	for _, e := range l.fast {
		if e.conn.State() == tcp.SynReceived {
			kept = append(kept, e)
		}
	}
	clear(l.fast[len(kept):])
	l.fast = kept
	return len(kept)
}

// learnFast keeps the cookie that a server has sent.
func (e *endpoint) learnFast() {
	o := e.conn.Learnt()
	if o == nil || o.Len == 0 {
		return
	}
	h := e.host
	if h.fast.peers == nil {
		h.fast.peers = map[ip.Addr]fastPeer{}
	}
	h.fast.peers[e.end.remote] = fastPeer{o, e.conn.PeerMSS()}
}

// SendFast is sendto with MSG_FASTOPEN: it connects, and sends in the SYN what
// fits into it if the server has given a cookie before. On a non-blocking socket
// it returns how much that was, or EINPROGRESS if it was nothing.
func (s *Socket) SendFast(f SendFlags, a ip.Addr, port uint16, parts ...Payload) (int, error) {
	if f&SendDontWait != 0 && !s.nonBlocking {
		s.nonBlocking = true
		defer func() { s.nonBlocking = false }()
	}
	switch {
	case s.closed:
		return 0, errno.EBADF
	case s.ep != nil:
		if err := s.connecting(); err != nil {
			return 0, err
		}
		return s.Send(f, parts...)
	case s.listener != nil || !s.host.cfg.FastOpenClient:
		return 0, errno.EOPNOTSUPP
	}
	return s.sendFast(f.output(parts), Addr{a, port})
}

func (s *Socket) sendFast(syn output, to Addr) (int, error) {
	// The socket holds on to a copy: the parts of other writes stay where they are.
	o := &syn
	o.parts, o.wanted = slices.Clone(syn.parts), s.host.kernel.Now()
	if s.apart != nil {
		s.apart.later = nil
	}
	err := s.open(to.IP, to.Port, o)
	switch {
	case err != nil:
		return 0, err
	case s.mayBlock():
		// What did not fit goes with the acknowledgement that ends the handshake
		// (Linux: sk_write_pending).
		if err := s.fill(o); err != nil {
			return 0, err
		}
		if err := s.awaitConnected(); err != nil {
			return 0, err
		}
		return s.writeOut(*o)
	case o.written == 0:
		return 0, errno.EINPROGRESS
	}
	return o.written, nil
}

// openFast lets a connection that is about to open ask for a cookie, or use one.
func (s *Socket) openFast(e *endpoint, to ip.Addr) {
	peer, known := s.host.fast.peers[to]
	switch {
	case s.opts.fastBlind:
		e.conn.OpenFast(nil, peer.mss, true)
	case known:
		e.conn.OpenFast(peer.option, peer.mss, true)
	default:
		e.conn.OpenFast(&tcp.FastOpen{}, 0, false)
	}
}

// fillSYN writes what fits into the SYN.
func (e *endpoint) fillSYN(at vtime.Stamp, o *output) {
	for room := e.conn.SYNRoom(); room > 0 && len(o.parts) > 0; room = e.conn.SYNRoom() {
		p := o.parts[0].Slice(o.taken, o.parts[0].Len)
		p = p.Slice(0, int(min(int64(p.Len), room)))
		n, err := e.conn.Write(at, o.wanted, p, o.shared)
		if n == 0 && p.Len > 0 || err != nil {
			return
		}
		o.written, o.taken = o.written+n, o.taken+n
		if o.taken == o.parts[0].Len {
			o.parts, o.taken = o.parts[1:], 0
		}
	}
}

// connectLater makes Connect wait for the first write, if its data can go in the
// SYN (TCP_FASTOPEN_CONNECT).
func (s *Socket) connectLater(a ip.Addr, port uint16) bool {
	_, known := s.host.fast.peers[a]
	if !s.opts.fastConnect || !s.host.cfg.FastOpenClient || !known && !s.opts.fastBlind {
		return false
	}
	s.aside().later = &Addr{a, port}
	return true
}

// setFast sets an option of Fast Open.
func (s *Socket) setFast(o Option, v int64) error {
	switch o {
	case FastOpen:
		if v < 0 || v > math.MaxInt32 || s.ep != nil {
			return errno.EINVAL
		}
		s.opts.fastQueue = uint16(min(v, 65535))
	case FastOpenConnect:
		if s.ep != nil || s.listener != nil {
			return errno.EINVAL
		}
		s.opts.fastConnect = v != 0
	default:
		s.opts.fastBlind = v != 0
	}
	s.inherit()
	return nil
}
