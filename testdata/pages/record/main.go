package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", "testdata/pages", "folder to write to")
	program := flag.String("browser", "chromium", "the browser to run")
	runs := flag.Int("runs", 7, "how often to load each page; the fastest load is kept")
	flag.Parse()
	for _, s := range []*site{shop(), article()} {
		name := filepath.Join(*out, s.name+".har")
		if err := record(*program, s, *runs, name); err != nil {
			fmt.Fprintf(os.Stderr, "record: %s: %v\n", s.name, err)
			os.Exit(1)
		}
	}
}

// record loads one page a few times and writes the file of the load that was
// disturbed least by whatever else the machine did: the fastest.
func record(program string, s *site, runs int, name string) error {
	var best *recorder
	for range runs {
		r, err := load(program, s)
		if err != nil {
			return err
		}
		if best == nil || r.loadTime() < best.loadTime() {
			best = r
		}
	}
	text, err := json.MarshalIndent(best.har(s), "", "  ")
	if err != nil {
		return err
	}
	fmt.Printf("%s: loaded in %.0f ms\n", name, 1e3*best.loadTime())
	return os.WriteFile(name, append(text, '\n'), 0o666)
}

// load loads one page in a fresh browser.
func load(program string, s *site) (*recorder, error) {
	port, stop, err := serve(s)
	if err != nil {
		return nil, err
	}
	defer stop()
	b, err := startBrowser(program, s.hosts, port)
	if err != nil {
		return nil, err
	}
	defer b.close()
	r := &recorder{requests: map[string]*request{}}
	if err := b.load(s.url, r.event); err != nil {
		return nil, err
	}
	return r, r.fetchBodies(b)
}
