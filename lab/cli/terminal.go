package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/rttlab/rttlab/lab/internal/report"
)

// pipeWidth is the width of reports that do not go to a terminal.
const pipeWidth = 120

// terminal returns the file behind w if it is a terminal.
func terminal(w io.Writer) (*os.File, bool) {
	f, ok := w.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// styleOf fits reports to where they go.
func styleOf(w io.Writer) report.Style {
	s := report.Style{Width: pipeWidth}
	if f, ok := terminal(w); ok {
		s.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			s.Width = width
		}
	}
	return s
}

// progress shows on a terminal how far a long run has come.
type progress struct {
	to     io.Writer // nil: nowhere
	began  time.Time
	shown  time.Time
	drawn  bool
	period time.Duration
}

func newProgress(w io.Writer) *progress {
	p := &progress{began: time.Now(), period: 200 * time.Millisecond}
	if _, ok := terminal(w); ok {
		p.to = w
	}
	return p
}

// show draws the line anew, if it is time to.
func (p *progress) show(now time.Duration, events uint64) {
	t := time.Now()
	if p.to == nil || t.Sub(p.began) < time.Second || t.Sub(p.shown) < p.period {
		return
	}
	p.shown, p.drawn = t, true
	perSecond := float64(events) / t.Sub(p.began).Seconds()
	fmt.Fprintf(p.to, "\r\x1b[K%s simulated, %d events, %.1f million per second",
		now.Round(time.Millisecond), events, perSecond/1e6)
}

// count draws how many of how many runs are done, if it is time to.
func (p *progress) count(done, total int) {
	t := time.Now()
	if p.to == nil || t.Sub(p.began) < time.Second || t.Sub(p.shown) < p.period {
		return
	}
	p.shown, p.drawn = t, true
	left := time.Duration(float64(t.Sub(p.began)) / float64(max(done, 1)) * float64(total-done))
	fmt.Fprintf(p.to, "\r\x1b[K%d of %d runs, about %v left", done, total, left.Round(time.Second))
}

// clear takes the line off.
func (p *progress) clear() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
