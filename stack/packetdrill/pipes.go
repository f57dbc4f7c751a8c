package packetdrill

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/stack"
)

// pipe is one of both ends of a pipe, of whose contents the number of bytes is
// known.
type pipe struct{ held int64 }

// callPipe is pipe([5, 6]).
func callPipe(in *invocation) (int64, error) {
	ends := in.call.args
	if len(ends) != 1 || len(ends[0].items) != 2 {
		return in.wrong(in.e.Pos, "pipe: expected [reader, writer]")
	}
	p := &pipe{}
	for _, end := range ends[0].items {
		n, ok := in.eval(end)
		if !ok {
			return -1, errno.EINVAL
		}
		in.r.fds[n] = &descriptor{pipe: p}
	}
	return 0, nil
}

// callSplice is splice(from, NULL, to, NULL, length, flags): from a socket into a
// pipe, or from a pipe into a socket.
func callSplice(in *invocation) (int64, error) {
	from, err1 := in.fd(0)
	to, err2 := in.fd(2)
	n, ok := in.arg(4)
	switch {
	case err1 != nil || err2 != nil || !ok:
		return -1, errno.EBADF
	case from.sock != nil && to.pipe != nil:
		return in.spliceIn(from, to.pipe, n)
	case from.pipe != nil && to.sock != nil:
		n = min(n, from.pipe.held)
		from.pipe.held -= n
		return in.transmit(to, 0, stack.Payload{Len: int(n)})
	}
	return -1, errno.EINVAL
}

// spliceIn moves bytes from a socket. It stops before an urgent byte (Linux
// tcp_splice_read).
func (in *invocation) spliceIn(d *descriptor, p *pipe, n int64) (int64, error) {
	if left, _ := d.sock.Unread(); left == 0 {
		if at, _ := d.sock.AtMark(); at {
			return 0, nil
		}
	}
	got, err := d.sock.Receive(nil, n, 0)
	p.held += int64(got)
	return int64(got), err
}
