package packetdrill

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

const sleepReason = cause.Host

// sizes returns the buffer and the length in the arguments from i on.
func (in *invocation) sizes(i int) (text string, n int64, ok bool) {
	if n, ok = in.arg(i + 1); !ok {
		return "", 0, false
	}
	return in.buffer(in.call.args[i], n), n, true
}

// buffer returns the text of a buffer of n bytes, and notes if it is nowhere.
func (in *invocation) buffer(e expr, n int64) string {
	switch {
	case e.kind == stringExpr:
		return e.text
	case e.kind != ellipsisExpr && n > 0: // NULL, or a number
		in.nowhere = true
	}
	return ""
}

// flags returns the flags argument of a call, none if it has none.
func (in *invocation) flags(i int) int64 {
	if i >= len(in.call.args) {
		return 0
	}
	n, _ := in.arg(i)
	return n
}

func callRead(in *invocation) (int64, error) {
	d, err := in.fd(0)
	_, n, ok := in.sizes(1)
	if err != nil || !ok {
		return -1, err
	}
	flags := int64(0)
	switch {
	case n < 0:
		return -1, errno.EINVAL // more than there is room for in any memory
	case in.call.name != "read":
		flags = in.flags(3)
	}
	return in.receive(d, n, flags)
}

// receive takes up to n bytes.
func (in *invocation) receive(d *descriptor, n, flags int64) (int64, error) {
	if d.udp != nil {
		got, _, err := d.udp.RecvFrom(make([]byte, min(n, maxSize)), vtime.Never, cause.TimerIdle)
		return int64(got), err
	}
	if d.sock == nil {
		return -1, errno.EINVAL
	}
	if in.nowhere {
		flags |= msgPeek
	}
	got, err := in.timed(d.readFor, d.sock.ReadBy, func() (int, error) {
		return d.sock.Receive(nil, n, receiveFlags(flags))
	})
	if in.nowhere && got > 0 {
		return -1, errno.EFAULT
	}
	return got, err
}

func receiveFlags(flags int64) stack.ReceiveFlags {
	var f stack.ReceiveFlags
	for _, p := range []struct {
		bit int64
		to  stack.ReceiveFlags
	}{{msgPeek, stack.Peek}, {msgDontWait, stack.DontWait}, {msgWaitAll, stack.WaitAll}, {msgTruncate, stack.Truncate},
		{msgUrgent, stack.OutOfBand}} {
		if flags&p.bit != 0 {
			f |= p.to
		}
	}
	return f
}

func callWrite(in *invocation) (int64, error) {
	d, err := in.fd(0)
	text, n, ok := in.sizes(1)
	if err != nil || !ok {
		return -1, err
	}
	flags := int64(0)
	switch {
	case n < 0:
		return -1, errno.EINVAL
	case in.call.name != "write":
		flags = in.flags(3)
	}
	return in.transmit(d, flags, payload(text, n))
}

// payload is a text, or zeros.
func payload(text string, n int64) stack.Payload {
	if text == "" {
		return stack.Payload{Len: int(n)}
	}
	b := make([]byte, n)
	copy(b, text)
	return stack.Payload{Bytes: b, Len: len(b)}
}

func sendFlags(flags int64) (f stack.SendFlags) {
	if flags&msgDontWait != 0 {
		f |= stack.SendDontWait
	}
	if flags&msgMore != 0 {
		f |= stack.More
	}
	if flags&msgUrgent != 0 {
		f |= stack.Urgent
	}
	if flags&symbols["MSG_EOR"] != 0 {
		f |= stack.EndOfRecord
	}
	if flags&symbols["MSG_ZEROCOPY"] != 0 {
		f |= stack.ZeroCopy
	}
	return f
}

// transmit writes parts as one.
func (in *invocation) transmit(d *descriptor, flags int64, parts ...stack.Payload) (int64, error) {
	total := 0
	for _, p := range parts {
		total += p.Len
	}
	switch {
	case d.udp != nil:
		return int64(total), d.udp.SendTo(make([]byte, total), stack.Addr{})
	case d.sock == nil:
		return -1, errno.EINVAL
	}
	if in.nowhere {
		if _, err := d.sock.Send(sendFlags(flags)); err != nil {
			return -1, err
		}
		return -1, errno.EFAULT
	}
	got, err := in.timed(d.writeFor, d.sock.WriteBy, func() (int, error) {
		return d.sock.Send(sendFlags(flags), parts...)
	})
	if got < int64(total) {
		d.starved++
	}
	return got, err
}

func callSendto(in *invocation) (int64, error) {
	d, err := in.fd(0)
	text, n, ok := in.sizes(1)
	if err != nil || !ok {
		return -1, err
	}
	a, port, ok := in.address(4, in.r.set.remote, in.r.set.connectPort)
	if !ok {
		return -1, errno.EINVAL
	}
	if d.udp != nil && len(in.call.args) > 4 && in.call.args[4].kind == structExpr {
		return n, d.udp.SendTo(make([]byte, n), stack.Addr{IP: a, Port: port})
	}
	flags := in.flags(3)
	if flags&msgFastOpen == 0 || d.sock == nil {
		return in.transmit(d, flags, payload(text, n))
	}
	in.r.subject = d.sock
	if in.r.set.fastFlags&fastClientBare != 0 {
		d.sock.SetOption(stack.FastOpenNoCookie, 1)
	}
	if in.nowhere {
		// The SYN carries nothing, and no cookie (Linux tcp_send_syn_data).
		d.sock.SetOption(stack.FastOpenNoCookie, 0)
		return 0, d.sock.Connect(a, port)
	}
	got, err := d.sock.SendFast(sendFlags(flags), a, port, payload(text, n))
	return int64(got), err
}

// vector reads an array of {buffer, length}.
func (in *invocation) vector(e expr) (parts []stack.Payload, total int64, ok bool) {
	if e.kind != listExpr {
		in.wrong(e.Pos, "a list of {..., length} was expected")
		return nil, 0, false
	}
	for _, item := range e.items {
		var size, text expr
		switch {
		case item.kind == structExpr && len(item.fields) >= 2:
			text, size = item.fields[0].value, item.fields[1].value
		default:
			in.wrong(item.Pos, "{..., length} was expected")
			return nil, 0, false
		}
		n, ok := in.eval(size)
		if !ok {
			return nil, 0, false
		}
		parts = append(parts, payload(in.buffer(text, n), n))
		total += n
	}
	return parts, total, true
}

func callReadv(in *invocation) (int64, error) {
	d, err := in.fd(0)
	if err != nil || len(in.call.args) < 2 {
		return -1, err
	}
	_, total, ok := in.vector(in.call.args[1])
	if !ok {
		return -1, errno.EINVAL
	}
	return in.receive(d, total, 0)
}

func callWritev(in *invocation) (int64, error) {
	d, err := in.fd(0)
	if err != nil || len(in.call.args) < 2 {
		return -1, err
	}
	parts, _, ok := in.vector(in.call.args[1])
	if !ok {
		return -1, errno.EINVAL
	}
	return in.transmit(d, 0, parts...)
}

// message returns the parts of a msghdr.
func (in *invocation) message(i int) (parts []stack.Payload, total int64, ok bool) {
	if i >= len(in.call.args) || in.call.args[i].kind != structExpr {
		in.wrong(in.e.Pos, "{msg_iov(N)=...} was expected as argument %d", i+1)
		return nil, 0, false
	}
	ok = true
	for _, f := range in.call.args[i].fields {
		if f.name == "msg_iov" {
			parts, total, ok = in.vector(f.value)
		}
	}
	return parts, total, ok
}

func callSendmsg(in *invocation) (int64, error) {
	d, err := in.fd(0)
	parts, _, ok := in.message(1)
	if err != nil || !ok {
		return -1, err
	}
	return in.transmit(d, in.flags(2), parts...)
}

func callRecvmsg(in *invocation) (int64, error) {
	d, err := in.fd(0)
	_, total, ok := in.message(1)
	if err != nil || !ok {
		return -1, err
	}
	if in.flags(2)&symbols["MSG_ERRQUEUE"] != 0 {
		return in.errorQueue(d, total)
	}
	n, err := in.receive(d, total, in.flags(2))
	if err == nil || n > 0 {
		for _, f := range in.call.args[1].fields {
			if f.name == "msg_control" {
				in.control(d, f.value)
			}
		}
	}
	return n, err
}

// control compares the control messages of recvmsg. Known is TCP_CM_INQ: how much
// is left to read, or 1 at the end of the stream.
func (in *invocation) control(d *descriptor, list expr) {
	for _, m := range list.items {
		var typ, data expr
		for _, f := range m.fields {
			switch f.name {
			case "cmsg_type":
				typ = f.value
			case "cmsg_data":
				data = f.value
			}
		}
		if typ.text == "SCM_TIMESTAMPING" && d.sock != nil && d.stamps&symbols["SOF_TIMESTAMPING_RX_SOFTWARE"] != 0 {
			in.checkTime(data, in.r.now()-d.sock.Info().SinceDataReceived)
			continue
		}
		if typ.text != "TCP_CM_INQ" && typ.text != "TCP_INQ" || d.sock == nil {
			in.wrong(m.Pos, "the control message %s is not simulated", typ.text)
			continue
		}
		left, _ := d.sock.Unread()
		if left == 0 && d.sock.Events()&stack.PollRdHup != 0 {
			left = 1
		}
		if d.kept["TCP_INQ"] == 0 {
			in.checks = append(in.checks, func() string { return "TCP_INQ is off: there is no control message" })
		}
		in.check("TCP_CM_INQ", data, left)
	}
}

// callSendfile copies zeros of a file to a socket.
func callSendfile(in *invocation) (int64, error) {
	d, err := in.fd(0)
	n, ok := in.arg(3)
	if err != nil || !ok {
		return -1, err
	}
	return in.transmit(d, 0, stack.Payload{Len: int(n)})
}
