package packetdrill

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// settings is the environment of a script.
type settings struct {
	host           stack.Config
	six            bool // the family of the addresses is IPv6
	local, remote  ip.Addr
	bits           int // of the local network
	mtu            int
	bindPort       uint16
	connectPort    uint16
	tolerance      vtime.Time
	percent        int64      // of the time since the last event, in tenths: a tolerance too
	tick           vtime.Time // of the timestamp clock; 0: timestamps are not compared
	strictSegments bool
	onlyCookies    bool      // FreeBSD's syncookies_only
	noCookies      bool      // its syncookies is 0
	fastKey        *[16]byte // of Fast Open cookies; nil: not said
	olderKey       *[16]byte // of those that are still taken
	fastFlags      int64     // tcp_fastopen
	batch          int       // largest segment that the remote network card hands on; 0: not said
}

// defaultPort is both the port that is bound and the one that is connected to.
const defaultPort = 8080

// settings makes the environment: the profile, then the options of the script.
func (r *runner) settings() *Failure {
	r.set = settings{bindPort: defaultPort, connectPort: defaultPort, tolerance: 4 * vtime.Millisecond, percent: 125}
	name := r.opts.Profile
	if name == "" {
		name = r.script.profile()
	}
	var ok bool
	if r.set.host, ok = stack.ProfileConfig(name); !ok {
		return r.mistake(Pos{File: r.script.name, Line: 1, Col: 1}, "there is no profile %s", name)
	}
	if name == "linux" {
		r.defaults()
	}
	for _, s := range r.opts.Settings {
		if err := setKnob(&r.set.host, s.Knob, s.Value); err != nil {
			return r.mistake(Pos{File: r.script.name, Line: 1, Col: 1}, "%v", err)
		}
	}
	for _, o := range append(r.opts.Extra[:len(r.opts.Extra):len(r.opts.Extra)], r.script.options...) {
		set, known := scriptOptions[o.Name]
		if !known {
			return r.mistake(o.Pos, "--%s is not known", o.Name)
		}
		if set != nil && !set(&r.set, o.Value) {
			return r.mistake(o.Pos, "--%s=%s: the value cannot be used", o.Name, o.Value)
		}
	}
	r.set.addresses(name)
	return nil
}

// addresses fills in what no option said: those that the reference tool uses. Who
// runs the scripts for Linux gives IPv6 a larger MTU, so that its segments are as
// large as those of IPv4; FreeBSD has scripts of their own for it.
func (s *settings) addresses(profile string) {
	local, remote, bits, mtu := "192.168.0.1", "192.0.2.1", 16, 1500
	if s.six {
		local, remote, bits = "fd3d:a0b:17d6::1", "fd3d:fa7b:d17d::1", 48
		if profile != "freebsd" {
			mtu = 1520
		}
	}
	if s.local.IsZero() {
		parseAddr(&s.local, local)
	}
	if s.remote.IsZero() {
		parseAddr(&s.remote, remote)
	}
	if s.bits == 0 {
		s.bits = bits
	}
	if s.mtu == 0 {
		s.mtu = mtu
	}
}

// profile returns the profile that a script is for: the one that it names,
// freebsd if it uses that system's commands, and otherwise linux.
func (s *script) profile() string {
	for _, o := range s.options {
		if o.Name == "profile" {
			return o.Value
		}
	}
	commands := []*command{s.init, s.cleanup}
	for _, e := range s.events {
		commands = append(commands, e.command)
	}
	for _, c := range commands {
		if c != nil && slices.ContainsFunc([]string{"net.inet.", "kldload", "sockstat"}, func(word string) bool {
			return strings.Contains(c.text, word)
		}) {
			return "freebsd"
		}
	}
	return "linux"
}

// setKnob sets a knob of the host by name.
func setKnob(c *stack.Config, name string, v int64) error {
	k, ok := findKnob(name)
	if !ok {
		return &unknownKnob{name}
	}
	return k.Set(c, v)
}

// unknownKnob is the error of a name that is no knob.
type unknownKnob struct{ name string }

func (e *unknownKnob) Error() string { return "there is no knob " + e.name }

// findKnob finds a knob of a host, or one of its TCP without the prefix.
func findKnob(name string) (*knob.Knob[stack.Config], bool) {
	table := stack.Table()
	if k, ok := table.Find(name); ok {
		return k, true
	}
	return table.Find("tcp." + name)
}

// scriptOptions are the options in the head of a script. Nil: it changes nothing
// in what is simulated.
var scriptOptions = map[string]func(s *settings, v string) bool{
	"local_ip":          func(s *settings, v string) bool { return parseAddr(&s.local, v) },
	"remote_ip":         func(s *settings, v string) bool { return parseAddr(&s.remote, v) },
	"netmask_ip":        func(s *settings, v string) bool { return parseMask(&s.bits, v) },
	"bind_port":         func(s *settings, v string) bool { return parsePort(&s.bindPort, v) },
	"connect_port":      func(s *settings, v string) bool { return parsePort(&s.connectPort, v) },
	"mtu":               func(s *settings, v string) bool { return parseInt(&s.mtu, v, 68, 65535) },
	"mss":               func(s *settings, v string) bool { return parseInt(&s.batch, v, 1, 65535) },
	"tolerance_usecs":   func(s *settings, v string) bool { return parseMicros(&s.tolerance, v) },
	"tolerance_percent": func(s *settings, v string) bool { return parsePercent(&s.percent, v) },
	"tcp_ts_tick_usecs": func(s *settings, v string) bool { return parseMicros(&s.tick, v) },
	"strict_segments":   func(s *settings, v string) bool { s.strictSegments = v != "0"; return true },
	"ip_version": func(s *settings, v string) bool {
		s.six = v == "ipv6"
		return s.six || v == "ipv4" || v == "ipv4-mapped-ipv6"
	},

	"profile": nil, "gateway_ip": nil, "speed": nil, "init_scripts": nil, "non_fatal": nil, "code_command": nil,
	"code_format": nil, "code_sockopt": nil, "send_omit_free": nil, "no_cleanup": nil, "tun_dev": nil,
	"persistent_tun_dev": nil, "so_filename": nil, "so_flags": nil, "dry_run": nil, "verbose": nil, "D": nil,
	"wire_client": nil, "wire_server": nil, "wire_client_dev": nil, "wire_server_dev": nil, "wire_server_ip": nil,
	"wire_server_at": nil, "wire_server_port": nil, "udp_encaps": nil, "ipv4_ttl": nil,
	"local_linklayer": nil, "remote_linklayer": nil, "prefix": nil, "persistent_fd": nil, "debug": nil,
	"define": nil, "is_anyip": nil, "tcp_ts_ecr_scaled": nil,
}

func parseAddr(a *ip.Addr, v string) bool {
	got, err := ip.ParseAddr(v)
	if err == nil {
		*a = got
	}
	return err == nil
}

// parseMask reads a mask such as 255.255.0.0.
func parseMask(bits *int, v string) bool {
	a, err := ip.ParseAddr(v)
	if err != nil {
		return false
	}
	n := 0
	for m := a.Uint32(); m&(1<<31) != 0; m <<= 1 {
		n++
	}
	*bits = n
	return true
}

func parsePort(port *uint16, v string) bool {
	n, err := strconv.ParseUint(v, 10, 16)
	if err == nil {
		*port = uint16(n)
	}
	return err == nil
}

func parseInt(to *int, v string, least, most int) bool {
	n, err := strconv.Atoi(v)
	if err == nil && n >= least && n <= most {
		*to = n
		return true
	}
	return false
}

// parsePercent reads percents, such as 12.5, into tenths of them.
func parsePercent(to *int64, v string) bool {
	seconds, ok := parseSeconds(v)
	*to = int64(seconds / (vtime.Second / 10))
	return ok
}

func parseMicros(to *vtime.Time, v string) bool {
	n, err := strconv.ParseUint(v, 10, 40)
	*to = vtime.Time(n) * vtime.Microsecond
	return err == nil
}
