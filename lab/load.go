package lab

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/har"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// Scenario is a file that Load has read and found to be without mistakes. It has the
// fields of the file, of types that only this module names, and is to be read: YAML
// writes it as a file again, and what changes it is an Assignment, which is checked as
// the file is.
type Scenario = scenario.Scenario

// Assignment changes one value of a file before it is checked, as --set does: the path
// "links[0].delay", the value "80ms".
type Assignment = scenario.Assignment

// Errors is what Load returns for a scenario file with mistakes: all of them, in order of
// place. Line and Column count from 1; 0 means that a mistake has no place.
type Errors = scenario.Errors

// LoadOptions say how a file becomes a scenario.
type LoadOptions struct {
	Set []Assignment // applied in order
	// Open reads a file that the scenario names, such as a trace; nil: none can be read.
	Open    func(name string) ([]byte, error)
	Network Network // for a HAR file
	Page    int     // of a HAR file, from 1; 0: the first that has entries
}

// Load reads a scenario file or, told apart by its name or its content, a HAR
// file. Name is what errors call it. Each line of the error is about one place.
func Load(name string, data []byte, o LoadOptions) (*Scenario, error) {
	if !IsHAR(name, data) {
		reg := knobs.Registry()
		reg.Open = o.Open
		return scenario.Parse(name, data, reg, o.Set...)
	}
	log, err := har.Read(bytes.NewReader(data), har.Limits{})
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	index, pages := har.FirstPage, len(log.Pages())
	if o.Page > pages {
		return nil, fmt.Errorf("%s: there is no page %d, the file has %d", name, o.Page, pages)
	}
	if o.Page > 0 {
		index = o.Page - 1
	}
	page, err := log.ToPage(index, har.Options{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if pages > 1 && o.Page == 0 {
		page.Assumptions = append(page.Assumptions,
			fmt.Sprintf("the file holds %d pages: the first with entries is loaded", pages))
	}
	// What an importer makes is checked like what a person writes.
	return scenario.Parse(name, YAML(fromPage(page, o.Network)), knobs.Registry(), o.Set...)
}

// IsHAR reports whether a file is a HAR file: by its name, or because it is a
// JSON object with a log.
func IsHAR(name string, data []byte) bool {
	if strings.EqualFold(path.Ext(name), ".har") {
		return true
	}
	start := bytes.TrimLeft(data[:min(len(data), 4096)], "\xef\xbb\xbf \t\r\n")
	return bytes.HasPrefix(start, []byte("{")) && bytes.Contains(start, []byte(`"log"`))
}

// YAML writes a scenario in canonical form: what it includes and its parameters have been
// put in, and defaults are left out. Load reads the same scenario from it.
func YAML(s *Scenario) []byte { return s.YAML(knobs.Registry()) }
