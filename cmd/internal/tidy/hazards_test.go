package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// ban keeps names out of simulated code. A name is what objectName says; one
// with "*" at its end stands for all that begin so.
type ban struct {
	rule    string
	names   []string
	except  []string
	instead string
}

const (
	useStamp   = "take the time as an argument (vtime.Time), or let the world's clock schedule an event"
	useStream  = "draw from the named stream of the world's seed that you are given"
	useProcess = "let the event loop resume a simulated process (iter.Pull), or poll"
	useCaller  = "return it to the caller: only lab/cli prints, exits, reads flags, opens files or real sockets"
)

var bans = []ban{
	{rule: "clock", instead: useStamp, names: []string{
		"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.Tick",
		"time.NewTimer", "time.NewTicker", "context.WithTimeout*", "context.WithDeadline*"}},
	{rule: "random", instead: useStream, names: []string{"math/rand/v2.*"}, except: []string{
		"math/rand/v2.New", "math/rand/v2.NewPCG", "math/rand/v2.NewChaCha8", "math/rand/v2.NewZipf"}},
	{rule: "goroutine", instead: useProcess, names: []string{
		"(*sync.WaitGroup).Go", "(*golang.org/x/sync/errgroup.Group).Go", "context.AfterFunc"}},
	{rule: "outside", instead: useCaller, names: []string{
		"os.*", "os/exec.*", "flag.*", "log.*", "io/ioutil.*", "builtin.print*",
		"fmt.Print*", "fmt.Scan", "fmt.Scanf", "fmt.Scanln",
		"path/filepath.Walk*", "path/filepath.Glob", "path/filepath.Abs",
		"net.Dial*", "net.Listen*", "net.Lookup*", "net.Resolve*", "net.Interface*",
		"net/http.Get", "net/http.Head", "net/http.Post*", "net/http.ListenAndServe*", "net/http.Default*",
		"runtime.GOMAXPROCS", "runtime.NumCPU", "runtime.NumGoroutine"},
		except: []string{"os.Err*", "os.Is*", "log.New"}},
	{rule: "outside", instead: "keep times in UTC: the zone is the machine's",
		names: []string{"time.Local", "time.LoadLocation", "(time.Time).Local"}},
}

// bannedImports are packages that simulated code does without altogether.
var bannedImports = map[string]struct{ rule, instead string }{
	"math/rand":    {"random", useStream},
	"crypto/rand":  {"random", useStream},
	"hash/maphash": {"random", "its seed differs in each process: use hash/fnv"},
	"unsafe":       {"unsafe", "copy, or encoding/binary"},
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		prefix, wild := strings.CutSuffix(pattern, "*")
		return name == pattern || wild && strings.HasPrefix(name, prefix)
	})
}

// banned returns the ban on a name, or nil.
func banned(name string) *ban {
	for i := range bans {
		if b := &bans[i]; matches(b.names, name) && !matches(b.except, name) {
			return b
		}
	}
	return nil
}

// checkBans finds the uses of banned names, called or not.
func checkBans(t *tree) []finding {
	var found []finding
	eachNode(t, simulated, func(p *folder, s *source, n ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		name := objectName(p.info.Uses[id])
		if b := banned(name); b != nil {
			text := fmt.Sprintf("%s in simulated code: %s", name, b.instead)
			found = append(found, finding{s.path, t.line(id.Pos()), b.rule, text})
		}
	})
	return found
}

// checkBannedImports finds imports of banned packages.
func checkBannedImports(t *tree) []finding {
	var found []finding
	for _, p := range t.folders {
		if !p.simulated() {
			continue
		}
		for _, s := range p.code() {
			for _, spec := range s.ast.Imports {
				if b, ok := bannedImports[importPath(spec)]; ok {
					text := fmt.Sprintf("package %s in simulated code: %s", importPath(spec), b.instead)
					found = append(found, finding{s.path, t.line(spec.Pos()), b.rule, text})
				}
			}
		}
	}
	return found
}

// checkGoroutines finds the statements and types of concurrent code.
func checkGoroutines(t *tree) []finding {
	var found []finding
	eachNode(t, simulated, func(_ *folder, s *source, n ast.Node) {
		if what := concurrent(n); what != "" {
			text := fmt.Sprintf("%s in simulated code: %s", what, useProcess)
			found = append(found, finding{s.path, t.line(n.Pos()), "goroutine", text})
		}
	})
	return found
}

func concurrent(n ast.Node) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "go statement"
	case *ast.SelectStmt:
		return "select statement"
	case *ast.ChanType:
		return "channel type"
	case *ast.SendStmt:
		return "channel send"
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return "channel receive"
		}
	}
	return ""
}

// checkPortable finds files that one of two platforms does not compile: the rules
// would not see them, and runs would differ between platforms.
func checkPortable(t *tree) []finding {
	var found []finding
	for _, p := range t.folders {
		if !p.simulated() {
			continue
		}
		for _, s := range p.code() {
			if !s.builtOn("linux") || !s.builtOn("windows") {
				found = append(found, finding{s.path, 0, "portable",
					"not compiled on every platform (a name that ends in _linux too): write it once for all, or move it to cmd"})
			}
		}
	}
	return found
}

func TestHazards(t *testing.T) {
	for _, c := range []fixture{
		{"clock", []string{"lab/a.go", `package lab
import ("context"; clk "time")
var now = clk.Now // want clock: vtime.Time
func f(ctx context.Context) {
	clk.Sleep(1) // want clock: event
	<-clk.After(1) // want clock: event ; goroutine: iter.Pull
	_ = clk.NewTimer(1) // want clock: event
	_, stop := context.WithTimeout(ctx, clk.Second) // want clock: event
	stop()
}
func g(clk interface{ Now() int }) int { return clk.Now() }
`}},
		{"random", []string{"sim/a.go", `package sim
import (
	_ "crypto/rand" // want random: named stream
	_ "hash/maphash" // want random: fnv
	old "math/rand" // want random: named stream
	"math/rand/v2"
)
var a = old.Int()
var b = rand.IntN(6) // want random: named stream
var c = rand.N(6) // want random: named stream
func d(rand *rand.Rand) int { return rand.IntN(6) }
var e = rand.New(rand.NewPCG(1, 2)).IntN(6)
`}},
		{"goroutine", []string{"stack/a.go", `package stack
import "sync"
func f(c chan int) { // want goroutine: iter.Pull
	go f(nil) // want goroutine: iter.Pull
	select {} // want goroutine: iter.Pull
}
func g(c <-chan int) int { return <-c } // want goroutine: type ; goroutine: receive
type queue chan<- int // want goroutine: type
func h(q queue) { q <- 1 } // want goroutine: send
func i(w *sync.WaitGroup) { w.Go(func() {}) } // want goroutine: iter.Pull
`}},
		{"outside", []string{"httpx/a.go", `package httpx
import ("fmt"; "io"; "log"; "net"; "os"; "time")
var home = os.Getenv("HOME") // want outside: lab/cli
func f(w io.Writer) error {
	fmt.Fprintln(w, "fine")
	fmt.Println("not") // want outside: lab/cli
	fmt.Fprintln(os.Stdout, "not") // want outside: lab/cli
	println("not") // want outside: lab/cli
	log.Printf("not") // want outside: lab/cli
	if _, err := net.Dial("tcp", ""); err != nil { // want outside: sockets
		return os.ErrDeadlineExceeded
	}
	_ = time.Local // want outside: UTC
	_, err := os.Open("not") // want outside: lab/cli
	return err
}
`}},
		{"unsafe", []string{"ip/a.go", `package ip
import _ "unsafe" // want unsafe: encoding/binary
`}},
		{"commands, tests and test support are free", []string{
			"lab/cli/a.go", "package cli\nimport \"time\"\nvar now = time.Now\nfunc f() { go f() }\n",
			"sim/a_test.go", "package sim\nimport \"time\"\nvar now = time.Now\n",
			"sim/simtest/a.go", "package simtest\nimport (\"os\"; _ \"unsafe\")\nvar f = os.ReadFile\nfunc g() { go g() }\n"}},
		{"types", []string{"tcp/a.go", `package tcp
var a int = "one" // want types: cannot use
var b = clock() // want types: undefined
`}},
		{"own packages are checked from source", []string{
			"ip/a.go", "package ip\ntype Addr uint32\n",
			"tcp/a.go", `package tcp
import "github.com/rttlab/rttlab/ip"
var a ip.Addr = 1
var b ip.Name // want types: undefined
`}},
		{"own packages that cannot be imported", []string{
			"sim/a.go", `package sim
import _ "github.com/rttlab/rttlab/sim/cause"
import _ "github.com/rttlab/rttlab/ip" // want types: no package ip
`,
			"sim/cause/a.go", `package cause
import _ "github.com/rttlab/rttlab/sim" // want types: import cycle
`}},
	} {
		c.run(t, typecheck, checkBans, checkBannedImports, checkGoroutines, checkPortable)
	}
}

func TestPortable(t *testing.T) {
	tr := treeOf("stack/a.go", "//go:build never\n\npackage stack\n", "stack/b_plan9.go", "package stack\n",
		"stack/c.go", "//go:build go1.20\n\npackage stack\n")
	var got []string
	for _, f := range checkPortable(tr) {
		got = append(got, f.file+" "+f.rule)
	}
	if want := []string{"stack/a.go portable", "stack/b_plan9.go portable"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBansNameTheReplacement(t *testing.T) {
	for _, b := range bans {
		if b.instead == "" || len(b.names) == 0 {
			t.Errorf("the ban on %v does not say what to do instead", b.names)
		}
	}
}
