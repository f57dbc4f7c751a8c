package scenario_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/simtest"
)

// Both files are written from the tables that the parser reads by.
func TestDocumentation(t *testing.T) {
	golden(t, "../../../docs/scenario.schema.json", string(scenario.Schema(registry)))
	golden(t, "../../../docs/scenario.md", scenario.Reference(registry))
}

func compile(t testing.TB) *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenario.Schema(registry)))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("scenario.schema.json", doc))
	s, err := c.Compile("scenario.schema.json")
	require.NoError(t, err)
	return s
}

// validate checks a YAML file as an editor would.
func validate(t testing.TB, s *jsonschema.Schema, text []byte) error {
	var doc any
	require.NoError(t, yaml.Unmarshal(text, &doc))
	return s.Validate(plain(doc))
}

// plain makes of what YAML decodes to what JSON would.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = plain(x)
		}
	case map[any]any:
		out := map[string]any{}
		for k, x := range v {
			out[fmt.Sprint(k)] = plain(x)
		}
		return out
	case []any:
		for i, x := range v {
			v[i] = plain(x)
		}
	case uint64:
		return float64(v)
	}
	return v
}

func TestSchemaAcceptsWhatIsRight(t *testing.T) {
	s := compile(t)
	for name, text := range samples(t) {
		_, err := parse(text)
		require.NoError(t, err, name)
		require.NoError(t, validate(t, s, []byte(text)), name)
	}
}

func TestSchemaAcceptsWhatIsWrittenSeeds(t *testing.T) {
	s := compile(t)
	for seed := range simtest.Seeds(t, 100) {
		text := randomScenario(seed).YAML(registry)
		require.NoError(t, validate(t, s, text), "seed %d: %s", seed, text)
	}
}

// Each line makes a scenario that is right wrong, for the schema too.
func TestSchemaRejects(t *testing.T) {
	s := compile(t)
	for _, c := range []struct{ path, value string }{
		{"seed", "one"},
		{"seed", "-1"},
		{"seed", "1.5"},
		{"seed", "'1'"},
		{"rttlab", "2"},
		{"seeed", "1"},
		{"until", "5"},
		{"until", "5 fortnights"},
		{"until", "-5s"},
		{"until", "1_0s"},
		{"profiles", "{old: {options: {}}}"},
		{"profiles", "{old: {like: linux, options: {tcp.nagel: off}}}"},
		{"options", "{tcp.nagel: off}"},
		{"options", "{tcp.nagle: maybe}"},
		{"options", "{tcp.mss: 5}"},
		{"options", "{tcp.mss: 5ms}"},
		{"options", "{tcp.delayed_ack: 40}"},
		{"options", "{host.ttl: 256}"},
		{"options", "{host.icmp: 1}"},
		{"hosts", "[a, b]"},
		{"hosts", "{a: {roter: true}}"},
		{"hosts", "{a: {router: 1}}"},
		{"links", "[{delay: 5ms}]"},
		{"links", "[{between: [a]}]"},
		{"links", "[{between: [a, b, c]}]"},
		{"links", "[{between: [a, b], dealy: 5ms}]"},
		{"links", "[{between: [a, b], rate: 0}]"},
		{"links", "[{between: [a, b], rate: 10}]"},
		{"links", "[{between: [a, b], loss: 2}]"},
		{"links", "[{between: [a, b], loss: 1 %%}]"},
		{"links", "[{between: [a, b], mtu: 67}]"},
		{"links", "[{between: [a, b], lose_data: [0]}]"},
		{"links", "[{between: [a, b], lose_data: 1}]"},
		{"links", "[{between: [a, b], addresses: [10.0.0.1]}]"},
		{"links", "[{between: [a, b], up: {between: [a, b]}}]"},
		{"links", "[{between: [a, b], queue_bytes: -1}]"},
		{"links", "[{between: [a, b], queue_bytes: 1e13}]"},
		{"names", "{two words: a}"},
		{"names", "{x: [a]}"},
		{"dns", "{think: 5ms}"},
		{"servers", "[{host: a, port: 0}]"},
		{"servers", "[{host: a, resources: [{path: index.html}]}]"},
		{"servers", "[{host: a, resources: [{path: /, status: 100}]}]"},
		{"pages", "{p: {objects: []}}"},
		{"pages", "{p: {}}"},
		{"pages", "{p: }"},
		{"pages", "{p: {objects: [{id: x}]}}"},
		{"pages", "{p: {objects: [{id: '', url: 'http://x/'}]}}"},
		{"workloads", "[{client: a}]"},
		{"workloads", "[{type: bluk, client: a}]"},
		{"workloads", "[{type: bulk, client: a}]"},
		{"workloads", "[{type: page, client: a}]"},
		{"workloads", "[{type: page, client: a, page: p, bytes: 5}]"},
		{"workloads", "[{type: bulk, client: a, server: b, url: x}]"},
		{"workloads", "[{type: bulk, client: a, server: b, count: 0}]"},
		{"workloads", "[{type: bulk, client: a, server: b, connections_per_host: 3}]"},
		{"notes", "text"},
	} {
		var doc map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(small), &doc))
		var value any
		require.NoError(t, yaml.Unmarshal([]byte(c.value), &value))
		doc[c.path] = value
		text, err := yaml.Marshal(doc)
		require.NoError(t, err)
		require.Error(t, validate(t, s, text), "schema: %s", text)
		_, err = parse(string(text))
		require.Error(t, err, "parser: %s", text)
	}
}

// A part that others include may lack anything, and use profiles that they make; a file
// that has hosts and workloads is whole, and a profile that nobody makes is a mistake.
func TestSchemaOfParts(t *testing.T) {
	s := compile(t)
	const whole = "rttlab: 1\nhosts: {a: {profile: mine}}\nworkloads: []\n"
	for text, right := range map[string]bool{
		"rttlab: 1\nhosts: {a: {profile: mine}}\n":  true,
		"rttlab: 1\nprofile: mine\nworkloads: []\n": true,
		"rttlab: 1\nnames: {x.example: a}\n":        true,
		"rttlab: 1\nname: {x.example: a}\n":         false,
		whole:                                       false,
		whole + "profiles: {mine: {like: rfc}}\n":   true,
		whole + "include: mine.yaml\n":              true,
	} {
		err := validate(t, s, []byte(text))
		require.Equal(t, right, err == nil, "%s%v", text, err)
	}
}

// What only the parser sees: names that nothing has, what is there twice, and
// what two values together get wrong. Of all bad files only these pass as valid.
func TestBadFilesThatTheSchemaCannotSee(t *testing.T) {
	s := compile(t)
	var passed []string
	for _, a := range badFiles(t) {
		for _, f := range a.Files {
			var doc any
			if !strings.HasSuffix(f.Name, ".yaml") || yaml.Unmarshal(f.Data, &doc) != nil {
				continue // no YAML for editors either
			}
			if s.Validate(plain(doc)) == nil {
				passed = append(passed, f.Name)
			}
		}
	}
	sort.Strings(passed)
	require.Equal(t, []string{
		"circle.yaml", "dangling.yaml", "h2.yaml", "hosts-missing.yaml", "itself.yaml", "merge.yaml", "no-room.yaml", "overlaps.yaml", "ports.yaml",
		"reorder.yaml", "second-is-broken.yaml", "second-is-empty.yaml", "tags.yaml", "twice.yaml", "two-documents.yaml",
	}, passed)
}

// samples are scenarios that are right: those of the documentation, of the tests
// and of the repository.
func samples(t testing.TB) map[string]string {
	all := map[string]string{
		"example":    scenario.Example,
		"small":      small,
		"assignable": assignable,
		"doc.go":     docExample(t),
	}
	names, err := filepath.Glob("../../../testdata/scenarios/*.yaml")
	require.NoError(t, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		all[name] = string(data)
	}
	return all
}

// docExample is the scenario in the package's documentation.
func docExample(t testing.TB) string {
	data, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var b strings.Builder
	text, _, _ := strings.Cut(string(data), "// # What stands for more")
	for line := range strings.SplitSeq(text, "\n") {
		if code, ok := strings.CutPrefix(line, "//\t"); ok {
			b.WriteString(code + "\n")
		}
	}
	require.Contains(t, b.String(), "rttlab: 1")
	return b.String()
}
