package scenario_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// assignable has something at every kind of place.
const assignable = `rttlab: 1
hosts:
  client: &host {profile: linux}
  server: *host
  tcp.example: {}
  tcp.example.net: {}
links:
  - {between: [client, server], delay: &delay 5ms, jitter: *delay, lose_data: [1, 2]}
  - {between: [server, tcp.example]}
names: {shop.example: server}
servers:
  - {host: server, resources: [{path: /}, {path: /a}]}
pages:
  home: {objects: [{id: doc, url: "http://shop.example/"}]}
workloads:
  - {type: page, client: client, page: home}
notes: [one]
`

// assignments splits "path=value path=value": values hold no spaces here.
func assignments(text string) (set []scenario.Assignment) {
	for _, one := range strings.Split(text, " ; ") {
		path, value, _ := strings.Cut(one, "=")
		set = append(set, scenario.Assignment{Path: path, Value: value})
	}
	return set
}

// An assignment does what the same text in the file does. Each case says which
// line of the file becomes which.
func TestAssign(t *testing.T) {
	for _, c := range []struct{ set, old, new string }{
		{"seed=7", "rttlab: 1", "rttlab: 1\nseed: 7"},
		{"title=two words: one text", "rttlab: 1", "rttlab: 1\ntitle: 'two words: one text'"},
		{"title=", "rttlab: 1", "rttlab: 1\ntitle: ''"},
		{"title=null", "rttlab: 1", "rttlab: 1\ntitle: 'null'"},
		{"title=a=b", "rttlab: 1", "rttlab: 1\ntitle: a=b"},
		{"seed=7 ; seed=8", "rttlab: 1", "rttlab: 1\nseed: 8"},
		{"options.tcp.nagle=off", "rttlab: 1", "rttlab: 1\noptions: {tcp.nagle: off}"},
		{"options.tcp.nagle=off ; options.tcp.rto_min=1s", "rttlab: 1", "rttlab: 1\noptions: {tcp.nagle: off, tcp.rto_min: 1s}"},
		{"options={tcp.nagle: off, tcp.mss: 536}", "rttlab: 1", "rttlab: 1\noptions: {tcp.nagle: off, tcp.mss: 536}"},
		// The values that an alias stands for elsewhere stay.
		{"hosts.client.profile=rfc", "client: &host {profile: linux}\n  server: *host",
			"client: {profile: rfc}\n  server: {profile: linux}"},
		{"hosts.server.profile=rfc", "server: *host", "server: {profile: rfc}"},
		{"hosts.server.options.tcp.nagle=off", "server: *host", "server: {profile: linux, options: {tcp.nagle: off}}"},
		{"links[0].delay=80ms", "delay: &delay 5ms, jitter: *delay", "delay: 80ms, jitter: 5ms"},
		{"links[0].jitter=80ms", "jitter: *delay", "jitter: 80ms"},
		// The longest name wins.
		{"hosts.tcp.example.router=true", "tcp.example: {}", "tcp.example: {router: true}"},
		{"hosts.tcp.example.net.router=true", "tcp.example.net: {}", "tcp.example.net: {router: true}"},
		{"hosts.tcp.example.options.host.ttl=9", "tcp.example: {}", "tcp.example: {options: {host.ttl: 9}}"},
		{"hosts.tcp.example.net={router: true}", "tcp.example.net: {}", "tcp.example.net: {router: true}"},
		{"hosts.more.com={}", "tcp.example.net: {}", "tcp.example.net: {}\n  more.com: {}"},
		{"hosts.more.com={} ; hosts.more.com.router=yes", "tcp.example.net: {}", "tcp.example.net: {}\n  more.com: {router: yes}"},
		{"links[1].up.loss=1%", "tcp.example]}", "tcp.example], up: {loss: 1%}}"},
		{"links[1].up.loss=1% ; links[1].up.rate=1Mbit/s", "tcp.example]}", "tcp.example], up: {loss: 1%, rate: 1Mbit/s}}"},
		{"links[1].up={loss: 1%}", "tcp.example]}", "tcp.example], up: {loss: 1%}}"},
		{"links[1].between=[client, tcp.example]", "[server, tcp.example]", "[client, tcp.example]"},
		{"links[1].between[0]=client", "[server, tcp.example]", "[client, tcp.example]"},
		{"links[0].lose_data=[5]", "lose_data: [1, 2]", "lose_data: [5]"},
		{"links[0].lose_data=[]", ", lose_data: [1, 2]", ""},
		{"links[0].lose_data[1]=9", "lose_data: [1, 2]", "lose_data: [1, 9]"},
		{"links[1]={between: [client, tcp.example]}", "[server, tcp.example]", "[client, tcp.example]"},
		{"names.shop.example=client", "shop.example: server", "shop.example: client"},
		{"names.www.shop.example=client", "{shop.example: server}", "{shop.example: server, www.shop.example: client}"},
		{"dns={server: server}", "rttlab: 1", "rttlab: 1\ndns: {server: server}"},
		{"dns.server=server ; dns.think=1ms", "rttlab: 1", "rttlab: 1\ndns: {server: server, think: 1ms}"},
		{"servers[0].resources[1].size=20KB", "{path: /a}", "{path: /a, size: 20KB}"},
		{"servers[0].resources=[{path: /b}]", "[{path: /}, {path: /a}]", "[{path: /b}]"},
		{"pages.home.objects[0].think=1s", `url: "http://shop.example/"`, `url: "http://shop.example/", think: 1s`},
		{"workloads[0].count=5", "page: home}", "page: home, count: 5}"},
		{"notes=[a, 'b c']", "notes: [one]", "notes: [a, 'b c']"},
		{"notes[0]=two", "notes: [one]", "notes: [two]"},
	} {
		t.Run(c.set, func(t *testing.T) {
			require.Contains(t, assignable, c.old)
			want := mustParse(t, strings.Replace(assignable, c.old, c.new, 1))
			require.Equal(t, want, mustParse(t, assignable, assignments(c.set)...))
		})
	}
}

// Errors of assignments name the assignment instead of a place in the file.
func TestAssignErrors(t *testing.T) {
	const fields = "rttlab, title, seed"
	for _, c := range []struct{ set, want string }{
		{"=5", "--set =5: the path ends too early, expected one such as links[0].delay"},
		{"links[0].=5", "--set links[0].=5: the path ends too early, expected one such as links[0].delay"},
		{"seeed=5", `--set seeed=5: unknown field "seeed"; did you mean "seed"?`},
		{".seed=5", `--set .seed=5: unknown field ".seed"; did you mean "seed"?`},
		{"links[0].dealy=5ms", `--set links[0].dealy=5ms: unknown field "dealy"; did you mean "delay"?`},
		{"links[0].up.rat=5ms", `--set links[0].up.rat=5ms: unknown field "rat"; did you mean "rate"?`},
		{"links[0].delay=50", `--set links[0].delay=50: delay: "50": the unit is missing, expected a duration such as 50ms`},
		{"links[0].delay.ms=50", `--set links[0].delay.ms=50: "links[0].delay" is a single value, expected nothing after it but "ms"`},
		{"links[2].delay=5ms", "--set links[2].delay=5ms: there is no element [2], expected [0] to [1]"},
		{"links[-1].delay=5ms", "--set links[-1].delay=5ms: there is no element [-1], expected [0] to [1]"},
		{"links[x].delay=5ms", "--set links[x].delay=5ms: there is no element [x], expected [0] to [1]"},
		{"links[0=5ms", `--set links[0=5ms: the position "[0" is no number in brackets, expected one such as [0]`},
		{"links[0]delay=5ms", `--set links[0]delay=5ms: "delay" after a position, expected a dot and a field`},
		{"links.0.delay=5ms", `--set links.0.delay=5ms: the position "0.delay" is no number in brackets, expected one such as [0]`},
		{"servers[1].port=5", "--set servers[1].port=5: there is no element [1], expected [0]"},
		{"routes[0].via=5", "--set routes[0].via=5: there is no element [0], expected a list with elements: this one is empty"},
		{"hosts.clinet.profile=rfc", `--set hosts.clinet.profile=rfc: nothing is named "clinet"; did you mean "client"?`},
		{"hosts.clinet.options.tcp.nagle=off",
			`--set hosts.clinet.options.tcp.nagle=off: nothing is named "clinet"; did you mean "client"?`},
		{"hosts.other=", `--set hosts.other=: nothing is named "other", expected one of client, server, tcp.example, tcp.example.net`},
		{"hosts.new.options={}", `--set hosts.new.options={}: nothing is named "new", expected one of client, server, tcp.example, tcp.example.net`},
		{"hosts.client.profil=rfc", `--set hosts.client.profil=rfc: unknown field "profil"; did you mean "profile"?`},
		{"hosts.client.profile=lniux", `--set hosts.client.profile=lniux: profile: unknown profile "lniux"; did you mean "linux"?`},
		{"hosts.client.options.tcp.nagel=off",
			`--set hosts.client.options.tcp.nagel=off: unknown knob "tcp.nagel"; did you mean "tcp.nagle"?`},
		{"options.nagle=off", `--set options.nagle=off: unknown knob "nagle"; did you mean "tcp.nagle"?`},
		{"options.tcp.nagle=maybe", `--set options.tcp.nagle=maybe: tcp.nagle: unknown value "maybe", ` +
			`expected one of off, classic, minshall: when a small segment waits for earlier data (RFC 9293 section 3.7.4)`},
		{"hosts={}", "--set hosts={}: hosts: there are none, expected at least one"},
		{"hosts={}", "f.yaml:8:16: between: no host is named \"client\", expected one, but there are none"},
		{"links[0].between[1]=nobody", `--set links[0].between[1]=nobody: between: no host is named "nobody", ` +
			`expected one of client, server, tcp.example, tcp.example.net`},
		{"links[0]=[", `--set links[0]=[: value: not YAML: while parsing a flow node: did not find expected node content`},
		{"links[0]={a: 1} b", `--set links[0]={a: 1} b: value: not YAML: did not find expected <document start>`},
		{"links[0]={}", "--set links[0]={}: between is missing, expected the two hosts"},
		{"links={}", "--set links={}: links: there is a map, expected a list of maps"},
		{"links=5", `--set links=5: links: there is "5", expected a list of maps`},
		{"dns.think=5ms", "--set dns.think=5ms: server is missing, expected the host that answers"},
		{"dns.server=nobody", `--set dns.server=nobody: server: no host is named "nobody", ` +
			`expected one of client, server, tcp.example, tcp.example.net`},
		{"names.x=nobody", `--set names.x=nobody: names: no host is named "nobody", ` +
			`expected one of client, server, tcp.example, tcp.example.net`},
		{"workloads[0].bytes=5", "--set workloads[0].bytes=5: bytes: a workload of type page has no such field, expected only with type bulk"},
		{"workloads[0].type=bulk", "f.yaml:16:34: page: a workload of type bulk has no such field, expected only with type page"},
		{"title={a: \x00}", "--set title={a: \ufffd}: value: control character 0x00, expected a text file"},
		{"notes=[&a [*a]]", "--set notes=[&a [*a]]: value: maps and lists within each other, expected at most 32"},
		{"notes=[!!str x]", "--set notes=[!!str x]: value: the tag !!str means nothing here, expected a value without one"},
		{"seed=1\n2", "--set seed=1\ufffd2: seed: \"1\\n2\" is not a whole number in plain digits, expected 0 to 18446744073709551615"},
		{"title." + strings.Repeat("x", 100) + "=5", "--set title." + strings.Repeat("x", 51) + "...=5: " +
			`"title" is a single value, expected nothing after it but "` + strings.Repeat("x", 57) + `..."`},
	} {
		t.Run(c.set, func(t *testing.T) {
			_, err := parse(assignable, assignments(c.set)...)
			require.Error(t, err)
			require.Contains(t, strings.Split(err.Error(), "\n"), c.want)
		})
	}
	_, err := parse(assignable, assignments("nothing=5")...)
	require.ErrorContains(t, err, `--set nothing=5: unknown field "nothing", expected one of `+"dns, expect, family, hosts, include, links")
	require.NotContains(t, err.Error(), fields)
}

// What is wrong with the file and with assignments is reported at once.
func TestAssignErrorsWithErrorsOfTheFile(t *testing.T) {
	_, err := parse("rttlab: 1\nseed: x\nhosts: {a: {}}\n", assignments("until=5 ; sed=1")...)
	require.EqualError(t, err, `--set sed=1: unknown field "sed"; did you mean "seed"?
--set until=5: until: "5": the unit is missing, expected a duration such as 50ms
f.yaml:2:7: seed: "x" is not a whole number in plain digits, expected 0 to 18446744073709551615`)
	_, err = parse("- 1\n", assignments("until=5")...)
	require.EqualError(t, err, "f.yaml:1:1: scenario: there is a list, expected a map of fields")
	_, err = parse("rttlab: 1\nhosts: [a]\nlinks: 5\n", assignments("hosts.a.router=yes ; links[0].delay=5ms")...)
	require.EqualError(t, err, `--set hosts.a.router=yes: there is a list in the file, expected a map to change
--set links[0].delay=5ms: there is no element [0], expected a list with elements: this one is empty
f.yaml:2:8: hosts: there is a list, expected a map from names to fields
f.yaml:3:8: links: there is "5", expected a list of maps`)
}
