package course

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/expect"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Answer is the right answer to a question.
type Answer struct {
	Value  int64  // nanoseconds, or a number
	Number bool   // Value is no time
	Choice string // of the question's Among; empty: it is a value
}

// String prints the answer as people write it.
func (a Answer) String() string {
	switch {
	case a.Choice != "":
		return a.Choice
	case a.Number:
		return strconv.FormatInt(a.Value, 10)
	}
	return units.FormatDuration(vtime.Time(a.Value))
}

// Answer runs what a question is about, and measures.
func (l *Lab) Answer(q *Question) (Answer, error) {
	if q.Pick != "" {
		return l.pick(q)
	}
	a, err := l.measure(q.Of, q.Set)
	if err != nil || q.Less == "" {
		return a, err
	}
	set := q.LessSet
	if set == nil {
		set = q.Set
	}
	b, err := l.measure(q.Less, set)
	a.Value -= b.Value
	return a, err
}

// measure runs the lab's scenario, changed as given, and measures in it.
func (l *Lab) measure(text string, set []string) (Answer, error) {
	e, err := scenario.ParseExpectation(text + " = ?")
	if err != nil {
		return Answer{}, err
	}
	s, err := l.Scenario(set)
	if err != nil {
		return Answer{}, err
	}
	tally := expect.NewTally()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{tally}, Waits: true})
	if err != nil {
		return Answer{}, err
	}
	v, err := expect.Measure(r, tally, e.Measured)
	return Answer{Value: v, Number: e.Quantity.Measure == scenario.Number}, err
}

// pick measures all of several things, and returns the one that is asked for.
func (l *Lab) pick(q *Question) (Answer, error) {
	best, value := "", int64(0)
	for _, c := range q.Among {
		a, err := l.measure(c.Of, c.Set)
		if err != nil {
			return Answer{}, err
		}
		if best == "" || (q.Pick == "largest") == (a.Value > value) {
			best, value = c.Name, a.Value
		}
	}
	return Answer{Choice: best}, nil
}

// Verdict is what became of an answer.
type Verdict struct {
	*Question
	Given   string // as it was written; empty: there was none
	OK      bool
	Problem string // with the form of the answer; empty: it could be read
}

// answers reads lines NAME: ANSWER, with the colon of any script.
func (l *Lab) answers(file string, data []byte) (map[string]string, error) {
	given := map[string]string{}
	n := 0
	for line := range strings.SplitSeq(string(data), "\n") {
		n++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, answer, found := strings.Cut(strings.Replace(line, "：", ":", 1), ":")
		name = strings.TrimSpace(name)
		_, twice := given[name]
		switch {
		case !found:
			return nil, fmt.Errorf("%s:%d: %q is no answer, expected NAME: ANSWER, with a name of %s", file, n, line,
				strings.Join(l.names(), ", "))
		case !slices.Contains(l.names(), name):
			return nil, fmt.Errorf("%s:%d: no question of lab %s is named %q%s", file, n, l.Number, name,
				units.DidYouMean(name, l.names()))
		case twice:
			return nil, fmt.Errorf("%s:%d: a second answer to %s, expected one", file, n, name)
		}
		answer, _, _ = strings.Cut(answer, " #")
		given[name] = strings.Trim(strings.TrimSpace(answer), `"'`)
	}
	return given, nil
}

// Check compares answers with what the lab's scenario gives. They are lines of the names
// of questions and the answers.
func (l *Lab) Check(file string, data []byte) ([]Verdict, error) {
	given, err := l.answers(file, data)
	if err != nil {
		return nil, err
	}
	var out []Verdict
	for i := range l.Questions {
		q := &l.Questions[i]
		right, err := l.Answer(q)
		if err != nil {
			return nil, fmt.Errorf("%s, question %s: %w", l.Name, q.ID, err)
		}
		v := Verdict{Question: q, Given: given[q.ID]}
		v.OK, v.Problem = q.compare(v.Given, right)
		out = append(out, v)
	}
	return out, nil
}

func (l *Lab) names() (list []string) {
	for i := range l.Questions {
		list = append(list, l.Questions[i].ID)
	}
	return list
}

// defaultTolerance is how far off an answer about a time may be: people round.
const defaultTolerance = units.Ratio(10_000_000) // 1 %

// compare reports whether an answer is right, or what is wrong with its form.
func (q *Question) compare(given string, right Answer) (ok bool, problem string) {
	given = strings.TrimSpace(given)
	switch {
	case given == "":
		return false, "there is no answer"
	case right.Choice != "":
		if !slices.ContainsFunc(q.Among, func(c Choice) bool { return c.Name == given }) {
			return false, fmt.Sprintf("%q is none of the answers to choose from", given)
		}
		return given == right.Choice, ""
	case right.Number:
		n, err := strconv.ParseInt(given, 10, 64)
		if err != nil {
			return false, fmt.Sprintf("%q is not a whole number", given)
		}
		return n == right.Value, ""
	}
	t, err := units.ParseDuration(given)
	if err != nil {
		return false, err.Error()
	}
	share := defaultTolerance
	if q.Tolerance != "" {
		if share, err = units.ParseRatio(q.Tolerance); err != nil {
			return false, err.Error()
		}
	}
	off := max(int64(t)-right.Value, right.Value-int64(t))
	return off <= max(right.Value, -right.Value)/int64(whole/share), ""
}

// whole is 100 %.
const whole = units.Ratio(1_000_000_000)
