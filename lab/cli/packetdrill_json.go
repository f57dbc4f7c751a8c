package cli

import "encoding/json"

// drillDocument is the JSON of a run of scripts.
type drillDocument struct {
	Passed  int           `json:"passed"`
	Failed  int           `json:"failed"`
	Scripts []drillScript `json:"scripts"`
}

// drillScript is one script of it. Times are nanoseconds.
type drillScript struct {
	Name      string        `json:"name"`
	Passed    bool          `json:"passed"`
	Events    int           `json:"events"`
	Time      int64         `json:"time"`
	Deviation int64         `json:"deviation"` // the largest from a time of the script
	Printed   []string      `json:"printed,omitempty"`
	Failure   *drillFailure `json:"failure,omitempty"`
}

// drillFailure is the first difference. What is empty is left out.
type drillFailure struct {
	Line     int    `json:"line"`
	Mistake  bool   `json:"mistake"` // of the script
	What     string `json:"what"`
	Expected string `json:"expected,omitempty"`
	Got      string `json:"got,omitempty"`
	When     string `json:"when,omitempty"`
	Why      string `json:"why,omitempty"`
}

func (o *drillOutput) document(all []drilled, failed int) error {
	doc := drillDocument{Passed: len(all) - failed, Failed: failed, Scripts: []drillScript{}}
	for _, d := range all {
		r := d.result
		s := drillScript{
			Name: d.name, Passed: r.Failure == nil, Events: r.Events, Time: int64(r.End), Deviation: int64(r.Worst),
			Printed: d.printed,
		}
		if f := r.Failure; f != nil {
			s.Failure = &drillFailure{f.Line, f.Mistake, f.What, f.Expected, f.Got, f.When, f.Why}
		}
		doc.Scripts = append(doc.Scripts, s)
	}
	e := json.NewEncoder(o.w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(doc)
}
