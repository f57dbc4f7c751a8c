package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Expectation is a line that says what a run has to be like:
//
//	QUANTITY [of SUBJECT] OPERATOR VALUE
//	time of page home <= 500ms
//	retransmissions = 0
//	slow start of slowest transaction <= 20%
//	end of transaction 1 <= start of transaction 2
type Expectation struct {
	Text     string // as it is written
	Measured        // the left side
	Operator string // one of Operators
	Than     *Measured
	Value    int64 // if Than is nil: nanoseconds, a number, or a share in parts per 1e9
	Share    bool  // Value is a share of the time of the subject
	Asks     bool  // a question mark: the present value may be written there
	Open     bool  // there is no value yet, only the question mark
}

// Measured is a quantity of a subject.
type Measured struct {
	Quantity Quantity
	Subject  Subject
}

// Operators are the ways to compare.
var Operators = []string{"=", "<=", ">=", "<", ">"}

// Measure is what the values of a quantity are.
type Measure uint8

// The measures.
const (
	Duration Measure = iota
	Number
	Moment // a duration since the start of the run
	Rate   // so many a second, in thousandths
)

// Quantity is something that can be expected.
type Quantity struct {
	Name    string
	Measure Measure
	OfRun   bool // of the run as a whole: it has no subject
	OfLoad  bool // of loads, and of classes of what they ask for
	OfPath  bool // of a critical path: pages have it too
	Doc     string
	// Why or Where is set if the quantity is what an explanation charges to it.
	Why   cause.Why
	Where cause.Where
}

// Quantities of loads that are not times alone.
const (
	errorsOfLoad = "errors"
	rateOfLoad   = "rate"
)

// Quantities lists all, those of causes and places last.
func Quantities() []Quantity {
	all := []Quantity{
		{Name: "time", Doc: "from when it was asked for to its end; of run: until the last transaction or transfer ended"},
		{Name: "start", Measure: Moment, Doc: "when it was asked for, since the start of the run"},
		{Name: "end", Measure: Moment, Doc: "when it ended, since the start of the run"},
		{Name: "status", Measure: Number, Doc: "status code; 0: there was no response"},
		{Name: "attempts", Measure: Number, Doc: "connections that were tried for it"},
		{Name: "connection", Measure: Number, Doc: "number of the connection that it used last; 0: none"},
		{Name: "round trips", Measure: Number, OfPath: true, Doc: "flights of packets, one after the other, that led to its end, " +
			"in pairs: two for a request on a new connection; a half counts as a whole"},
		{Name: "transactions", Measure: Number, OfRun: true, Doc: "transactions that ended well"},
		{Name: "failed", Measure: Number, OfRun: true, Doc: "transactions that failed or had not ended, and transfers that failed; " +
			"without a line about it none may"},
		{Name: "connections", Measure: Number, OfRun: true, Doc: "connections that were established"},
		{Name: "retransmissions", Measure: Number, OfRun: true, Doc: "segments that were sent again, by all hosts"},
		{Name: "resets", Measure: Number, OfRun: true, Doc: "segments with RST that left a host"},
		{Name: "drops", Measure: Number, OfRun: true, Doc: "packets that wires dropped"},
		{Name: "time-waits", Measure: Number, OfRun: true, Doc: "the most connections in TIME-WAIT at once on a host"},
		{Name: "packets", Measure: Number, OfRun: true, Doc: "packets that were sent over all wires"},
		{Name: "mean", OfLoad: true, Doc: "mean time of what was answered"},
		{Name: "median", OfLoad: true, Doc: "the time within which half of it was answered"},
		{Name: "p90", OfLoad: true, Doc: "the time within which 90% of it was answered"},
		{Name: "p95", OfLoad: true, Doc: "the same of 95%"},
		{Name: "p99", OfLoad: true, Doc: "the same of 99%"},
		{Name: "p99.9", OfLoad: true, Doc: "the same of 99.9%"},
		{Name: "longest", OfLoad: true, Doc: "the longest of these times"},
		{Name: "answers", Measure: Number, OfLoad: true, Doc: "how much was answered well"},
		{Name: errorsOfLoad, Measure: Number, OfLoad: true, Doc: "how much failed, as a number or as a share"},
		{Name: rateOfLoad, Measure: Rate, OfLoad: true, Doc: "how much ended well in a second; classes have none"},
	}
	for w := range cause.NumWhy {
		if why := cause.Why(w); why != cause.NothingToSend {
			all = append(all, Quantity{Name: why.String(), Why: why, Doc: "time that the rule is charged with"})
		}
	}
	for w := range cause.NumWhere {
		if where := cause.Where(w); where != cause.Instant {
			all = append(all, Quantity{Name: where.String(), Where: where, Doc: "time that was spent there"})
		}
	}
	return all
}

// OfCause reports whether the quantity is what explanations charge to a rule or a
// place.
func (q *Quantity) OfCause() bool { return q.Why != cause.NothingToSend || q.Where != cause.Instant }

// hasShare reports whether the quantity may be expected as a share of a whole.
func (q *Quantity) hasShare() bool { return q.OfCause() || q.Name == errorsOfLoad }

// ExpectsPaths reports whether anything that is expected is measured along a path.
func (s *Scenario) ExpectsPaths() bool {
	return slices.ContainsFunc(s.Expect, func(e Expectation) bool { return e.Quantity.OfPath })
}

// Subject is what a quantity is measured of.
type Subject struct {
	Kind  SubjectKind
	Name  string // of a page, a load or a class, empty: all of them; or the URL of transactions
	Index int64  // of a transaction, from 1
}

// SubjectKind is a kind of subject.
type SubjectKind uint8

// The kinds.
const (
	TheRun SubjectKind = iota
	ThePage
	OneTransaction   // by its number or URL
	EveryTransaction // what is expected holds for each
	MedianTransaction
	P95Transaction
	P99Transaction
	SlowestTransaction
	TheLoad
	TheClass
)

// subjects are the kinds as people write them.
var subjects = []struct {
	text string
	kind SubjectKind
	doc  string
}{
	{"run", TheRun, "the run as a whole"},
	{"page", ThePage, "each page that was loaded; page NAME: the pages of that name"},
	{"transaction", OneTransaction, "transaction N: the one with this number in reports; transaction URL: those for that URL"},
	{"every transaction", EveryTransaction, "each transaction"},
	{"median transaction", MedianTransaction, "the transaction that takes as long as half of them at least"},
	{"p95 transaction", P95Transaction, "the one that takes as long as 95% of them at least"},
	{"p99 transaction", P99Transaction, "the one that takes as long as 99% of them at least"},
	{"slowest transaction", SlowestTransaction, "the one that takes longest"},
	{"load", TheLoad, "each load, what was asked for in its warm-up left out; load NAME: the workloads of that name"},
	{"class", TheClass, "each class of what loads ask for; class NAME: those of that name"},
}

// ParseExpectation reads a line.
func ParseExpectation(text string) (e Expectation, err error) {
	e.Text = strings.Join(strings.Fields(text), " ")
	words := strings.Fields(text)
	i := slices.IndexFunc(words, func(w string) bool { return slices.Contains(Operators, w) })
	if i < 0 {
		return e, fmt.Errorf("%q compares nothing, expected %s between spaces", cut(e.Text), choice(Operators))
	}
	e.Operator = words[i]
	if e.Measured, err = parseMeasured(strings.Join(words[:i], " ")); err != nil {
		return e, err
	}
	right := words[i+1:]
	if n := len(right); n > 0 && right[n-1] == "?" {
		e.Asks, e.Open, right = true, n == 1, right[:n-1]
	}
	if e.Open {
		return e, nil
	}
	return e, e.parseValue(strings.Join(right, " "))
}

// parseMeasured reads a quantity and its subject.
func parseMeasured(text string) (m Measured, err error) {
	var names []string
	found := false
	for _, q := range Quantities() {
		names = append(names, q.Name)
		rest, ok := strings.CutPrefix(text, q.Name)
		if ok && (rest == "" || strings.HasPrefix(rest, " of ")) && (!found || len(q.Name) > len(m.Quantity.Name)) {
			m.Quantity, found = q, true
		}
	}
	if !found {
		what, _, _ := strings.Cut(text, " of ")
		if near := nearest(what, names); near != "" {
			return m, fmt.Errorf("unknown quantity %q; did you mean %q?", cut(what), near)
		}
		return m, fmt.Errorf("unknown quantity %q, expected one such as time, retransmissions or slow start", cut(what))
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(text, m.Quantity.Name), " of ")
	switch {
	case m.Quantity.OfRun && rest != "":
		return m, fmt.Errorf("%s is of the run as a whole, expected nothing after it", m.Quantity.Name)
	case m.Quantity.OfRun:
		return m, nil
	case rest == "":
		return m, fmt.Errorf("%s of what? Expected one such as of page or of transaction 1", m.Quantity.Name)
	}
	if m.Subject, err = parseSubject(rest); err != nil {
		return m, err
	}
	return m, m.check()
}

// check reports a subject that does not have the quantity.
func (m *Measured) check() error {
	q := &m.Quantity
	ofLoad := m.Subject.Kind == TheLoad || m.Subject.Kind == TheClass
	switch {
	case q.OfLoad && !ofLoad:
		return fmt.Errorf("%s is of loads, expected load or class", q.Name)
	case ofLoad && !q.OfLoad:
		return fmt.Errorf("loads have no %s, expected one such as p95, rate or errors", q.Name)
	case q.Name == rateOfLoad && m.Subject.Kind == TheClass:
		return fmt.Errorf("classes have no rate, expected load")
	case m.Subject.Kind == TheRun && q.Name != "time":
		return fmt.Errorf("the run has no %s, expected a page or transactions", q.Name)
	case m.Subject.Kind == ThePage && q.Measure == Number && !q.OfPath:
		return fmt.Errorf("a page has no %s, expected transactions", q.Name)
	}
	return nil
}

func parseSubject(text string) (s Subject, err error) {
	var names []string
	for _, x := range subjects {
		names = append(names, x.text)
		rest, ok := strings.CutPrefix(text, x.text)
		s.Kind = x.kind
		switch {
		case !ok || rest != "" && rest[0] != ' ':
			continue
		case x.kind == ThePage, x.kind == TheLoad, x.kind == TheClass:
			s.Name = strings.TrimSpace(rest)
			return s, nil
		case x.kind == OneTransaction:
			return parseTransaction(strings.TrimSpace(rest))
		case rest == "":
			return s, nil
		}
	}
	return s, fmt.Errorf("unknown subject %q, expected %s", cut(text), choice(names))
}

func parseTransaction(text string) (Subject, error) {
	s := Subject{Kind: OneTransaction}
	if strings.Contains(text, "://") {
		s.Name = text
		return s, nil
	}
	_, n, err := whole(text)
	if err != nil || n == 0 || n > uint64(MaxCount) || strings.HasPrefix(text, "-") {
		return s, fmt.Errorf("transaction %q, expected a number from 1 or a URL", cut(text))
	}
	s.Index = int64(n)
	return s, nil
}

// parseValue reads the right side.
func (e *Expectation) parseValue(text string) (err error) {
	q := &e.Quantity
	switch {
	case text == "":
		return fmt.Errorf("there is no value after %s, expected one, or ? to have it written", e.Operator)
	case q.Measure == Moment && strings.Contains(text, " of "):
		than, err := parseMeasured(text)
		if err == nil && than.Quantity.Measure != Moment {
			err = fmt.Errorf("%s is no moment, expected start or end", than.Quantity.Name)
		}
		if err == nil && e.Asks {
			err = errors.New("? stands for a value, expected none behind a moment of something else")
		}
		e.Than = &than
		return err
	case q.hasShare() && strings.HasSuffix(text, "%"):
		r, err := units.ParseRatio(text)
		e.Value, e.Share = int64(r), true
		return err
	case q.Measure == Number:
		e.Value, err = parseNumber(text)
		return err
	case q.Measure == Rate:
		e.Value, err = parsePerSecond(text)
		return err
	}
	d, err := units.ParseDuration(text)
	e.Value = int64(d)
	return err
}

func parseNumber(text string) (int64, error) {
	negative, n, err := whole(text)
	if err == nil && (negative || n > 1<<62) {
		err = fmt.Errorf("%q: it is out of range, expected 0 or more", cut(text))
	}
	return int64(n), err
}

// parsePerSecond reads a rate such as 19.6/s, in thousandths.
func parsePerSecond(text string) (int64, error) {
	number, ok := strings.CutSuffix(text, "/s")
	whole, fraction, _ := strings.Cut(number, ".")
	n, err := parseNumber(whole)
	thousandths, bad := strconv.ParseUint((fraction + "000")[:3], 10, 16)
	if !ok || err != nil || bad != nil || len(fraction) > 3 || n > 1<<50 {
		return 0, fmt.Errorf("%q, expected a rate such as 19.6/s", cut(text))
	}
	return n*1000 + int64(thousandths), nil
}

// Format prints a value as a line has it.
func (e *Expectation) Format(v int64) string {
	switch {
	case e.Share:
		return units.FormatRatio(units.Ratio(v))
	case e.Quantity.Measure == Number:
		return fmt.Sprint(v)
	case e.Quantity.Measure == Rate:
		fraction := strings.TrimRight(fmt.Sprintf(".%03d", v%1000), "0")
		return fmt.Sprint(v/1000) + strings.TrimSuffix(fraction, ".") + "/s"
	}
	return units.FormatDuration(vtime.Time(v))
}

// With is the line with another value in place of the one that it asks about.
func (e *Expectation) With(v int64) string {
	left, _, _ := strings.Cut(e.Text, " "+e.Operator+" ")
	text := left + " " + e.Operator + " " + e.Format(v)
	if !e.Open {
		text += " ?"
	}
	return text
}

var expectations = kind[Expectation]{
	name: "expectation", want: "a line such as time of page <= 500ms",
	schema: map[string]any{"type": "string", "pattern": ` (<=|>=|<|>|=) `},
	parse:  ParseExpectation, format: func(e Expectation) string { return e.Text }, text: true,
}

// Place is where something stands in a file, counted from 1.
type Place struct{ Line, Column int }

// ExpectPlaces tells where the expectations of a file are that has no errors.
func ExpectPlaces(data []byte) []Place {
	n := newDecoder("", Registry{}).document(data)
	if n == nil {
		return nil
	}
	l := entry(resolve(n), "expect")
	if l == nil {
		return nil
	}
	var out []Place
	for _, item := range resolve(l).Content {
		out = append(out, Place{item.Line, item.Column})
	}
	return out
}

// expectReference documents the lines.
func expectReference(b *strings.Builder) {
	b.WriteString("## expect\n\nWhat a run has to be like, one line for each thing: `QUANTITY of SUBJECT OPERATOR VALUE`. " +
		"`rttlab run` ends with code 1\nif a line does not hold (unless --set or the like changes the scenario), and `rttlab test` runs whole folders.\n\n```yaml\nexpect:\n" +
		"  - time of page home <= 500ms\n  - time of every transaction <= 300ms\n  - slow start of page <= 20%\n" +
		"  - nagle of every transaction = 0\n  - retransmissions = 0\n  - status of transaction 1 = 200\n" +
		"  - end of transaction 1 <= start of transaction 2\n" +
		"  - p99 of load <= 200ms\n  - errors of class search <= 0.1%\n  - rate of load shoppers >= 49.5/s\n" +
		"  - time of page = ?           # rttlab test --bless writes the value\n" +
		"  - connections = 6 ?          # and this one anew each time\n```\n\n")
	fmt.Fprintf(b, "Operators are %s.\n\n| subject | |\n|---|---|\n", strings.Join(Operators, ", "))
	for _, s := range subjects {
		fmt.Fprintf(b, "| `%s` | %s |\n", s.text, s.doc)
	}
	measures := []string{Duration: "duration", Number: "number", Moment: "duration, or `start of` or `end of` another subject", Rate: "number a second, such as `19.6/s`"}
	b.WriteString("\n| quantity | value | |\n|---|---|---|\n")
	var causes []string
	for _, q := range Quantities() {
		switch {
		case q.OfCause():
			causes = append(causes, "`"+q.Name+"`")
		case q.OfRun:
			fmt.Fprintf(b, "| `%s` | %s, of the run | %s |\n", q.Name, measures[q.Measure], q.Doc)
		case q.OfLoad:
			fmt.Fprintf(b, "| `%s` | %s, of loads | %s |\n", q.Name, measures[q.Measure], q.Doc)
		default:
			fmt.Fprintf(b, "| `%s` | %s | %s |\n", q.Name, measures[q.Measure], q.Doc)
		}
	}
	b.WriteString("\nRules and places are quantities too: the time that an explanation charges to them, as a duration or as a share " +
		"of the\nsubject's time: " + strings.Join(causes, ", ") + ".\n\n")
}

// expectField is the list of expectations.
func expectField(name string, at func(*Scenario) *[]Expectation, doc string) field[Scenario] {
	f := list(name, expectations, at, doc)
	f.kind, f.fallback = "list of lines, see [expect](#expect)", ""
	emit := f.emit
	f.emit = func(s *Scenario) *yaml.Node {
		n := emit(s)
		if n != nil {
			n.Style = 0
		}
		return n
	}
	return f
}
