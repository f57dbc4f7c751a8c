package packetdrill

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Options say how a script is run. The zero value is the reference tool's way.
type Options struct {
	// Profile is the stack under test. Empty: linux, or freebsd for a script that
	// uses FreeBSD's commands.
	Profile string
	// Define are words and what they stand for, as with "-D".
	Define map[string]string
	// Strict also compares echoed timestamps, and fails a script that leaves
	// packets over.
	Strict bool
	// Relaxed compares the options of SYNs as a set, and windows not at all.
	Relaxed bool
	// Extra are options as in the head of a script, which may change them.
	Extra []Option
	// Settings are knobs of the host that are set after the profile's, and before
	// the script's commands.
	Settings []tcp.Setting
	// Print takes what code blocks print; nil: nothing does.
	Print func(line string)
	// Capture sees every datagram; nil: nothing does. It must not keep the bytes.
	Capture func(p Captured)
}

// Captured is a datagram that arrived or left. Why says for one that left what
// the stack recorded of it.
type Captured struct {
	At        vtime.Time
	Direction Direction
	Datagram  []byte
	Why       string
}

// Failure is the first difference between a script and the stack, or a mistake
// in the script.
type Failure struct {
	Pos
	What     string // in one line
	Expected string // empty where it says nothing beyond What
	Got      string
	When     string // about the time, empty if that is right
	Why      string // what the stack recorded, empty if nothing
	Mistake  bool   // the script is wrong, or cannot be run
}

// Error tells the failure on several lines, the first of which says where and what.
func (f *Failure) Error() string {
	s := fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
	for _, part := range []struct{ name, text string }{
		{"expected", f.Expected}, {"got", f.Got}, {"when", f.When}, {"why", f.Why},
	} {
		if part.text != "" {
			s += fmt.Sprintf("\n    %-8s  %s", part.name, part.text)
		}
	}
	return s
}

// Result is how a run ended.
type Result struct {
	Failure *Failure   // nil: all was as the script says
	Events  int        // of the script that were done
	End     vtime.Time // of the run
	Worst   vtime.Time // the largest distance between a time and the script's
}

// runner runs one script.
type runner struct {
	script *script
	opts   Options
	set    settings
	kernel *sim.Kernel
	net    *stack.Net
	host   *stack.Host
	tunnel *stack.Tunnel

	frames  []*frame // that left and were not taken yet
	flows   flows
	cookies map[string][]byte // Fast Open cookies: the script's -> live
	fds     map[int64]*descriptor
	subject *stack.Socket // whose TCP_INFO code blocks see
	vars    variables
	drops   drops
	away    bool             // the interface is down or has another address: what comes or leaves is lost
	before  map[string]int64 // counters when nstat last printed them
	sent    map[string]int64 // counters of segments that left
	pending *invocation      // a blocking call under way
	last    vtime.Time       // the scripted time of the event before
	arrived bool             // that was a packet to inject
	result  Result
	broken  *Failure // found while the kernel was running
	present *event
}

// RunText reads a script and runs it. What is wrong with its text is a failure
// that is a mistake.
func RunText(name, text string, o Options) Result {
	s, err := parse(name, text, o.defines())
	if err == nil {
		return run(s, o)
	}
	f := &Failure{Pos: Pos{File: name}, What: err.Error(), Mistake: true}
	var syntax *syntaxError
	if errors.As(err, &syntax) {
		f.Pos, f.What = syntax.pos, syntax.text
	}
	return Result{Failure: f}
}

// defines returns the words that are given, and those of IPv6 if the options say so.
func (o *Options) defines() map[string]string {
	words := map[string]string{}
	for _, extra := range o.Extra {
		if extra.Name == "ip_version" && extra.Value == "ipv6" {
			words = usualWords(true)
		}
	}
	maps.Copy(words, o.Define)
	return words
}

// run runs a script in a world of its own.
func run(s *script, o Options) (result Result) {
	r := &runner{
		script: s, opts: o, fds: map[int64]*descriptor{}, cookies: map[string][]byte{}, before: map[string]int64{},
		sent: map[string]int64{},
	}
	r.vars = variables{own: map[string]value{}, lookup: r.codeName, print: o.Print}
	defer r.recover(&result)
	f := r.start()
	if f == nil {
		f = r.events()
	}
	if s.cleanup != nil && f == nil {
		f = r.command(s.cleanup)
	}
	r.result.Failure = f
	if r.kernel != nil {
		r.result.End = r.kernel.Now().Now
		r.kernel.Shutdown()
	}
	return r.result
}

// recover turns a panic of the stack into a failure of the script.
func (r *runner) recover(result *Result) {
	x := recover()
	if x == nil {
		return
	}
	at := Pos{File: r.script.name, Line: 1, Col: 1}
	if r.present != nil {
		at = r.present.Pos
	}
	what, _, _ := strings.Cut(fmt.Sprint(x), "\n")
	r.result.Failure = &Failure{Pos: at, What: "the stack panicked: " + what}
	*result = r.result
}

// start makes the world and runs the first command.
func (r *runner) start() *Failure {
	if f := r.settings(); f != nil {
		return f
	}
	r.kernel = sim.New(1)
	r.net = stack.NewNet(r.kernel, true)
	r.drops = drops{}
	r.net.Observe(r.drops)
	host, err := r.net.AddHost("local", r.set.host, false)
	if err != nil {
		return r.mistake(Pos{File: r.script.name, Line: 1}, "%v", err)
	}
	r.host = host
	if key := r.set.fastKey; key != nil {
		host.SetFastOpenKey(*key, r.set.olderKey)
	}
	r.tunnel, err = r.net.Tunnel(host, r.set.local, ip.PrefixFrom(r.set.local, r.set.bits), r.set.mtu, r.departed)
	if err != nil {
		return r.mistake(Pos{File: r.script.name, Line: 1}, "%v", err)
	}
	if c := r.script.init; c != nil {
		return r.command(c)
	}
	return nil
}

func (r *runner) mistake(at Pos, format string, args ...any) *Failure {
	return &Failure{Pos: at, What: fmt.Sprintf(format, args...), Mistake: true}
}

// departed takes a datagram that leaves the stack.
func (r *runner) departed(at vtime.Stamp, p stack.Packet, datagram []byte) {
	if r.away {
		return
	}
	f, err := readFrame(at, p, datagram)
	if err != nil {
		r.broken = &Failure{Pos: r.present.Pos, What: "the stack sent a datagram that cannot be read: " + err.Error()}
		return
	}
	if r.opts.Capture != nil {
		r.opts.Capture(Captured{at.Now, Outbound, datagram, r.why(f)})
	}
	r.tally(f)
	r.frames = append(r.frames, f)
}

// events runs the events in their order.
func (r *runner) events() *Failure {
	for _, e := range r.script.events {
		r.present = e
		if f := r.event(e); f != nil {
			return f
		}
		if r.broken != nil {
			return r.broken
		}
		r.result.Events++
	}
	if f := r.finish(); f != nil {
		return f
	}
	if r.opts.Strict && len(r.frames) > 0 {
		f := r.frames[0]
		return &Failure{
			Pos: r.present.Pos, What: fmt.Sprintf("packets are left over at the end: %d", len(r.frames)),
			Got: r.describe(f), When: "it left at " + seconds(f.at), Why: r.why(f),
		}
	}
	return nil
}

func (r *runner) event(e *event) *Failure {
	from, to := r.times(e)
	defer func() { r.last = from }()
	if k := e.packet; k != nil && k.direction == Outbound {
		r.arrived = false
		return r.expect(e, from, to)
	}
	if late := r.now() - from; late > r.tolerance(from) {
		return &Failure{
			Pos: e.Pos, What: "the time of the event has passed already",
			Expected: e.text, When: fmt.Sprintf("at %s, and it is %s", seconds(from), seconds(r.now())),
		}
	}
	var f *Failure
	switch {
	case e.packet != nil:
		r.arrived = true
		r.advance(from, func(at vtime.Stamp) { f = r.inject(at, e.packet) })
	case e.call != nil:
		r.arrived = false
		f = r.call(e, from)
	default:
		r.arrived = false
		r.advance(from, nil)
		if e.command != nil {
			f = r.command(e.command)
		} else {
			f = r.code(e)
		}
	}
	if f != nil {
		return f
	}
	return r.settle(e)
}

// settle lets happen what happens at once, and looks whether a blocking call
// has come back.
func (r *runner) settle(e *event) *Failure {
	r.instant()
	if p := r.pending; p != nil && p.done {
		r.pending = nil
		return r.returned(p)
	}
	return nil
}

func (r *runner) now() vtime.Time { return r.kernel.Now().Now }

// times returns when an event is due. For an event at any time, To is Never.
func (r *runner) times(e *event) (from, to vtime.Time) {
	base := r.now()
	if r.arrived && e.packet != nil && e.packet.direction == Inbound {
		base = r.last
	}
	switch e.when.kind {
	case anyTime:
		return base, vtime.Never
	case relative:
		return base + e.when.from, base + e.when.to
	}
	return e.when.from, e.when.to
}

// tolerance returns how far from the scripted time something may happen.
func (r *runner) tolerance(at vtime.Time) vtime.Time {
	return r.toleranceOf(at - r.last)
}

// toleranceOf returns how far off the end of so much time may be.
func (r *runner) toleranceOf(passed vtime.Time) vtime.Time {
	return max(r.set.tolerance, passed*vtime.Time(r.set.percent)/1000)
}

// advance lets time pass up to a time, and does something then.
func (r *runner) advance(to vtime.Time, do func(at vtime.Stamp)) {
	reached := false
	r.kernel.At(max(to, r.now()), cause.Host, func(at vtime.Stamp) {
		reached = true
		if do != nil {
			do(at)
		}
	})
	r.until(vtime.Never, func() bool { return reached })
	r.instant()
}

// instant lets happen what happens now.
func (r *runner) instant() {
	if now := r.now(); now > 0 {
		r.kernel.Run(sim.Bounds{Until: now})
		return
	}
	// A bound of zero would be none: what follows one after the other at the start
	// of the script is done in a few rounds.
	for range 8 {
		r.until(0, func() bool { return false })
	}
}

// until executes events up to a time until done says so, and reports whether it
// did. The clock stands at the last event that was executed.
func (r *runner) until(limit vtime.Time, done func() bool) bool {
	reached := false
	marker := r.kernel.At(max(limit, r.now()), cause.Host, func(vtime.Stamp) { reached = true })
	defer marker.Stop()
	for !done() && !reached {
		r.kernel.Run(sim.Bounds{Events: r.kernel.Log().Len() + 1})
	}
	return done()
}

// patience is how long beyond its time a packet or the end of a call is waited for.
const patience = 2 * vtime.Second

// finish waits for a blocking call at the end of the script, or before another one.
func (r *runner) finish() *Failure {
	p := r.pending
	if p == nil {
		return nil
	}
	r.until(p.until.Add(patience), func() bool { return p.done })
	r.pending = nil
	return r.returned(p)
}

// code runs a block of code.
func (r *runner) code(e *event) *Failure {
	at, err := e.code.run(&r.vars)
	if err == nil {
		return nil
	}
	_, failed := err.(*failedAssertion)
	f := &Failure{Pos: at, What: err.Error(), Mistake: !failed}
	if failed {
		f.When = "at " + seconds(r.now())
	}
	return f
}

// seconds prints a time as scripts do.
func seconds(t vtime.Time) string {
	s := fmt.Sprintf("%d.%09d", t/vtime.Second, t%vtime.Second)
	for s[len(s)-1] == '0' && s[len(s)-4] != '.' {
		s = s[:len(s)-1]
	}
	return s
}
