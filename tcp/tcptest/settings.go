package tcptest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// The names of the ends of a story with two.
const (
	client = "client"
	server = "server"
)

// defaultMSS is what an Ethernet carries.
const defaultMSS = 1460

// setup is what the options say about one end.
type setup struct {
	config  tcp.Config
	mss     int64
	iss     tcp.Seq
	peerISS tcp.Seq
	reads   bool       // the application reads at once
	delay   vtime.Time // one way, from this end to the other
	lost    []int      // which of its segments are lost
	marked  []int      // which get a mark on the way if they may
	twice   map[int]vtime.Time
	late    map[int]vtime.Time
	wakes   []string
}

// until is the option that ends a story.
const until = "until"

// setupOf gathers the options of one end.
func setupOf(s *script, who string) (*setup, error) {
	u := &setup{config: tcp.ProfileConfig("rfc"), mss: defaultMSS, twice: map[int]vtime.Time{}, late: map[int]vtime.Time{}}
	var errs []error
	for _, profiles := range []bool{true, false} { // knobs override the profile wherever it stands
		for _, o := range s.opts {
			if o.who != "" && o.who != who || profiles != (o.key == "profile") || o.key == until {
				continue
			}
			if err := u.take(o.key, o.value); err != nil {
				errs = append(errs, &mistake{s.name, o.line, fmt.Sprintf("--%s=%s: %v", o.key, o.value, err)})
			}
		}
	}
	return u, errors.Join(errs...)
}

func (u *setup) take(key, value string) (err error) {
	switch key {
	case "profile":
		return u.profile(value)
	case "iss":
		u.iss, err = sequence(value)
	case "peer_iss":
		u.peerISS, err = sequence(value)
	case "reads":
		u.reads = value == "yes"
		if value != "yes" && value != "no" {
			return errors.New("expected yes or no")
		}
	case "delay":
		u.delay, err = duration(value)
	case "lose":
		u.lost, err = numbers(value)
	case "mark":
		u.marked, err = numbers(value)
	case "twice":
		err = delays(u.twice, value)
	case "late":
		err = delays(u.late, value)
	case "wakes":
		u.wakes = strings.Split(value, ",")
		for _, w := range u.wakes {
			if !slices.Contains(wakeNames[:], w) {
				return fmt.Errorf("expected some of %s", strings.Join(wakeNames[:], ","))
			}
		}
	default:
		return u.knob(key, value)
	}
	return err
}

func (u *setup) profile(name string) error {
	if tcp.ProfileSettings(name) == nil {
		return errors.New("expected rfc, classic, linux or freebsd")
	}
	u.config = tcp.ProfileConfig(name)
	return nil
}

// knob sets a knob of tcp.Table.
func (u *setup) knob(name, value string) error {
	k, ok := tcp.Table().Find(name)
	if !ok {
		return errors.New("no such option, and no such knob")
	}
	v, err := knobValue(k, value)
	if err != nil {
		return err
	}
	if name == "mss" {
		u.mss = v
	}
	return k.Set(&u.config, v)
}

// knobValue reads what knob.Format prints, without the space before a unit.
func knobValue(k *knob.Knob[tcp.Config], s string) (int64, error) {
	switch k.Kind {
	case knob.Duration:
		d, err := duration(s)
		return int64(d), err
	case knob.Bool:
		if i := slices.Index([]string{"no", "yes"}, s); i >= 0 {
			return int64(i), nil
		}
		return 0, errors.New("expected yes or no")
	case knob.Choice:
		if i := slices.Index(k.Names, s); i >= 0 {
			return int64(i), nil
		}
		return 0, fmt.Errorf("expected one of %s", strings.Join(k.Names, ", "))
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, errors.New("expected a number")
	}
	return n, nil
}

func duration(s string) (vtime.Time, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || vtime.Time(d) > maxTime {
		return 0, errors.New("expected a duration, as 40ms")
	}
	return vtime.Time(d), nil
}

func sequence(s string) (tcp.Seq, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return 0, errors.New("expected a sequence number")
	}
	return tcp.Seq(n), nil
}

// numbers reads "3,5": which segments, from 1.
func numbers(s string) ([]int, error) {
	var list []int
	for _, word := range strings.Split(s, ",") {
		n, err := strconv.ParseUint(word, 10, 31)
		if err != nil || n == 0 {
			return nil, errors.New("expected numbers of segments, as 3,5")
		}
		list = append(list, int(n))
	}
	return list, nil
}

// delays reads "3:10ms,5:0ms": which segment, and how much later.
func delays(to map[int]vtime.Time, s string) error {
	for _, word := range strings.Split(s, ",") {
		which, by, _ := strings.Cut(word, ":")
		n, err := numbers(which)
		d, err2 := duration(by)
		if err != nil || err2 != nil || len(n) != 1 {
			return errors.New("expected a segment and a delay, as 3:10ms")
		}
		to[n[0]] = d
	}
	return nil
}

// fate is what the options let become of a segment.
func (u *setup) fate(n int, _ *tcp.Outgoing) []vtime.Time {
	if slices.Contains(u.lost, n) {
		return nil
	}
	d := u.delay.Add(u.late[n])
	if again, ok := u.twice[n]; ok {
		return []vtime.Time{d, d.Add(again)}
	}
	return []vtime.Time{d}
}
