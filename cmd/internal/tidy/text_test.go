package tidy

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// maxWidth is the most characters on a line of Go; a tab is one. What stands in
// quotes does not count: a message that is broken up cannot be searched for.
const maxWidth = 120

var quoted = regexp.MustCompile("\"(\\\\.|[^\"\\\\])*\"|`[^`]*`")

// The words and names that must not stand in a file are put together from
// parts, so that this file may be checked too.
var (
	leftovers = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)

	machinePath = regexp.MustCompile(`(^|file://|[^A-Za-z0-9_.~/-])/(work|root|home)/`)
	outsidePath = regexp.MustCompile(`\.\./` + `shared\b`)
	registry    = regexp.MustCompile(`\b(proxy\.` + `golang|registry\.` + `npmjs|deb\.` + `debian)\.org\b`)
)

// checkWidth finds Go lines that are too wide.
func checkWidth(t *tree) []finding {
	return eachLine(t, func(line string) (rule, text string) {
		if len(line) <= maxWidth {
			return "", ""
		}
		if n := utf8.RuneCountInString(quoted.ReplaceAllString(line, `""`)); n > maxWidth {
			return "width", fmt.Sprintf("%d characters, more than %d: break the line", n, maxWidth)
		}
		return "", ""
	})
}

// checkWords finds marks of unfinished work in Go files.
func checkWords(t *tree) []finding {
	return eachLine(t, func(line string) (rule, text string) {
		if word := leftovers.FindString(line); word != "" {
			return "words", word + ": finish it, or file an issue and say in prose what is not done"
		}
		return "", ""
	})
}

func eachLine(t *tree, check func(line string) (rule, text string)) []finding {
	var found []finding
	for _, p := range t.folders {
		for _, s := range p.files {
			for i, line := range strings.Split(string(s.text), "\n") {
				if rule, text := check(line); rule != "" {
					found = append(found, finding{s.path, i + 1, rule, text})
				}
			}
		}
	}
	return found
}

// checkPaths finds names of somebody's machine in a text file.
func checkPaths(name string, text []byte) []finding {
	if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		return nil // not text
	}
	var found []finding
	for i, line := range bytes.Split(text, []byte("\n")) {
		if bad := badPath(line); bad != "" {
			found = append(found, finding{name, i + 1, "paths", bad})
		}
	}
	return found
}

func badPath(line []byte) string {
	switch {
	case machinePath.Match(line):
		return "an absolute path of somebody's machine: write a path from the module's root, or one under testdata"
	case outsidePath.Match(line):
		return "a path outside the repository: say here what is needed from there"
	case registry.Match(line):
		return "the host of a package registry: name the package only, the tools know where to ask"
	}
	return ""
}

// textFiles lists the files that git has or would take, or without git all.
func textFiles(root string) ([]string, error) {
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	if out, err := cmd.Output(); err == nil && len(out) > 0 {
		names := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
		slices.Sort(names)
		return slices.Compact(names), nil
	}
	return walkFiles(root)
}

func walkFiles(root string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return skipVanished(err)
		}
		if d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		if d.Type().IsRegular() {
			rel, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			names = append(names, filepath.ToSlash(rel))
		}
		return nil
	})
	return names, err
}

// checkTextFiles looks for paths in every text file of the repository.
func checkTextFiles(root string) ([]finding, error) {
	names, err := textFiles(root)
	if err != nil {
		return nil, err
	}
	var found []finding
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			if err := skipVanished(err); err != nil {
				return nil, err
			}
			continue
		}
		found = append(found, checkPaths(name, text)...)
	}
	return found, nil
}

func TestWidth(t *testing.T) {
	pad := func(n int) string { return strings.Repeat("é", n) }
	tr := treeOf("lab/a.go", "package lab\n//"+pad(118)+"\n//"+pad(119)+"\n\t//"+pad(117)+"\n\t//"+pad(118)+
		"\n\tfail(\"a \\\" "+pad(200)+"\", `"+pad(100)+"`)\n")
	want := []string{"a.go:3: width: 121 characters, more than 120", "a.go:5: width: 121 characters"}
	if found := checkWidth(tr); !containParts(found, want) {
		t.Errorf("got %v, want %q", found, want)
	}
}

func TestWords(t *testing.T) {
	tr := treeOf("lab/a_test.go", strings.Join([]string{
		"package lab",
		"// TO" + "DO: later",
		"// TO" + "DOs and HA" + "CKS are words",
		"var FIX" + "ME int",
		"//XX" + "X",
	}, "\n"))
	want := []string{
		"a_test.go:2: words: TO" + "DO: finish", "a_test.go:4: words: FIX" + "ME", "a_test.go:5: words: XX" + "X",
	}
	if found := checkWords(tr); !containParts(found, want) {
		t.Errorf("got %v, want %q", found, want)
	}
}

func TestPaths(t *testing.T) {
	const slash = "/"
	for _, c := range []struct{ line, want string }{
		{slash + "work/main/a.go:3", "module's root"},
		{"see (" + slash + "home/me/x)", "module's root"},
		{`dir = "` + slash + `root/go"`, "module's root"},
		{"file://" + slash + "home/me", "module's root"},
		{"cat .." + "/shared/notes", "outside the repository"},
		{"GOPROXY=https://proxy." + "golang.org,direct", "registry"},
		{"\"resolved\": \"https://registry." + "npmjs.org/x\"", "registry"},
		{"http://deb." + "debian.org/debian", "registry"},
		{"http://example.com/home/index.html", ""},
		{"a/work/b ./" + "root/c ~/home/d net-work/home/", ""},
		{"the /workshop and /rooted/x, golang.org, go.yaml.in, shared/", ""},
	} {
		found := checkPaths("docs/a.md", []byte("fine\n"+c.line+"\n"))
		var want []string
		if c.want != "" {
			want = []string{"docs/a.md:2: paths: "}
		}
		if !containParts(found, want) || len(found) == 1 && !strings.Contains(found[0].text, c.want) {
			t.Errorf("%q: got %v, want %q", c.line, found, c.want)
		}
	}
	if found := checkPaths("a.pcap", []byte("\x00 /"+"home/me/x")); len(found) != 0 {
		t.Errorf("in a binary file: got %v", found)
	}
}

func TestTextFilesWithoutGit(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.md", "sub/.ci/run", ".git/config"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("cd /"+"root/x\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	names, err := walkFiles(dir)
	if want := []string{"a.md", "sub/.ci/run"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("walkFiles: got %q and %v, want %q", names, err, want)
	}
	found, err := checkTextFiles(dir)
	if want := []string{"a.md:1: paths", "sub/.ci/run:1: paths"}; err != nil || !containParts(found, want) {
		t.Errorf("checkTextFiles: got %v and %v, want %q", found, err, want)
	}
}
