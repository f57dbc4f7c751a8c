package packetdrill

import (
	"errors"
	"fmt"
	"io"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// descriptor is what a file descriptor stands for: one of the pointers is set.
type descriptor struct {
	sock        *stack.Socket
	udp         *stack.UDPSocket
	poll        *interest
	pipe        *pipe
	kept        map[string]int64 // options that change nothing
	nonBlocking bool
	starved     uint64 // how often a write found too little room
	stamps      int64  // flags of SO_TIMESTAMPING

	readFor, writeFor vtime.Time // SO_RCVTIMEO, SO_SNDTIMEO; 0: no limit
}

// invocation is a call under way.
type invocation struct {
	r       *runner
	e       *event
	call    *call
	started vtime.Time
	until   vtime.Time // when a blocking call should return
	done    bool
	at      vtime.Time // when it returned
	result  int64
	err     errno.Errno
	opens   *descriptor     // that the result stands for
	nowhere bool            // a buffer has an address that is not the process's
	mistake *Failure        // the script is wrong
	checks  []func() string // comparisons of what the call wrote to its arguments
}

// callTimeout is how long a call that should not block is waited for.
const callTimeout = 60 * vtime.Second

// call makes a system call at its time.
func (r *runner) call(e *event, at vtime.Time) *Failure {
	if f := r.finish(); f != nil {
		return f
	}
	c := e.call
	do, ok := calls[c.name]
	if !ok {
		return r.mistake(e.Pos, "%s is not known; the calls are %s", c.name, callNames)
	}
	in := &invocation{r: r, e: e, call: c, started: at}
	if in.until = c.until; e.when.kind == relative {
		in.until += at - e.when.from
	}
	r.advance(at, func(vtime.Stamp) {
		r.host.Go(c.name, func(p *sim.Proc) {
			in.result, in.err = outcome(do(in))
			in.done, in.at = true, p.Now().Now
		})
	})
	switch {
	case c.blocking:
		r.pending = in
		return nil
	case !in.done:
		r.until(r.now().Add(callTimeout), func() bool { return in.done })
	}
	return r.returned(in)
}

// outcome turns what a call of the stack returns into what a program sees.
func outcome(n int64, err error) (int64, errno.Errno) {
	var e errno.Errno
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return n, 0
	case n > 0:
		return n, 0 // what was done counts; the error is told next time
	case errors.As(err, &e):
		return -1, e
	}
	panic("packetdrill: a call returned " + err.Error())
}

// returned compares what a call did with what the script says.
func (r *runner) returned(in *invocation) *Failure {
	e, c := in.e, in.call
	switch {
	case in.mistake != nil:
		return in.mistake
	case !in.done:
		return &Failure{
			Pos: e.Pos, What: c.name + " does not return", Expected: e.text,
			When: "waited until " + seconds(r.now()), Why: r.whyNothing(),
		}
	}
	if f := in.compare(); f != nil {
		return f
	}
	for _, check := range in.checks {
		if diff := check(); diff != "" {
			return &Failure{Pos: e.Pos, What: c.name + ": " + diff, Expected: e.text, When: "at " + seconds(in.at)}
		}
	}
	if c.blocking {
		off := in.at - in.until
		r.result.Worst = max(r.result.Worst, off, -off)
		if tolerance := r.toleranceOf(in.until - in.started); off > tolerance || off < -tolerance {
			return &Failure{
				Pos: e.Pos, What: fmt.Sprintf("%s returned at another time", c.name), Expected: e.text,
				When: fmt.Sprintf("expected at %s, it returned at %s (tolerance %v)",
					seconds(in.until), seconds(in.at), tolerance),
			}
		}
	}
	return nil
}

// compare compares the result and the error.
func (in *invocation) compare() *Failure {
	c := in.call
	got := fmt.Sprint(in.result)
	if in.err != 0 {
		got = "-1 " + in.err.Name()
	}
	fail := func(what string) *Failure {
		return &Failure{
			Pos: in.e.Pos, What: what, Expected: in.e.text, Got: c.name + " = " + got,
			When: "at " + seconds(in.at), Why: in.r.whyNothing(),
		}
	}
	if c.result.kind == ellipsisExpr {
		return nil
	}
	want, ok := in.eval(c.result)
	if !ok {
		return in.mistake
	}
	switch {
	case in.opens != nil && in.err == 0 && want >= 0:
		in.r.fds[want] = in.opens
		return nil
	case in.result != want:
		return fail(fmt.Sprintf("%s returned %s", c.name, got))
	case c.errno != "" && errnoNumbers[c.errno] == 0:
		return in.r.mistake(in.e.Pos, "%s is no error that is known", c.errno)
	case c.errno != "" && errnoNumbers[c.errno] != errnoNumbers[in.err.Name()]:
		return fail(fmt.Sprintf("%s failed with %s, not %s", c.name, in.err.Name(), c.errno))
	}
	return nil
}

// wrong notes that the script cannot be run, and returns what a call returns then.
func (in *invocation) wrong(at Pos, format string, args ...any) (int64, error) {
	if in.mistake == nil {
		in.mistake = in.r.mistake(at, format, args...)
	}
	return -1, errno.EINVAL
}

// eval computes a number.
func (in *invocation) eval(e expr) (int64, bool) {
	n, why := number(e)
	if why != "" {
		in.wrong(e.Pos, "%s", why)
	}
	return n, why == ""
}

// number computes a number, or says why it is none.
func number(e expr) (n int64, why string) {
	switch e.kind {
	case numberExpr:
		return e.number, ""
	case nameExpr:
		if n, ok := symbols[e.text]; ok {
			return n, ""
		}
		if n, ok := errnoNumbers[e.text]; ok {
			return n, ""
		}
		return 0, fmt.Sprintf("%s is not known", e.text)
	case orExpr:
		for _, item := range e.items {
			k, why := number(item)
			if why != "" {
				return 0, why
			}
			n |= k
		}
		return n, ""
	case callExpr:
		if (e.text == "htons" || e.text == "htonl" || e.text == "ntohs" || e.text == "ntohl") && len(e.items) == 1 {
			return number(e.items[0])
		}
	case listExpr:
		if len(e.items) == 1 {
			return number(e.items[0])
		}
	}
	return 0, "a number was expected"
}

// arg returns an argument as a number; whatever counts as 0.
func (in *invocation) arg(i int) (int64, bool) {
	if i >= len(in.call.args) {
		in.wrong(in.e.Pos, "%s: argument %d is missing", in.call.name, i+1)
		return 0, false
	}
	if in.call.args[i].kind == ellipsisExpr {
		return 0, true
	}
	return in.eval(in.call.args[i])
}

// fd returns the descriptor that an argument names.
func (in *invocation) fd(i int) (*descriptor, error) {
	n, ok := in.arg(i)
	if !ok {
		return nil, errno.EINVAL
	}
	d := in.r.fds[n]
	if d == nil {
		return nil, errno.EBADF
	}
	return d, nil
}

// socket returns the TCP socket that an argument names.
func (in *invocation) socket(i int) (*stack.Socket, error) {
	d, err := in.fd(i)
	if err != nil {
		return nil, err
	}
	if d.sock == nil {
		return nil, errno.EOPNOTSUPP
	}
	return d.sock, nil
}

// check adds a comparison of a number that the call wrote.
func (in *invocation) check(what string, e expr, got int64) {
	if e.kind == ellipsisExpr {
		return
	}
	want, ok := in.eval(e)
	if ok && want != got {
		in.checks = append(in.checks, func() string { return fmt.Sprintf("%s is %d, not %d", what, got, want) })
	}
}
