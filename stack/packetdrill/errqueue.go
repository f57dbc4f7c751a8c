package packetdrill

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// stampFlags are the flags of SO_TIMESTAMPING that choose what is told.
var stampFlags = []struct {
	name string
	to   stack.Stamps
}{
	{"SOF_TIMESTAMPING_TX_SCHED", stack.StampScheduled}, {"SOF_TIMESTAMPING_TX_SOFTWARE", stack.StampSent},
	{"SOF_TIMESTAMPING_TX_ACK", stack.StampAcked}, {"SOF_TIMESTAMPING_OPT_ID", stack.StampNumbered},
}

// setStamps is SO_TIMESTAMPING.
func (in *invocation) setStamps(d *descriptor, value expr) (int64, error) {
	n, ok := in.eval(value)
	if !ok || d.sock == nil {
		return in.wrong(value.Pos, "flags for a TCP socket were expected")
	}
	d.stamps = n
	var f stack.Stamps
	for _, p := range stampFlags {
		if n&symbols[p.name] != 0 {
			f |= p.to
		}
	}
	return 0, d.sock.SetOption(stack.Timestamps, int64(f))
}

// noticeKinds are the numbers that time stamps have.
var noticeKinds = map[tcp.Marks]string{
	tcp.MarkScheduled: "SCM_TSTAMP_SCHED", tcp.MarkSent: "SCM_TSTAMP_SND", tcp.MarkAcked: "SCM_TSTAMP_ACK",
}

// errorQueue is recvmsg with MSG_ERRQUEUE: it compares the control messages and
// the flags. Data is as long as the room that the script offers, cut if need be.
func (in *invocation) errorQueue(d *descriptor, room int64) (int64, error) {
	if d.sock == nil {
		return in.wrong(in.e.Pos, "only TCP sockets have an error queue")
	}
	n, err := d.sock.Notice()
	if err != nil {
		return -1, err
	}
	size := n.Len
	if d.stamps&symbols["SOF_TIMESTAMPING_OPT_TSONLY"] != 0 {
		size = 0
	}
	flags := symbols["MSG_ERRQUEUE"]
	if size > room {
		flags |= msgTruncate
	}
	for _, f := range in.call.args[1].fields {
		switch f.name {
		case "msg_flags":
			in.check("msg_flags", f.value, flags)
		case "msg_control":
			in.notice(d, f.value, &n)
		}
	}
	return min(size, room), nil
}

// notice compares the control messages with what the queue told.
func (in *invocation) notice(d *descriptor, list expr, n *tcp.Notice) {
	if list.kind == ellipsisExpr {
		return
	}
	expected := int64(1)
	if n.Of != tcp.MarkCopied {
		expected = 2
	}
	if got := int64(len(list.items)); got != expected {
		in.checks = append(in.checks, func() string { return fmt.Sprintf("there are %d control messages, not %d", expected, got) })
		return
	}
	for _, m := range list.items {
		typ, data := field(m, "cmsg_type"), field(m, "cmsg_data")
		switch typ.text {
		case "SCM_TIMESTAMPING", "SO_TIMESTAMPING":
			in.checkTime(data, n.At)
		default:
			in.checkExtended(data, n)
		}
	}
}

// field returns the value of a field, "..." if there is none.
func field(e expr, name string) expr {
	for _, f := range e.fields {
		if f.name == name {
			return f.value
		}
	}
	return expr{Pos: e.Pos, kind: ellipsisExpr}
}

// checkTime compares {scm_sec=N,scm_nsec=N} with a time since the start.
func (in *invocation) checkTime(e expr, got vtime.Time) {
	if e.kind != structExpr {
		return
	}
	sec, ok1 := in.eval(field(e, "scm_sec"))
	nsec, ok2 := in.eval(field(e, "scm_nsec"))
	if !ok1 || !ok2 {
		return
	}
	want := vtime.Time(sec)*vtime.Second + vtime.Time(nsec)
	if off := got - want; off > in.r.set.tolerance || off < -in.r.set.tolerance {
		in.checks = append(in.checks, func() string {
			return fmt.Sprintf("the time stamp is %s, not %s", seconds(got), seconds(want))
		})
	}
}

// checkExtended compares a struct sock_extended_err.
func (in *invocation) checkExtended(e expr, n *tcp.Notice) {
	values := map[string]int64{
		"ee_errno": 0, "ee_origin": symbols["SO_EE_ORIGIN_ZEROCOPY"], "ee_type": 0,
		"ee_code": symbols["SO_EE_CODE_ZEROCOPY_COPIED"], "ee_info": int64(n.From), "ee_data": int64(n.To),
	}
	if kind, ok := noticeKinds[n.Of]; ok {
		values = map[string]int64{
			"ee_errno": errnoNumbers["ENOMSG"], "ee_origin": symbols["SO_EE_ORIGIN_TIMESTAMPING"], "ee_type": 0,
			"ee_code": 0, "ee_info": symbols[kind], "ee_data": int64(n.To),
		}
	}
	for _, f := range e.fields {
		if got, ok := values[f.name]; ok {
			in.check(f.name, f.value, got)
		}
	}
}
