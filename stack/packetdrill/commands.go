package packetdrill

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/stack"
)

// command runs what stands in backquotes, as far as it is about the stack.
func (r *runner) command(c *command) *Failure {
	for _, p := range readShell(c.text) {
		if err := r.pipeline(p); err != nil {
			return r.mistake(c.Pos, "`%s`: %v", oneLine(p), err)
		}
	}
	return nil
}

func oneLine(p pipeline) string {
	var parts []string
	for _, words := range p {
		parts = append(parts, strings.Join(words, " "))
	}
	return strings.Join(parts, " | ")
}

// noEffect are commands about what is not simulated or is always so.
var noEffect = []string{
	"ethtool", "kldload", "modprobe", "true", ":", "exit", "set", "cd", "nft", "sync", "export",
}

func (r *runner) pipeline(p pipeline) error {
	words := p[0]
	for len(words) > 0 && (words[0] == "sudo" || words[0] == "sh" || words[0] == "bash" || words[0] == "." ||
		words[0] == "source" || strings.HasPrefix(words[0], "python")) {
		words = words[1:]
	}
	if len(words) == 0 {
		return nil
	}
	name := path.Base(words[0])
	switch {
	case slices.Contains(noEffect, name), strings.HasPrefix(name, "sysctl_restore"): // which set_sysctls.py has written
		return nil
	case name == "defaults.sh":
		r.defaults()
		return nil
	case name == "sysctl" || name == "set_sysctls.py" || name == "sysctl_set":
		return r.sysctls(words[1:])
	case name == "echo" && len(words) == 4 && words[2] == ">":
		return r.sysctl(words[3], words[1])
	case name == "sleep" && len(words) == 2:
		d, ok := parseSeconds(words[1])
		if !ok {
			return fmt.Errorf("%s: expected seconds", words[1])
		}
		r.advance(r.now().Add(d), nil)
		return nil
	case name == "ifconfig":
		return r.device(words[1:])
	case name == "ip":
		return r.ipCommand(words[1:])
	case name == "tc":
		return r.trafficControl(words[1:])
	}
	return r.question(name, words, p)
}

// question takes commands that print, and are asked with grep.
func (r *runner) question(name string, words []string, p pipeline) error {
	switch name {
	case "sockstat":
		return filters(r.sockstat(), p[1:])
	case "nstat":
		if err := askedFor(p); err != nil {
			return err
		}
		return filters(r.nstat(words[1:]), p[1:])
	case "cat", "grep":
		files := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !strings.HasPrefix(w, "/proc/net/tcp") })
		if len(files) == 0 {
			break
		}
		first := pipeline{words[:len(words)-len(files)]}
		if name == "cat" {
			first = nil
		}
		return filters(r.procNetTCP(), append(first, p[1:]...))
	}
	return fmt.Errorf("the command is not known")
}

// sysctls takes "-q name=value ...".
func (r *runner) sysctls(words []string) error {
	for _, w := range words {
		if strings.HasPrefix(w, "-") {
			continue
		}
		name, value, ok := strings.Cut(w, "=")
		if !ok {
			continue // it is only read
		}
		if err := r.sysctl(name, value); err != nil {
			return err
		}
	}
	return nil
}

// ipCommand takes "ip tcp_metrics flush ..." and "ip route change ... advmss N".
func (r *runner) ipCommand(words []string) error {
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		words = words[1:]
	}
	if len(words) == 0 {
		return fmt.Errorf("expected what of ip")
	}
	switch words[0] {
	case "tcp_metrics", "tcpmetrics", "tcp_metric":
		if r.host != nil {
			r.host.ForgetPeers()
		}
		return nil
	case "neigh", "rule":
		return nil
	case "route", "ro", "r":
		return r.route(words[1:])
	case "link", "addr", "address", "a":
		return r.device(words[1:])
	}
	return fmt.Errorf("ip %s is not known", words[0])
}

// device takes what is said of the interface. With another address than the script's it
// is of no use to connections, as one that is down. Its MTU can be less than at the start.
func (r *runner) device(words []string) error {
	for i, w := range words {
		addr, _, _ := strings.Cut(w, "/")
		a, err := ip.ParseAddr(addr)
		switch {
		case w == "mtu" && i+1 < len(words):
			mtu := 0
			if !parseInt(&mtu, words[i+1], 68, r.set.mtu) {
				return fmt.Errorf("mtu %s: expected 68 to %d, which is that of --mtu", words[i+1], r.set.mtu)
			}
			r.host.SetRouteMTU(r.set.remote, mtu, false)
		case err == nil && a != r.set.local && slices.Contains(words, "add"):
			return fmt.Errorf("%s: there is one address, that of --local_ip", w)
		case err == nil && !a.IsLoopback():
			r.away = a != r.set.local || slices.Contains(words, "del")
		case w == "down" || w == "up":
			r.away = w == "down"
		}
	}
	return nil
}

// routeMetrics are the metrics of a route and the knobs that they set.
var routeMetrics = map[string]mapping{
	"initcwnd": {knob: "initial_window"}, "window": {knob: "window_clamp"}, "initrwnd": {knob: "initial_receive_window"}, "advmss": {knob: "mss"},
	"rto_min": {knob: "rto_min", unit: perMilli}, "reordering": {knob: "dup_threshold"}, "hoplimit": {knob: "host.ttl"},
	"congctl": {knob: "congestion", named: true}, "features": {knob: "ecn", values: map[string]int64{"ecn": 1}},
	"quickack": {knob: "delayed_ack", values: map[string]int64{"0": 40 * perMilli, "1": 0}},
}

// route takes the metrics of a route. There is one way to all peers.
func (r *runner) route(words []string) error {
	if i := slices.Index(words, "mtu"); i >= 0 && i+1 < len(words) {
		locked := words[i+1] == "lock"
		mtu := 0
		if !parseInt(&mtu, words[min(i+1+int(flag(locked)), len(words)-1)], 68, 65535) {
			return fmt.Errorf("mtu: expected 68 to 65535")
		}
		r.host.SetRouteMTU(r.set.remote, mtu, locked)
	}
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "lock" })
	for i := 0; i+1 < len(words); i++ {
		m, ok := routeMetrics[words[i]]
		switch {
		case ok:
			n, err := m.value(strings.TrimSuffix(words[i+1], "ms"))
			if err == nil {
				err = setKnob(r.config(), m.knob, n)
			}
			if err != nil {
				return fmt.Errorf("%s %s: %w", words[i], words[i+1], err)
			}
		case slices.Contains([]string{"cwnd", "ssthresh", "rtt", "rttvar"}, words[i]):
			return fmt.Errorf("%s is not simulated", words[i])
		}
	}
	return nil
}

// config is the configuration of the host, which commands change while it lives.
func (r *runner) config() *stack.Config {
	if r.host != nil {
		return r.host.Config()
	}
	return &r.set.host
}

// trafficControl takes queue disciplines that pass packets on at once or, with a limit of
// 0, never, and fq, which paces them.
func (r *runner) trafficControl(words []string) error {
	i := slices.Index(words, "limit")
	refuses := i >= 0 && i+1 < len(words) && words[i+1] == "0"
	for _, w := range words {
		switch w {
		case "fq", "pfifo", "pfifo_fast", "fq_codel", "noqueue", "del", "delete":
			r.tunnel.Refuse(refuses)
			return setKnob(r.config(), "pacing", flag(w == "fq"))
		case "show":
			return nil
		}
	}
	return fmt.Errorf("expected fq or pfifo")
}
