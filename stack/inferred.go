package stack

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Why a guest's sender waits cannot be seen. It is inferred from what let the
// bytes go in the end, and the rules say so by their names: cause.WindowInferred,
// cause.ReceiveInferred, cause.NagleInferred, cause.LossInferred and, where
// nothing tells, cause.SenderInferred.

// hold starts or stops the stopwatch of the sender once nothing more leaves.
func (f *guestFlow) hold(at vtime.Stamp) {
	chrono := &f.end.Half.Chrono
	switch {
	case f.state == tcp.SynSent || f.state == tcp.SynReceived:
		chrono.Set(at.Now, cause.Handshake, 0)
	case f.written <= f.sent || f.state == tcp.Closed:
		chrono.Set(at.Now, cause.NothingToSend, 0)
		f.heldSince = vtime.Never
	case f.heldSince == vtime.Never:
		f.heldSince = at.Now
		chrono.Set(at.Now, f.guess(), 0)
	}
}

// guess is what seems to hold what waits, as long as nothing has let it go.
func (f *guestFlow) guess() cause.Why {
	switch {
	case f.windowFull():
		return cause.ReceiveInferred
	case f.acked < f.sent:
		return cause.WindowInferred
	}
	return cause.SenderInferred
}

// released says what held the bytes that now leave for the first time, by what
// lets them go.
func (f *guestFlow) released(at vtime.Stamp) {
	if f.heldSince >= at.Now {
		return // nothing waited
	}
	f.end.Half.Chrono.Set(f.heldSince, f.reason(), 0)
	f.heldSince = vtime.Never
}

func (f *guestFlow) reason() cause.Why {
	switch {
	case f.of.by != byArrival || f.of.topic.flow != f:
		return cause.SenderInferred
	case f.full:
		return cause.ReceiveInferred
	case f.acked == f.sent && f.written-f.sent < f.mss && f.delays():
		return cause.NagleInferred
	}
	return cause.WindowInferred
}

// delays reports whether the guest's sender waits with small segments.
func (f *guestFlow) delays() bool {
	if f.calls == nil {
		return false
	}
	v, err := f.calls.Option(NoDelay)
	return err == nil && v == 0
}

// repair names what sends bytes again.
func (f *guestFlow) repair(o *tcp.Outgoing) cause.Why {
	switch {
	case o.Start == 0:
		return cause.ConnectRetry
	case o.End > f.edge:
		return cause.ReceiveInferred // a probe of a window that is full
	}
	return cause.LossInferred
}
