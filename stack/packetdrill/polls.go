package packetdrill

import (
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// interest is an epoll descriptor: what is watched, in the order it was added.
type interest struct {
	watched []watch
}

type watch struct {
	fd     int64
	events int64
	data   int64
	news   uint64 // edge triggered: what had happened to the socket when it was last told
}

const (
	epollOnce = 1 << 30
	epollEdge = 1 << 31
)

// pollBits are the events of poll and epoll, whose numbers are the same.
var pollBits = []struct {
	bit  int64
	name string
	to   stack.PollEvents
}{
	{1, "POLLIN", stack.PollIn}, {2, "POLLPRI", stack.PollPri}, {4, "POLLOUT", stack.PollOut}, {8, "POLLERR", stack.PollErr},
	{0x10, "POLLHUP", stack.PollHup}, {0x40, "POLLRDNORM", stack.PollIn}, {0x100, "POLLWRNORM", stack.PollOut},
	{0x2000, "POLLRDHUP", stack.PollRdHup},
}

func toPoll(bits int64) (e stack.PollEvents) {
	for _, b := range pollBits {
		if bits&b.bit != 0 {
			e |= b.to
		}
	}
	return e
}

// fromPoll returns the numbers of events, of those that were asked for.
func fromPoll(e stack.PollEvents, asked int64) (bits int64) {
	for _, b := range pollBits {
		if e&b.to != 0 && (asked|8|0x10)&b.bit != 0 {
			bits |= b.bit
		}
	}
	return bits
}

// deadline turns a timeout in milliseconds into a time.
func (in *invocation) deadline(ms int64) vtime.Time {
	if ms < 0 {
		return vtime.Never
	}
	return in.r.now().Add(vtime.Time(ms) * vtime.Millisecond)
}

// callPoll is poll([{fd=4, events=POLLIN, revents=POLLIN}], 1, timeout).
func callPoll(in *invocation) (int64, error) {
	ms, ok := in.arg(2)
	if !ok || in.call.args[0].kind != listExpr {
		return in.wrong(in.e.Pos, "poll: expected [{fd=N, events=..., revents=...}], a number and a timeout")
	}
	var sockets []*stack.Socket
	var asked []stack.PollEvents
	var bits []int64
	var revents []expr
	for _, item := range in.call.args[0].items {
		var fd, events int64
		back := expr{kind: ellipsisExpr}
		for _, f := range item.fields {
			switch f.name {
			case "fd":
				fd, ok = in.eval(f.value)
			case "events":
				events, ok = in.eval(f.value)
			case "revents":
				back = f.value
			}
			if !ok {
				return -1, errno.EINVAL
			}
		}
		d := in.r.fds[fd]
		if d == nil || d.sock == nil {
			return in.wrong(item.Pos, "poll: %d is no TCP socket", fd)
		}
		sockets, asked = append(sockets, d.sock), append(asked, toPoll(events))
		bits, revents = append(bits, events), append(revents, back)
	}
	found, err := in.r.host.Poll(sockets, asked, in.deadline(ms))
	n := int64(0)
	for i, f := range found {
		if f != 0 {
			n++
		}
		in.checkEvents("revents", revents[i], fromPoll(f, bits[i]))
	}
	return n, err
}

func (in *invocation) checkEvents(what string, e expr, got int64) {
	if e.kind == ellipsisExpr {
		return
	}
	if want, ok := in.eval(e); ok && want != got {
		in.checks = append(in.checks, func() string {
			return fmt.Sprintf("%s are %s, not %s", what, eventNames(got), eventNames(want))
		})
	}
}

func eventNames(bits int64) string {
	s := ""
	for _, b := range pollBits {
		if bits&b.bit != 0 {
			s += "|" + b.name
		}
	}
	if s == "" {
		return "none"
	}
	return s[1:]
}

func callEpollCreate(in *invocation) (int64, error) {
	in.opens = &descriptor{poll: &interest{}}
	return 0, nil
}

// event reads {events=EPOLLIN, fd=4}.
func (in *invocation) event(e expr) (events, data int64, ok bool) {
	ok = true
	for _, f := range e.fields {
		n, good := in.eval(f.value)
		ok = ok && good
		if f.name == "events" {
			events = n
		} else {
			data = n
		}
	}
	return events, data, ok
}

func callEpollCtl(in *invocation) (int64, error) {
	d, err := in.fd(0)
	op, ok1 := in.arg(1)
	fd, ok2 := in.arg(2)
	switch {
	case err != nil || !ok1 || !ok2:
		return -1, err
	case d.poll == nil || in.r.fds[fd] == nil:
		return -1, errno.EINVAL
	}
	d.poll.watched = slices.DeleteFunc(d.poll.watched, func(w watch) bool { return w.fd == fd })
	if op == symbols["EPOLL_CTL_DEL"] {
		return 0, nil
	}
	events, data, ok := in.event(in.call.args[3])
	if !ok {
		return -1, errno.EINVAL
	}
	d.poll.watched = append(d.poll.watched, watch{fd: fd, events: events, data: data})
	return 0, nil
}

// callEpollWait is epoll_wait(fd, {events=..., fd=N}, max, timeout).
func callEpollWait(in *invocation) (int64, error) {
	d, err := in.fd(0)
	ms, ok := in.arg(3)
	switch {
	case err != nil || !ok:
		return -1, err
	case d.poll == nil:
		return -1, errno.EINVAL
	}
	var ready []readyWatch
	err = in.r.host.PollFor(in.deadline(ms), func() bool {
		ready = in.r.readyOf(d.poll)
		return len(ready) > 0
	})
	for i, f := range ready {
		f.told()
		if i > 0 {
			continue
		}
		events, data, ok := in.event(in.call.args[1])
		if ok && (f.bits != events || f.data != data) {
			in.checks = append(in.checks, func() string {
				return fmt.Sprintf("events of %d are %s, not %s of %d", f.data, eventNames(f.bits), eventNames(events), data)
			})
		}
	}
	return int64(len(ready)), err
}

// readyWatch is a descriptor that epoll tells of.
type readyWatch struct {
	*watch
	bits int64
	now  uint64
}

// readyOf lists what is ready of what is watched. An edge-triggered watch is told
// of once for what has happened.
func (r *runner) readyOf(p *interest) (ready []readyWatch) {
	for i := range p.watched {
		w := &p.watched[i]
		d := r.fds[w.fd]
		if d == nil || d.sock == nil || w.events&^(epollEdge|epollOnce) == 0 {
			continue
		}
		info := d.sock.Info()
		news := uint64(info.RcvNxt)<<4 | uint64(info.State) + 1 + d.starved<<36 + uint64(d.sock.Noticed())<<50
		bits := fromPoll(d.sock.Events(), w.events)
		if bits == 0 || w.events&epollEdge != 0 && w.news == news {
			continue
		}
		ready = append(ready, readyWatch{w, bits, news})
	}
	return ready
}

// told notes that a program knows.
func (f *readyWatch) told() {
	f.news = f.now
	if f.events&epollOnce != 0 {
		f.events = 0
	}
}
