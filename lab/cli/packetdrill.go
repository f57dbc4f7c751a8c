package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/pcapng"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/stack/packetdrill"
)

// drillFlags are the flags of packetdrill.
type drillFlags struct {
	strict, relaxed, tap, json bool
	profile, pcap              string
	defines, extra             []string
}

func packetdrillCommand() *cobra.Command {
	var f drillFlags
	c := &cobra.Command{
		Use:   "packetdrill FILE|DIR...",
		Short: "Run packetdrill scripts against the stack, in virtual time",
		Example: "  rttlab packetdrill testdata/packetdrill\n" +
			"  rttlab packetdrill --profile rfc --strict script.pkt",
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, args) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"pkt"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	c.Flags().BoolVar(&f.strict, "strict", false, "also compare echoed timestamps, and fail where packets are left over")
	c.Flags().BoolVar(&f.relaxed, "relaxed", false, "compare options of SYNs as a set, and windows not at all")
	c.Flags().StringVar(&f.profile, "profile", "", "profile of the stack; without it the one that a script is for")
	c.Flags().StringArrayVarP(&f.defines, "define", "D", nil, "define a word of the scripts, as NAME=value")
	c.Flags().StringArrayVar(&f.extra, "option", nil, "an option as in the head of a script, such as ip_version=ipv6")
	c.Flags().StringVar(&f.pcap, "pcap", "", "folder for a capture of each script")
	c.Flags().BoolVar(&f.tap, "tap", false, "print the Test Anything Protocol")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	c.MarkFlagsMutuallyExclusive("tap", "json")
	return c
}

// drilled is a script that was run.
type drilled struct {
	name    string
	result  packetdrill.Result
	printed []string
	err     error // of its capture
}

func (f *drillFlags) run(c *cobra.Command, args []string) error {
	options, err := f.options()
	if err != nil {
		return err
	}
	files, err := scriptFiles(args)
	if err != nil {
		return err
	}
	if f.pcap != "" {
		if err := os.MkdirAll(f.pcap, 0o755); err != nil {
			return plain(err)
		}
	}
	out := drillOutput{f, c.OutOrStdout(), len(files)}
	failed := 0
	var all []drilled
	out.begin()
	for d := range f.inParallel(files, options) {
		switch {
		case d.err != nil:
			return d.err
		case d.result.Failure != nil:
			failed++
		}
		all = append(all, d)
		out.script(len(all), d)
	}
	if err := out.end(all, failed); err != nil {
		return err
	}
	if failed > 0 {
		return errFailed
	}
	return nil
}

func (f *drillFlags) options() (packetdrill.Options, error) {
	o := packetdrill.Options{Profile: f.profile, Strict: f.strict, Relaxed: f.relaxed, Define: map[string]string{}}
	if profiles := knobs.Registry().Profiles; f.profile != "" && !slices.Contains(profiles, f.profile) {
		return o, fmt.Errorf("--profile: no profile is named %q%s", f.profile, units.DidYouMean(f.profile, profiles))
	}
	for _, e := range f.extra {
		name, value, _ := strings.Cut(e, "=")
		at := packetdrill.Pos{File: "--option " + e}
		o.Extra = append(o.Extra, packetdrill.Option{Pos: at, Name: strings.TrimLeft(name, "-"), Value: value})
	}
	for _, d := range f.defines {
		name, value, _ := strings.Cut(d, "=")
		if name == "" {
			return o, fmt.Errorf("-D %s: expected NAME=value", d)
		}
		o.Define[name] = value
	}
	return o, nil
}

// scriptFiles lists the scripts that arguments name.
func scriptFiles(args []string) ([]string, error) {
	if len(args) == 0 {
		return nil, errors.New("expected files or folders with scripts (*.pkt)")
	}
	var all []string
	for _, a := range args {
		info, err := os.Stat(a)
		if err != nil {
			return nil, plain(err)
		}
		if !info.IsDir() {
			all = append(all, a)
			continue
		}
		names, err := packetdrill.Scripts(os.DirFS(a), ".")
		if err != nil {
			return nil, plain(err)
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("%s: no scripts (*.pkt) are in this folder", a)
		}
		for _, n := range names {
			all = append(all, filepath.Join(a, filepath.FromSlash(n)))
		}
	}
	return all, nil
}

// inParallel runs scripts on all processors and yields them in their order.
func (f *drillFlags) inParallel(files []string, o packetdrill.Options) func(yield func(drilled) bool) {
	return func(yield func(drilled) bool) {
		results := make([]chan drilled, len(files))
		for i := range results {
			results[i] = make(chan drilled, 1)
		}
		var next, stop = make(chan int), make(chan struct{})
		var workers sync.WaitGroup
		for range min(runtime.GOMAXPROCS(0), len(files)) {
			workers.Go(func() {
				for i := range next {
					results[i] <- f.one(files[i], o)
				}
			})
		}
		go func() {
			defer close(next)
			for i := range files {
				select {
				case next <- i:
				case <-stop:
					return
				}
			}
		}()
		defer workers.Wait()
		defer close(stop)
		for _, r := range results {
			if !yield(<-r) {
				return
			}
		}
	}
}

// one runs a script.
func (f *drillFlags) one(name string, o packetdrill.Options) drilled {
	d := drilled{name: name}
	o.Print = func(line string) { d.printed = append(d.printed, line) }
	if f.pcap == "" {
		d.result = packetdrill.RunFile(name, o)
		return d
	}
	flat := strings.NewReplacer("/", "_", `\`, "_", ":", "_").Replace(strings.TrimSuffix(filepath.Clean(name), ".pkt"))
	var files outputs
	defer files.discard()
	w, err := files.create(filepath.Join(f.pcap, strings.TrimLeft(flat, "._")+".pcapng"))
	if err != nil {
		d.err = err
		return d
	}
	capture := pcapng.NewWriter(w, pcapng.Header{Application: "rttlab", Comment: name})
	iface := capture.AddInterface(pcapng.Interface{Name: "local"})
	o.Capture = func(p packetdrill.Captured) {
		capture.Packet(pcapng.Packet{
			Interface: iface, At: p.At, Inbound: p.Direction == packetdrill.Inbound, Data: p.Datagram, Comment: []byte(p.Why),
		})
	}
	d.result = packetdrill.RunFile(name, o)
	if d.err = capture.Err(); d.err == nil {
		d.err = files.commit()
	}
	return d
}

// drillOutput prints what became of scripts.
type drillOutput struct {
	flags *drillFlags
	w     io.Writer
	n     int
}

func (o *drillOutput) begin() {
	if o.flags.tap {
		fmt.Fprintf(o.w, "TAP version 13\n1..%d\n", o.n)
	}
}

func (o *drillOutput) script(i int, d drilled) {
	f := d.result.Failure
	switch {
	case o.flags.json:
		return
	case o.flags.tap:
		word := "ok"
		if f != nil {
			word = "not ok"
		}
		fmt.Fprintf(o.w, "%s %d - %s\n", word, i, d.name)
	case f == nil:
		fmt.Fprintf(o.w, "ok    %s\n", d.name)
	default:
		fmt.Fprintf(o.w, "FAIL  %s\n", d.name)
	}
	prefix := "  "
	if o.flags.tap {
		prefix = "# "
	}
	lines := d.printed
	if f != nil {
		lines = append(lines, strings.Split(f.Error(), "\n")...)
	}
	for _, l := range lines {
		fmt.Fprintln(o.w, prefix+l)
	}
}

// end prints the sum.
func (o *drillOutput) end(all []drilled, failed int) error {
	switch {
	case o.flags.json:
		return o.document(all, failed)
	case o.flags.tap:
		fmt.Fprint(o.w, "# ")
	}
	_, err := fmt.Fprintf(o.w, "%d passed, %d failed\n", len(all)-failed, failed)
	return err
}
