package tcptest

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Tell runs the story in text and returns it with what happened written in:
// what was already there of that is dropped first, so a story that has not
// changed comes back as it was. Errors name the file and the line.
func Tell(name string, text []byte) ([]byte, error) {
	s, err := parse(name, string(text))
	if err != nil {
		return nil, err
	}
	r, err := newRunner(s)
	if err != nil {
		return nil, err
	}
	return r.run()
}

// script is a story without what happened.
type script struct {
	name  string
	head  []string // options and comments above the first step
	opts  []option
	steps []step
	notes []note
	tail  []string // comments below the last step
	two   bool     // both ends are real
}

// option is a line --KEY=VALUE; who is empty if it is for every end.
type option struct {
	line            int
	who, key, value string
}

// step is one input: a call or a segment that arrives.
type step struct {
	line    int
	notes   []string // comments right above it
	at      vtime.Time
	who     string
	call    *call
	segment *packet
}

// note is a comment that begins with a time.
type note struct {
	at    vtime.Time
	lines []string
}

// mistake is an error in a story.
type mistake struct {
	file string
	line int
	text string
}

func (m *mistake) Error() string { return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.text) }
