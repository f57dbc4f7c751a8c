package expect

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// Bless writes present values into a file where its lines ask for them, and
// returns the file and how many lines changed. Comments and formatting stay as they
// are.
func Bless(data []byte, all []Verdict) (fresh []byte, changed int, err error) {
	places := scenario.ExpectPlaces(data)
	lines := bytes.SplitAfter(data, []byte("\n"))
	// From the end: what a line gains must not move what comes before it.
	for i := min(len(all), len(places)) - 1; i >= 0; i-- {
		v := &all[i]
		if !v.Asks {
			continue
		}
		value, err := v.present()
		if err != nil {
			return data, 0, fmt.Errorf("line %d: %s: %w", places[i].Line, v.Text, err)
		}
		if text := v.With(value); text != v.Text {
			line := lines[places[i].Line-1]
			if lines[places[i].Line-1], err = rewrite(line, places[i].Column, v.Text, text); err != nil {
				return data, 0, fmt.Errorf("line %d: %s: %w", places[i].Line, v.Text, err)
			}
			changed++
		}
	}
	return bytes.Join(lines, nil), changed, nil
}

// rewrite puts another text in place of one that stands in a line at a column.
func rewrite(line []byte, column int, old, text string) ([]byte, error) {
	head := string([]rune(string(line))[:column-1])
	rest := strings.TrimPrefix(string(line), head)
	at := strings.Index(rest, old)
	if at < 0 || at > 1 { // behind at most a quotation mark
		return nil, fmt.Errorf("it is not on one line with single spaces, which is expected of a line to be blessed")
	}
	return []byte(head + rest[:at] + text + rest[at+len(old):]), nil
}

// present is the value that makes a line hold for all that it is about.
func (v *Verdict) present() (int64, error) {
	if len(v.Values) == 0 {
		return 0, fmt.Errorf("%s", v.Message)
	}
	least, most := v.Values[0], v.Values[0]
	for _, x := range v.Values {
		least, most = min(least, x), max(most, x)
	}
	switch {
	case v.Share:
		return 0, fmt.Errorf("a share cannot be blessed, expected a duration")
	case v.Operator == "<=":
		return most, nil
	case v.Operator == ">=":
		return least, nil
	case v.Operator != "=":
		return 0, fmt.Errorf("no value can be blessed with %s, expected =, <= or >=", v.Operator)
	case least != most:
		return 0, fmt.Errorf("the values differ, from %s to %s: expected <= or >=", v.Format(least), v.Format(most))
	}
	return least, nil
}
