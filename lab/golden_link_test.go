package lab_test

import "github.com/rttlab/rttlab/lab/internal/report"

// linkFacts are about what happens on wires.
var linkFacts = []fact{
	{"codel", "what was dropped, and by whom", func(d *report.Document) any {
		reasons := map[string]bool{}
		for _, l := range d.Links {
			for why := range l.Dropped {
				reasons[why] = true
			}
		}
		return reasons
	}, map[string]bool{"codel": true}},
	{"congestion-marks", "marks, no drops, nothing sent again", func(d *report.Document) any {
		marked, resent := false, uint64(0)
		for _, l := range d.Links {
			marked = marked || l.Marked > 0
		}
		for _, c := range d.Connections {
			resent += c.Resent
		}
		return []any{marked, resent, d.Packets.Dropped}
	}, []any{true, uint64(0), uint64(0)}},
}
