package tidy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// arrow says what the packages at and below one path may import of the
// module's other packages: a path, or a path and all below it with "/...".
// Packages under the same arrow may always import each other.
type arrow struct {
	from string
	to   []string
}

// arrows is the shape of the house. The longest match speaks for a package.
var arrows = []arrow{
	{"sim/vtime", nil},
	{"sim/cause", []string{"sim/vtime", "sim/internal/shelf"}},
	{"sim/internal/shelf", nil},
	{"sim/errno", nil},
	{"sim/knob", []string{"sim/vtime"}},
	{"sim/link", []string{"sim", "sim/vtime", "sim/cause"}},
	{"sim", []string{"sim/vtime", "sim/cause", "sim/internal/shelf"}},
	{"ip", nil},
	{"tcp", []string{"ip", "sim/vtime", "sim/cause", "sim/errno", "sim/knob"}},
	{"stack/packetdrill", []string{"stack", "ip", "tcp", "sim/..."}},
	{"stack/gvisor", []string{"stack", "ip", "tcp", "sim/..."}}, // and stack does not know of it
	{"stack", []string{"ip/...", "tcp/...", "sim/..."}},
	{"httpx/tls", []string{"stack", "tcp", "ip", "sim/..."}},
	{"httpx/internal/h2", []string{"sim/vtime", "sim/cause"}},
	{"httpx", []string{"httpx/internal/h2", "httpx/tls", "stack/...", "ip", "sim", "sim/vtime", "sim/cause", "sim/errno"}},
	{"lab/internal/units", []string{"sim/vtime"}},
	{"lab/internal/pcapng", []string{"lab/internal/units", "sim/vtime"}},
	{"lab/internal/har", []string{"lab/internal/units", "sim/vtime"}},
	{"docs/labs", nil},
	{"lab", []string{"lab/...", "httpx/...", "stack/...", "tcp/...", "ip/...", "sim/..."}},
	{"lab/cli", []string{"lab/...", "docs/labs", "stack/packetdrill"}}, // scripts test the stack alone: there is no lab in between
	{"cmd", []string{"lab/cli"}},
}

// guests are modules that belong to one part of the house; nil means tests.
var guests = []struct {
	prefix string
	homes  []string
	why    string
}{
	{"github.com/spf13/", []string{commands}, "flags and commands belong to lab/cli: take the value as an argument"},
	{"gvisor.dev/gvisor/pkg/tcpip/stack", []string{"stack/gvisor"}, "a stack of somebody else's is a guest (stack.Guest)"},
	{"gvisor.dev/gvisor/pkg/tcpip/link", []string{"stack/gvisor"}, "wires are those of sim/link"},
	{"gvisor.dev/gvisor/pkg/tcpip/network", []string{"stack/gvisor"}, "datagrams have their own types in ip"},
	{"gvisor.dev/gvisor/pkg/tcpip/transport", []string{"stack/gvisor"}, "segments have their own types in tcp"},
	{"gvisor.dev/gvisor/pkg/waiter", []string{"stack/gvisor"}, "processes wait in a sim.WaitQueue"},
	{"github.com/google/gopacket", []string{"lab"}, "packets have their own types in ip and tcp"},
	{"github.com/stretchr/testify", nil, "only tests use it: return an error or panic"},
	{"github.com/rogpeppe/go-internal", nil, "only tests use it"},
	{"github.com/santhosh-tekuri/jsonschema", nil, "only tests use it"},
	{"gonum.org/v1/plot", []string{"lab/internal/plot", "lab/internal/sweep"}, "only lab/internal/plot, results of sweeps and tests draw"},
	{"github.com/parquet-go", []string{"lab/internal/sweep"}, "only results of sweeps are tables for other programs"},
	{"pgregory.net/rapid", nil, "only tests use it: draw from a named stream"},
}

// governing returns the arrow that speaks for a directory, or nil.
func governing(dir string) *arrow {
	var best *arrow
	for i := range arrows {
		a := &arrows[i]
		if covers(a.from+"/...", dir) && (best == nil || len(a.from) > len(best.from)) {
			best = a
		}
	}
	return best
}

// covers reports whether a pattern, a path with or without "/...", matches dir.
func covers(pattern, dir string) bool {
	base, tree := strings.CutSuffix(pattern, "/...")
	return dir == base || tree && strings.HasPrefix(dir, base+"/")
}

func checkImports(t *tree) []finding {
	var found []finding
	for _, p := range t.folders {
		if p.dir != "." && governing(p.dir) == nil {
			found = append(found, finding{p.dir, 0, "imports",
				"no arrow speaks for this package: give it a place in the table in imports_test.go"})
			continue
		}
		for _, s := range p.files {
			if s.ast != nil {
				found = append(found, checkFileImports(t, p, s)...)
			}
		}
	}
	return found
}

func checkFileImports(t *tree, p *folder, s *source) []finding {
	var found []finding
	free := s.test() || p.support()
	for _, spec := range s.ast.Imports {
		name := importPath(spec)
		var bad string
		if to, own := strings.CutPrefix(name, module+"/"); own {
			bad = badArrow(p.dir, to, free)
		} else if !free {
			bad = badGuest(p, name)
		}
		if bad != "" {
			found = append(found, finding{s.path, t.line(spec.Pos()), "imports", bad})
		}
	}
	return found
}

// badArrow says what is wrong with an import of one own package by another, or
// nothing. Test code is free to look at everything but the commands.
func badArrow(from, to string, free bool) string {
	var own *arrow
	if own = governing(from); own == nil {
		own = &arrow{from: from}
	}
	switch {
	case own == governing(to) && !isSupport(to):
		return ""
	case covers("cmd/...", to), covers(commands, to) && !covers("cmd/...", from):
		return fmt.Sprintf("%s imports %s: nothing imports a command, move what is shared down into lab/internal", from, to)
	case free:
		return ""
	case isSupport(to):
		return fmt.Sprintf("%s imports %s outside its tests: test support is for tests", from, to)
	case slices.ContainsFunc(own.to, func(pattern string) bool { return covers(pattern, to) }):
		return ""
	case len(own.to) == 0:
		return fmt.Sprintf("%s imports %s: %s imports no other package of the module", from, to, own.from)
	}
	return fmt.Sprintf("%s imports %s: arrows point down, %s may import only %s",
		from, to, own.from, strings.Join(own.to, ", "))
}

// badGuest says what is wrong with an import from another module, or nothing.
func badGuest(p *folder, name string) string {
	for _, g := range guests {
		home := func(dir string) bool { return covers(dir+"/...", p.dir) }
		if strings.HasPrefix(name, g.prefix) && !slices.ContainsFunc(g.homes, home) {
			return fmt.Sprintf("%s imports %s: %s", p.dir, name, g.why)
		}
	}
	return ""
}

func TestImports(t *testing.T) {
	const own = `"github.com/rttlab/rttlab/`
	src := func(pkg string, imports ...string) string {
		return "package " + pkg + "\n" + strings.Join(imports, "\n") + "\n"
	}
	use := func(dir string) string { return "import _ " + own + dir + `"` }
	want := func(dir, why string) string { return use(dir) + " // want imports: " + why }
	for _, c := range []fixture{
		{"vtime imports nothing", []string{"sim/vtime/a.go", src("vtime", want("sim/cause", "no other package"))}},
		{"cause sees vtime", []string{"sim/cause/a.go", src("cause", use("sim/vtime"), want("sim", "only sim/vtime"))}},
		{"link sees sim", []string{"sim/link/a.go", src("link", use("sim"), use("sim/cause"),
			want("ip", "arrows point down"))}},
		{"sim knows no wires", []string{"sim/a.go", src("sim", use("sim/vtime"), want("sim/link", "arrows point down"))}},
		{"ip stands alone", []string{"ip/a.go", src("ip", want("sim/vtime", "no other package"))}},
		{"tcp is pure", []string{"tcp/a.go", src("tcp", use("ip"), use("sim/vtime"), use("tcp/internal/seq"),
			want("sim", "only ip, sim/vtime, sim/cause"), want("stack", "only ip"))}},
		{"stack", []string{"stack/gv/a.go", src("gv", use("tcp"), use("sim/link"), use("stack"),
			want("httpx", "only ip/..."))}},
		{"httpx knows no wires", []string{"httpx/page/a.go", src("page", use("httpx"), use("stack"), use("sim"),
			want("sim/link", "arrows point down"), want("tcp", "arrows point down"))}},
		{"lab's leaves", []string{
			"lab/internal/har/a.go", src("har", use("lab/internal/units"), want("lab", "only lab/internal/units")),
			"lab/internal/pcapng/a.go", src("pcapng", want("lab/internal/har", "only lab/internal/units")),
			"lab/internal/units/a.go", src("units", want("lab", "only sim/vtime"))}},
		{"lab sees all but cmd", []string{"lab/a.go", src("lab", use("lab/internal/har"), use("httpx"), use("sim/link"),
			want("cmd/rttlab", "nothing imports a command"))}},
		{"commands see lab", []string{"lab/cli/a.go", src("cli", use("lab"), use("lab/internal/units"),
			use("stack/packetdrill"), want("stack", "only lab/..."))}},
		{"nothing but cmd sees commands", []string{"lab/a.go", src("lab", want("lab/cli", "nothing imports a command")),
			"cmd/rttlab/a.go", src("main", use("lab/cli"), use("cmd/internal/x"), want("lab", "only lab/cli"))}},
		{"tests are free", []string{"tcp/a_test.go", src("tcp", use("sim"), use("tcp/tcptest"), use("lab"),
			want("cmd/rttlab", "nothing imports a command"))}},
		{"test support is free", []string{"tcp/tcptest/space/a.go", src("space", use("sim"), use("tcp"))}},
		{"test support stays in tests", []string{"tcp/a.go", src("tcp", want("tcp/tcptest", "test support is for tests"))}},
		{"guests", []string{"stack/a.go", src("stack",
			`import _ "github.com/spf13/cobra" // want imports: belong to lab/cli`,
			`import _ "github.com/google/gopacket/layers" // want imports: own types`,
			`import _ "pgregory.net/rapid" // want imports: named stream`)}},
		{"guests at home", []string{
			"lab/a.go", src("lab", `import _ "github.com/google/gopacket"`),
			"tcp/a_test.go", src("tcp", `import _ "pgregory.net/rapid"`),
			"lab/cli/a.go", src("cli", `import _ "github.com/spf13/cobra"`)}},
	} {
		c.run(t, checkImports)
	}
}

func TestImportsUnknownPackage(t *testing.T) {
	tr := treeOf("extra/a.go", "package extra\n", "a.go", "package rttlab\n")
	found := checkImports(tr)
	if len(found) != 1 || found[0].file != "extra" || !strings.Contains(found[0].text, "table") {
		t.Errorf("got %v, want one finding about the package without an arrow", found)
	}
}
