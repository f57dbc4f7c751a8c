package cli

import (
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/expect"
	"github.com/rttlab/rttlab/lab/internal/pool"
)

// testFlags are the flags of test.
type testFlags struct {
	junit      string
	tap, bless bool
	jobs       int
}

func testCommand() *cobra.Command {
	var f testFlags
	c := &cobra.Command{
		Use:   "test FILE|DIR...",
		Short: "Run scenarios, and check what they expect",
		Long: "Test runs scenarios, or all (*.yaml, *.yml) of folders, and compares each run with the lines of expect: in its\n" +
			"file. A line that does not hold is told with what the time is made of. Files that expect nothing are skipped.",
		Example:           "  rttlab test testdata/scenarios\n  rttlab test --bless shop.yaml\n  rttlab test --junit out.xml scenarios",
		ValidArgsFunction: completeFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args) },
	}
	c.Flags().BoolVar(&f.tap, "tap", false, "print the result as TAP")
	c.Flags().StringVar(&f.junit, "junit", "", "write the result as JUnit XML to a file")
	c.Flags().BoolVar(&f.bless, "bless", false, "write the present values into the files, where lines ask for them with ?")
	c.Flags().IntVar(&f.jobs, "jobs", 0, "runs at once; 0: as many as there are processors")
	return c
}

// tested is what became of a file.
type tested struct {
	file    string
	broken  error // the file cannot be run
	skipped bool  // it expects nothing
	all     []expect.Verdict
	blessed int
}

func (t *tested) failed() bool { return t.broken != nil || len(expect.Unmet(t.all)) > 0 }

func (f *testFlags) run(c *cobra.Command, args []string) error {
	files, err := scenarioFiles(args)
	if err != nil {
		return err
	}
	if f.jobs < 0 {
		return fmt.Errorf("--jobs: expected 0 or more")
	}
	results := make([]tested, len(files))
	bar := newProgress(c.ErrOrStderr())
	pool.Each(len(files), jobs(f.jobs), func(done int) { bar.count(done, len(files)) }, func(i int) {
		results[i] = f.test(c, files[i])
	})
	bar.clear()
	if err := f.write(results); err != nil {
		return err
	}
	if f.tap {
		writeTAP(c.OutOrStdout(), results)
	} else {
		writeVerdicts(c.OutOrStdout(), results)
	}
	switch {
	case slices.ContainsFunc(results, func(t tested) bool { return t.broken != nil }):
		return errInput
	case slices.ContainsFunc(results, func(t tested) bool { return t.failed() }):
		return errFailed
	}
	return nil
}

// scenarioFiles lists the files that arguments name, those of a folder by name.
func scenarioFiles(args []string) (files []string, err error) {
	if len(args) == 0 {
		return nil, fmt.Errorf("expected files or folders with scenarios")
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, plain(err)
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		before := len(files)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); err == nil && !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, plain(err)
		}
		if len(files) == before {
			return nil, fmt.Errorf("%s: no scenarios (*.yaml, *.yml) in it", arg)
		}
	}
	return files, nil
}

// test runs a file.
func (f *testFlags) test(c *cobra.Command, file string) tested {
	t := tested{file: file}
	data, err := read(c, file)
	if err != nil {
		t.broken = err
		return t
	}
	s, err := lab.Load(file, data, lab.LoadOptions{Open: opener(c, file), Network: lab.DefaultNetwork()})
	if err != nil {
		t.broken = err
		return t
	}
	if t.skipped = len(s.Expect) == 0; t.skipped {
		return t
	}
	tally := expect.NewTally()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{tally}})
	if err != nil {
		t.broken = err
		return t
	}
	t.all = expect.Judge(r, tally, s.Expect)
	if f.bless {
		t.bless(data)
	}
	return t
}

// bless writes the present values into the file, and takes what they are of for
// met.
func (t *tested) bless(data []byte) {
	fresh, n, err := expect.Bless(data, t.all)
	if err == nil && n > 0 {
		err = writeWhole(t.file, fresh)
	}
	if err != nil {
		t.broken = fmt.Errorf("%s: --bless: %w", t.file, err)
		return
	}
	t.blessed = n
	for i := range t.all {
		if v := &t.all[i]; v.Asks {
			v.OK = true
		}
	}
}

// writeWhole writes a file as a whole.
func writeWhole(name string, data []byte) error {
	o, err := create(name)
	if err != nil {
		return err
	}
	if _, err := o.Write(data); err != nil {
		o.discard()
		return err
	}
	return o.commit()
}

// writeVerdicts prints the result for people.
func writeVerdicts(to io.Writer, all []tested) {
	passed, failed, skipped, blessed := 0, 0, 0, 0
	for i := range all {
		t := &all[i]
		blessed += t.blessed
		switch {
		case t.skipped:
			skipped++
			fmt.Fprintln(to, "skip  "+t.file+": it expects nothing")
		case t.failed():
			failed++
			fmt.Fprintln(to, "FAIL  "+t.file)
			for _, line := range t.complaints() {
				fmt.Fprintln(to, "  "+line)
			}
		default:
			passed++
			fmt.Fprintln(to, "ok    "+t.file)
		}
	}
	fmt.Fprintf(to, "%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if blessed > 0 {
		fmt.Fprintf(to, "lines blessed: %d\n", blessed)
	}
}

// complaints are the lines that say what is wrong.
func (t *tested) complaints() (lines []string) {
	if t.broken != nil {
		return strings.Split(t.broken.Error(), "\n")
	}
	for _, v := range expect.Unmet(t.all) {
		lines = append(lines, v.Text+": "+v.Message)
		for _, d := range v.Detail {
			lines = append(lines, "    "+d)
		}
	}
	return lines
}

// writeTAP prints the result in the Test Anything Protocol.
func writeTAP(to io.Writer, all []tested) {
	fmt.Fprintf(to, "TAP version 13\n1..%d\n", len(all))
	for i := range all {
		t := &all[i]
		switch {
		case t.skipped:
			fmt.Fprintf(to, "ok %d - %s # SKIP it expects nothing\n", i+1, t.file)
		case t.failed():
			fmt.Fprintf(to, "not ok %d - %s\n", i+1, t.file)
			for _, line := range t.complaints() {
				fmt.Fprintln(to, "# "+line)
			}
		default:
			fmt.Fprintf(to, "ok %d - %s\n", i+1, t.file)
		}
	}
}

// The elements of JUnit's XML: a suite for each file, a case for each line.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string     `xml:"classname,attr"`
		Name    string     `xml:"name,attr"`
		Failure *junitText `xml:"failure"`
		Error   *junitText `xml:"error"`
		Skipped *struct{}  `xml:"skipped"`
	}
	junitText struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// write writes the JUnit file, if one is wanted.
func (f *testFlags) write(all []tested) error {
	if f.junit == "" {
		return nil
	}
	doc := junitSuites{}
	for i := range all {
		doc.Suites = append(doc.Suites, all[i].suite())
	}
	text, err := xml.MarshalIndent(doc, "", " ")
	if err == nil {
		err = writeWhole(f.junit, append([]byte(xml.Header), append(text, '\n')...))
	}
	if err != nil {
		return fmt.Errorf("--junit %w", err)
	}
	return nil
}

func (t *tested) suite() junitSuite {
	s := junitSuite{Name: t.file}
	switch {
	case t.broken != nil:
		s.Errors = 1
		message := t.complaints()
		s.Cases = []junitCase{{Class: t.file, Name: "load", Error: &junitText{message[0], strings.Join(message, "\n")}}}
	case t.skipped:
		s.Skipped = 1
		s.Cases = []junitCase{{Class: t.file, Name: "expect", Skipped: &struct{}{}}}
	}
	for _, v := range t.all {
		x := junitCase{Class: t.file, Name: v.Text}
		if !v.OK {
			s.Failures++
			x.Failure = &junitText{v.Message, strings.Join(v.Detail, "\n")}
		}
		s.Cases = append(s.Cases, x)
	}
	s.Tests = len(s.Cases)
	return s
}
