package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Lookup is a name lookup over the network. EndNS is null if it had not ended.
type Lookup struct {
	Client    string      `json:"client"`
	Name      string      `json:"name"`
	StartNS   vtime.Time  `json:"start_ns"`
	EndNS     *vtime.Time `json:"end_ns"`
	Addresses []string    `json:"addresses,omitempty"`
	Error     string      `json:"error,omitempty"`
	Tries     []Try       `json:"tries"`
}

// Try is a question to a name server. EndNS is null if nothing had come of it.
type Try struct {
	Question string      `json:"question"`
	Type     string      `json:"type"`
	Server   string      `json:"server"`
	TCP      bool        `json:"tcp,omitempty"`
	StartNS  vtime.Time  `json:"start_ns"`
	EndNS    *vtime.Time `json:"end_ns"`
	Outcome  string      `json:"outcome,omitempty"`
	Asked    []Asked     `json:"server_asked,omitempty"`
}

// Asked is a question that a server asked another one, or what stands for that.
type Asked struct {
	Zone    string     `json:"zone"`
	Server  string     `json:"server,omitempty"`
	StartNS vtime.Time `json:"start_ns"`
	EndNS   vtime.Time `json:"end_ns"`
	Outcome string     `json:"outcome"`
}

func lookups(all []*names.Lookup) (out []Lookup) {
	for _, l := range all {
		x := Lookup{Client: l.Client.Name(), Name: l.Name, StartNS: l.Asked.Now, Tries: []Try{}}
		if l.Done.Event != 0 {
			x.EndNS = &l.Done.Now
		}
		if l.Err != nil {
			x.Error = l.Err.Error()
		}
		for _, a := range l.Addrs {
			x.Addresses = append(x.Addresses, a.String())
		}
		for _, q := range l.Questions {
			for i := range q.Tries {
				x.Tries = append(x.Tries, try(q, &q.Tries[i]))
			}
		}
		out = append(out, x)
	}
	return out
}

func try(q *names.Question, t *names.Try) Try {
	x := Try{Question: q.Name, Type: names.TypeName(q.Type), Server: t.Server.IP.String(), TCP: t.TCP, StartNS: t.Sent.Now,
		Outcome: t.Outcome}
	if t.Ended.Event != 0 {
		x.EndNS = &t.Ended.Now
	}
	if t.Handling != nil {
		for _, s := range t.Handling.Steps {
			a := Asked{Zone: s.Zone, StartNS: s.Began.Now, EndNS: s.Done.Now, Outcome: s.Outcome}
			if s.Server != (stack.Addr{}) {
				a.Server = s.Server.IP.String()
			}
			x.Asked = append(x.Asked, a)
		}
	}
	return x
}

// mostLookups bounds how many lookups are listed.
const mostLookups = 6

// lookups counts what was asked about names, and lists the first lookups that took more
// than a question and its answer.
func (t *sheet) lookups() {
	all := lookups(t.r.Recorder.Lookups)
	if len(all) == 0 {
		return
	}
	tries := 0
	for _, l := range all {
		tries += len(l.Tries)
	}
	t.line("names: %d looked up, %d questions", len(all), tries)
	all = slices.DeleteFunc(all, func(l Lookup) bool { return l.plain() })
	for i, l := range all {
		if i == mostLookups {
			t.line("  and %d more", len(all)-i)
			break
		}
		took, came := "...", strings.Join(l.Addresses[:min(len(l.Addresses), mostNamed)], ", ")
		if more := len(l.Addresses) - mostNamed; more > 0 {
			came += fmt.Sprintf(" and %d more", more)
		}
		if l.EndNS != nil {
			took = millis(*l.EndNS-l.StartNS, 3)
		}
		if l.Error != "" {
			came = l.Error
		}
		t.wrapped("  ", fmt.Sprintf("%s for %s, %s ms: %s", l.Name, l.Client, took, came))
		for _, q := range l.Tries {
			t.wrapped("    ", q.text())
		}
	}
}

// plain reports whether each question of a lookup was answered the first time, by a
// server that asked nobody else.
func (l *Lookup) plain() bool {
	types := map[string]bool{}
	for _, q := range l.Tries {
		if types[q.Type] || len(q.Asked) > 0 {
			return false
		}
		types[q.Type] = true
	}
	return l.Error == ""
}

// text is a question and what came of it.
func (q *Try) text() string {
	text := fmt.Sprintf("%s %s at %s", q.Question, q.Type, q.Server)
	if q.TCP {
		text += " over TCP"
	}
	if q.EndNS == nil {
		return text + ": not ended"
	}
	text += fmt.Sprintf(", %s ms: %s", millis(*q.EndNS-q.StartNS, 3), q.Outcome)
	var asked []string
	for _, a := range q.Asked {
		asked = append(asked, strings.TrimSpace(fmt.Sprintf("%s %s", a.Zone, a.Server))+
			fmt.Sprintf(" %s ms, %s", millis(a.EndNS-a.StartNS, 3), a.Outcome))
	}
	if len(asked) > 0 {
		text += " (it asked " + strings.Join(asked, "; ") + ")"
	}
	return text
}
