package packetdrill

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// setTimeout is SO_RCVTIMEO or SO_SNDTIMEO: {tv_sec=N, tv_usec=N}.
func (in *invocation) setTimeout(d *descriptor, name string, value expr) (int64, error) {
	if value.kind != structExpr || d.sock == nil {
		return in.wrong(value.Pos, "{tv_sec=N, tv_usec=N} was expected")
	}
	sec, ok1 := in.eval(field(value, "tv_sec"))
	usec, ok2 := in.eval(field(value, "tv_usec"))
	if !ok1 || !ok2 {
		return -1, errno.EINVAL
	}
	limit := vtime.Time(sec)*vtime.Second + vtime.Time(usec)*vtime.Microsecond
	if name == "SO_RCVTIMEO" {
		d.readFor = limit
	} else {
		d.writeFor = limit
	}
	return 0, nil
}

// timed makes a call that may block with the socket's limit, which counts from now.
func (in *invocation) timed(limit vtime.Time, set func(until vtime.Time), call func() (int, error)) (int64, error) {
	if limit > 0 {
		set(in.r.now().Add(limit))
		defer set(vtime.Never)
	}
	n, err := call()
	if limit > 0 && err == errno.ETIMEDOUT && n == 0 {
		err = errno.EAGAIN
	}
	return int64(n), err
}
