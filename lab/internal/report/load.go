package report

import (
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/measure"
)

// loads writes what loads were answered.
func (t *sheet) loads() {
	for _, l := range t.r.Loads {
		s := measure.Of(l)
		name := strings.TrimPrefix(s.Workload, "load ") // of client, if it has no other
		t.wrapped("load "+name+": ", fmt.Sprintf("%s loop, %d asked for, %d ended; from %v to %v %.3f answered a second, "+
			"%.3f under way", s.Loop, s.Asked, s.Ended, s.FromNS, s.ToNS, s.PerSecond, s.InFlight))
		cells := [][]string{{"  ms", "answered", "failed", "mean", "p50", "p90", "p95", "p99", "p99.9", "max"}}
		cells = append(cells, timesRow("  all", &s.All))
		if len(s.Classes) > 1 {
			for i := range s.Classes {
				cells = append(cells, timesRow("  "+s.Classes[i].Name, &s.Classes[i].Times))
			}
		}
		for i := range s.Over {
			cells = append(cells, timesRow("  from "+s.Over[i].FromNS.String(), &s.Over[i].Times))
		}
		t.grid(cells)
		t.line("")
	}
}

func timesRow(name string, m *measure.Times) []string {
	row := []string{name, fmt.Sprint(m.Answered), fmt.Sprint(m.Failed)}
	if m.Answered == 0 {
		return append(row, "-", "-", "-", "-", "-", "-", "-")
	}
	return append(row, millis(m.MeanNS, 3), millis(m.P50NS, 3), millis(m.P90NS, 3), millis(m.P95NS, 3),
		millis(m.P99NS, 3), millis(m.P999NS, 3), millis(m.MaxNS, 3))
}
