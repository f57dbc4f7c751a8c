package scenario_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// FuzzParse reads any bytes: they are refused with errors that are fit to print,
// or read as a scenario that is written down and read back.
func FuzzParse(f *testing.F) {
	for _, text := range samples(f) {
		f.Add([]byte(text))
	}
	for _, a := range badFiles(f) {
		for _, file := range a.Files {
			if strings.HasSuffix(file.Name, ".yaml") && !strings.HasPrefix(file.Name, "laughs") {
				f.Add(file.Data)
			}
		}
	}
	for seed := range uint64(20) {
		f.Add(randomScenario(seed).YAML(registry))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := scenario.Parse("f.yaml", data, registry)
		if err != nil {
			require.Nil(t, s)
			requireReport(t, "f.yaml", data, err)
			return
		}
		requireRoundTrip(t, s)
		_, err = s.Subnets()
		require.NoError(t, err)
	})
}

// FuzzAssign changes a scenario at any path to any value, twice: the same holds.
func FuzzAssign(f *testing.F) {
	for _, set := range []string{
		"seed=7", "links[0].delay=80ms", "links[1].up.loss=1%", "links[0].lose_data=[3, 4]", "options.tcp.nagle=off",
		"hosts.client.options.tcp.mss=536", "hosts.new={router: true}", "names.a.b=client", "dns={server: server}",
		"links[0].between[1]=tcp.example", "notes=[]", "pages={}", "workloads[0]={type: bulk, client: client, server: server}",
		"links[99999999999999999999]=", "links[0", "[0]", "a..b=", "title={", "notes=[&a x, *a]",
	} {
		path, value, _ := strings.Cut(set, "=")
		f.Add(path, value, "hosts.server", "{}")
		f.Add("dns", "{server: client}", path, value)
	}
	f.Fuzz(func(t *testing.T, path1, value1, path2, value2 string) {
		set := []scenario.Assignment{{Path: path1, Value: value1}, {Path: path2, Value: value2}}
		s, err := parse(assignable, set...)
		if err != nil {
			requireReport(t, "f.yaml", []byte(assignable), err)
			return
		}
		requireRoundTrip(t, s)
	})
}
