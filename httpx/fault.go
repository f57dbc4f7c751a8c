package httpx

import (
	"errors"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/stack"
)

// Cut is how a response ends before its time.
type Cut uint8

// The ways to end it.
const (
	NotCut     Cut = iota
	CutByClose     // the connection is closed
	CutByReset     // the connection is reset
	CutByStall     // nothing more comes, and the connection stays
)

// CutNames are the ways as people write them.
var CutNames = []string{"none", "close", "reset", "stall"}

// Endless is what of a response has no end.
type Endless uint8

// What may have no end.
const (
	Ends Endless = iota
	EndlessHeader
	EndlessBody
)

// EndlessNames are the kinds as people write them.
var EndlessNames = []string{"none", "header", "body"}

// Fault is what is wrong with a response.
type Fault struct {
	Cut     Cut
	CutAt   int64   // bytes of the response that are sent, header included, before it is cut
	Claim   int64   // what Content-Length says; 0: the truth
	Says    string  // is sent in place of the status line and header
	Endless Endless // what never ends
}

// errCut is why a response was not sent as a whole.
var errCut = errors.New("the response is cut")

// write sends parts of a response, as far as it is not cut.
func (v *visit) write(p *sim.Proc, o *Resource, parts ...stack.Payload) error {
	if o.Cut == NotCut {
		_, err := v.stream.Writev(parts...)
		return err
	}
	var kept []stack.Payload
	for _, part := range parts {
		n := int(min(int64(part.Len), o.CutAt-v.sent))
		v.sent += int64(n)
		if n > 0 {
			kept = append(kept, part.Slice(0, n))
		}
	}
	if _, err := v.stream.Writev(kept...); err != nil || v.sent < o.CutAt {
		return err
	}
	switch o.Cut {
	case CutByReset:
		v.stream.Reset() // what was written goes out first, as far as the windows let it
	case CutByStall:
		v.silence()
	}
	return errCut
}

// silence waits until the client has had enough.
func (v *visit) silence() {
	for {
		if _, err := v.stream.Discard(1 << 20); err != nil {
			return
		}
	}
}

// endless sends what never ends, until the client has had enough.
func (v *visit) endless(p *sim.Proc, h *Handling, k *answerKey) error {
	o, line := &k.resource, "X-Rttlab-Endless: 1\r\n"
	if o.Endless == EndlessBody {
		line = "5\r\nmore!\r\n"
	}
	var block []byte
	for len(block)+len(line) < 4096 {
		block = append(block, line...)
	}
	for {
		if err := v.write(p, o, bytesOf(block)); err != nil {
			return err
		}
		h.work(p, cause.ServerThink, func() { p.Sleep(o.Pause, cause.Host) })
	}
}
