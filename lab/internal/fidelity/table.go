package fidelity

import (
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Verdict is a conversation, what became of it here, and the differences.
type Verdict struct {
	*Conversation
	Result      *Result
	Differences []Difference
}

// Judge runs and compares all conversations.
func Judge(all []*Conversation) ([]Verdict, error) {
	var verdicts []Verdict
	for _, c := range all {
		r, err := Run(c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		verdicts = append(verdicts, Verdict{c, r, Compare(c, r)})
	}
	return verdicts, nil
}

// AppendTable writes the verdicts as a table of Markdown, and after it what
// differs.
func AppendTable(b []byte, all []Verdict) []byte {
	b = append(b, "| conversation | real | ours | difference | verdict |\n|---|---:|---:|---:|---|\n"...)
	for i := range all {
		b = all[i].appendRow(b)
	}
	same := 0
	for i := range all {
		if len(all[i].Differences) == 0 {
			same++
		}
	}
	b = fmt.Appendf(b, "\n%d of %d are the same.\n", same, len(all))
	if same == len(all) {
		return b
	}
	b = append(b, "\n## What differs\n"...)
	for i := range all {
		if v := &all[i]; len(v.Differences) > 0 {
			b = v.appendDifferences(b)
		}
	}
	return b
}

// AppendSummary writes how many verdicts are the same, and what differs in the others.
func AppendSummary(b []byte, all []Verdict) []byte {
	differ := 0
	for i := range all {
		if len(all[i].Differences) > 0 {
			differ++
		}
	}
	b = fmt.Appendf(b, "\n## Neighbours\n\n%d of %d are the same.\n\n", len(all)-differ, len(all))
	for i := range all {
		sep := "- " + all[i].Name + ": "
		for _, d := range all[i].Differences {
			b = fmt.Appendf(b, "%s%s", sep, d)
			sep = "; "
		}
		if len(all[i].Differences) > 0 {
			b = append(b, '\n')
		}
	}
	return b
}

// appendRow writes the last of the times that were taken: the others are parts of
// it. A conversation without times is represented by its packets.
func (v *Verdict) appendRow(b []byte) []byte {
	verdict := "same"
	if len(v.Differences) > 0 {
		verdict = "differs"
	}
	real, ours, difference := v.packets()
	if n := len(v.Times); n > 0 {
		t := v.Times[n-1]
		real, ours, difference = Millis(t.Median), "none", ""
		if at, ok := v.Result.find(t.Name); ok {
			ours, difference = Millis(at), signed(at-t.Median)
		}
	}
	return fmt.Appendf(b, "| %s | %s | %s | %s | %s |\n", v.Name, real, ours, difference, verdict)
}

func signed(t vtime.Time) string {
	if t < 0 {
		return Millis(t)
	}
	return "+" + Millis(t)
}

func (v *Verdict) packets() (real, ours, difference string) {
	n, m := 0, 0
	for _, c := range v.Counts {
		if c.Name != "rounds" {
			n += c.N
			m += v.Result.count(c.Name)
		}
	}
	return fmt.Sprintf("%d packets", n), fmt.Sprintf("%d packets", m), fmt.Sprintf("%+d", m-n)
}

func (v *Verdict) appendDifferences(b []byte) []byte {
	b = fmt.Appendf(b, "\n### %s\n\n%s.\n\n", v.Name, strings.TrimSuffix(v.About, "."))
	for _, d := range v.Differences {
		b = fmt.Appendf(b, "- %s\n", d)
	}
	if v.Why != "" {
		b = fmt.Appendf(b, "\nWhy: %s\n", v.Why)
	}
	return b
}
