package lab_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// leaves notes which values the fields below v have, by their path.
func leaves(v reflect.Value, path string, seen map[string]map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		saw(path+"?", fmt.Sprint(v.IsNil()), seen)
		if !v.IsNil() {
			leaves(v.Elem(), path, seen)
		}
	case reflect.Slice:
		saw(path+"#", fmt.Sprint(v.Len()), seen)
		for i := range v.Len() {
			leaves(v.Index(i), path, seen)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				leaves(v.Field(i), path+"."+f.Name, seen)
			}
		}
	default:
		saw(path, fmt.Sprint(v.Interface()), seen)
	}
}

func saw(path, value string, seen map[string]map[string]bool) {
	if seen[path] == nil {
		seen[path] = map[string]bool{}
	}
	seen[path][value] = true
}

// unvaried are the fields that random worlds leave alone, and why.
var unvaried = map[string]string{
	".Title": "a text", ".Notes#": "texts", ".MaxEvents": "it keeps runs short", ".Expect#": "lab/internal/expect tries what files expect",
	".Hosts.Stack":                        "TestRandomGVisorWorldsProperty draws it",
	".Links.Addresses#":                   "lab/internal/scenario tries which addresses fit together",
	".Links.Subnet":                       "see addresses",
	".Routes#":                            "the format checks that routes lead somewhere, and stack tries them",
	".Workloads.From#":                    "addresses of a client are known once the format has given it some",
	".DNS.Config.KeepNo":                  "files say it as negative_ttl",
	".Proxies.ProxyConfig.Upstream.Nagle": "files do not say it of proxies",
	".Workloads.ClientConfig.Multiplexing.MaxStreams":       "servers have it",
	".Proxies.ProxyConfig.Upstream.Multiplexing.MaxStreams": "servers have it",
	".Workloads.Priority.Given":                             "files say what is given by giving it",
	".Pages.Objects.Priority.Given":                         "files say what is given by giving it",
	".Pages.Objects.Resource.Sizes?":                        "objects of pages have one size",
	".Servers.Resources.Resource.Sizes?":                    "lab makes it of the sizes of the file",
}

// What is added to the format is drawn by random worlds, or has a reason here.
func TestRandomWorldsUseAllOfTheFormat(t *testing.T) {
	seen := map[string]map[string]bool{}
	for seed := range uint64(300) {
		leaves(reflect.ValueOf(randomScenario(seed)).Elem(), "", seen)
	}
	for path, values := range seen {
		_, excused := unvaried[path]
		require.Equal(t, excused, len(values) == 1, "%s has %d values in random worlds: draw it in random_test.go, or say why not",
			path, len(values))
	}
	for path := range unvaried {
		require.Contains(t, seen, path, "it is excused, and no field")
	}
}
