package scenario

import (
	"fmt"
	"strings"
)

// Example is a short scenario, the one that the reference shows.
const Example = `rttlab: 1
title: a browser loads a small page over a DSL line
seed: 1
profile: linux
hosts:
  laptop: {}
  isp: {router: true}
  dns: {}
  shop: {options: {tcp.initial_window: 4}}
links:
  - between: [laptop, isp]
    rate: 16Mbit/s                # both ways, but for what up and down say
    delay: 10ms
    queue_packets: 100
    up: {rate: 1Mbit/s, loss: 0.1%}
  - {between: [isp, dns], delay: 2ms}
  - {between: [isp, shop], delay: 30ms, rate: 1Gbit/s}
names: {shop.example: shop}
dns: {server: dns, think: 1ms}
servers:
  - {host: shop}
pages:
  home:
    objects:
      - {id: page, url: "http://shop.example/", size: 20KB, think: 40ms, type: text/html}
      - {id: style, url: "http://shop.example/style.css", parent: page, at: 500, size: 8KB}
      - {id: logo, url: "http://shop.example/logo.png", parent: style, at: 8KB, size: 30KB}
workloads:
  - {type: page, client: laptop, page: home, count: 2, pause: 1s}
`

const referenceHead = `# Scenario files

<!-- Written by "go test ./lab/internal/scenario -update" from the tables that the parser reads by: do not edit. -->

A scenario is a YAML file that says what a run consists of: hosts, the links between them, what servers
serve, and what clients do. Run it with ` + "`rttlab run FILE`" + ` and check it with ` + "`rttlab validate FILE`" + `.

` + "```yaml\n" + Example + "```" + `

Files are read strictly. A field that does not exist, a value without its unit, or a name that nothing has is an error;
all errors of a file are reported at once, each as ` + "`file:line:column: what is wrong, what was expected`" + `.
Editors check files while you type with the JSON Schema in [scenario.schema.json](scenario.schema.json): begin a file
with ` + "`# yaml-language-server: $schema=docs/scenario.schema.json`" + ` and the right path.

## Values

| value | is written as | |
|---|---|---|
| duration | ` + "`50ms`, `1.5s`, `200us`, `10ns`, `2m`, `1h`" + ` | 0 needs no unit; at most 366 days |
| rate | ` + "`10Mbit/s`, `56kbit/s`, `1Gbit/s`, `10MB/s`, `unlimited`" + ` | b and bit are bits, B are bytes; 8bit/s to 1000Tbit/s |
| size | ` + "`64KiB`, `1.5MB`, `1460B`, `1460`" + ` | bytes; k, M, G, T are powers of 1000, Ki, Mi, Gi, Ti of 1024; at most 1TiB |
| share | ` + "`1%`, `0.5%`, `0.005`, `1/200`" + ` | from 0 to 1 |
| number | ` + "`3`" + ` | a whole number in plain digits, without quotes |
| yes/no | ` + "`true`, `false`, `yes`, `no`, `on`, `off`" + ` | without quotes |
| text | ` + "`home`, `\"two words: one text\"`" + ` | taken as it is written |
| host | ` + "`server`" + ` | the name of one of the hosts |

A value is exact or an error; only fractions are rounded, to parts per 1e9. Numbers have no exponent, no underscores and
no zero in front. Names of hosts have letters, digits, hyphens and underscores, with dots between them. Anchors and
aliases work, tags and merge keys do not.

`

const assignmentHelp = `## Changing values

` + "`rttlab run FILE --set PATH=VALUE`" + ` changes one value before the file is checked, as often as it is given. A path goes
through fields, names and positions: ` + "`links[0].delay=80ms`, `hosts.client.options.tcp.nagle=off`, `options.tcp.mss=536`," + `
` + "`names.shop.example=server`, `links[0].lose_data=[3, 4]`, `hosts.extra={router: true}`" + `. Positions count from 0.
A field that is not in the file yet is added.
`

// Reference returns the documentation of the format as Markdown.
func Reference(r Registry) string {
	var b strings.Builder
	b.WriteString(referenceHead)
	section(&b, "The file", "", root(r))
	section(&b, "topology", "`topology: {type: dumbbell, count: 64, access: {rate: 1Gbit/s}, between: {rate: 100Mbit/s, "+
		"delay: 10ms}}`\nmakes 64 clients, 64 servers, two routers and the links between them. A host that the file has "+
		"already keeps its fields.", topologyTable())
	section(&b, "hosts", "Machines by name. A host without fields is written as `name: {}`.", hostTable())
	section(&b, "links", "The fields from `rate` on hold in both directions; `up` and `down` change them in one.", linkTable())
	section(&b, "schedule", "Until the first step, and in a schedule that begins again before its first step, a link is "+
		"as its other fields say.\n`schedule: [{at: 5s, rate: 1Mbit/s}, {at: 7s, outage: yes}, {at: 8s, rate: 10Mbit/s}]`",
		scheduleTable())
	presets(&b)
	section(&b, "queue", "`queue: codel` says as much as `queue: {discipline: codel}`. The bounds of a queue are "+
		"`queue_packets` and\n`queue_bytes`, whatever its discipline.", queueTable())
	section(&b, "routes", "Hosts find each other by the fewest hops through routers. A route overrides that.", routeTable())
	section(&b, "dns", "Lookups are messages over UDP, and over TCP where an answer does not fit. Clients keep answers.", dnsTable())
	section(&b, "authorities", "Each zone is delegated by the nearest one above it, and its host answers for the names in it.",
		authorityTable())
	section(&b, "records", "What is asked about a name of `names` is answered with the addresses of its host, unless there is "+
		"a record. A name without addresses and alias exists and has nothing.", recordTable())
	section(&b, "servers", "A server serves its resources, and the objects of pages whose URLs name its host and port.", serverTable())
	section(&b, "tls of servers", "A server that has this speaks TLS. `port: 443, tls: {}` is a usual one: the port stays 80 if none is named.", serverTLSTable())
	section(&b, "resources", "What a server serves besides the objects of pages.", resourceTable())
	section(&b, "proxies", "A proxy has the fields of a server towards its clients, but for `resources`, and under `upstream` those "+
		"of a client\ntowards the next server. A client asks it where its workload says `proxy: HOST`, and a proxy asks the next "+
		"one in the same\nway. For `https` and every other scheme but `http` the client has it make a tunnel (CONNECT).", proxyTable())
	section(&b, "upstream", "How a proxy behaves towards the next server.", upstreamTable())
	section(&b, "pages", "Pages by name.", pageTable())
	section(&b, "objects", "The parts of a page. The first is the document; each other one is revealed by an earlier one, its parent.",
		objectTable())
	section(&b, "workloads", "What happens. The type says which fields there are.", workloadTable())
	section(&b, "mix", "What a load asks for. See [loads](loads.md).", partTable())
	section(&b, "tls of clients", "What a workload's `tls` says.", clientTLSTable())
	models(&b)
	expectReference(&b)
	knobs(&b, r)
	b.WriteString(assignmentHelp)
	return b.String()
}

func section[T any](b *strings.Builder, title, intro string, table []field[T]) {
	fmt.Fprintf(b, "## %s\n\n", title)
	if intro != "" {
		fmt.Fprintf(b, "%s\n\n", intro)
	}
	fmt.Fprintf(b, "| field | value | default | meaning |\n|---|---|---|---|\n")
	for _, f := range table {
		def := f.fallback
		if f.required || f.needed {
			def = "required"
		}
		doc := f.doc
		if f.only != nil {
			doc = choiceOf(table).name + " " + either(f.only) + ": " + doc
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", f.name, f.kind, def, doc)
	}
	b.WriteString("\n")
}

func knobs(b *strings.Builder, r Registry) {
	fmt.Fprintf(b, "## options\n\nKnobs of hosts. Their defaults are the profile's: %s.\n\n", choice(r.Profiles))
	knobTable(b, r.Options)
	b.WriteString("## knobs of gVisor\n\nWhat a host with `stack: gvisor` has of them, with gVisor's defaults. " +
		"Options of the scenario that it does not have are not for it.\n\n")
	knobTable(b, r.GVisor)
}

func knobTable(b *strings.Builder, options []Option) {
	fmt.Fprintf(b, "| knob | value | meaning |\n|---|---|---|\n")
	for i := range options {
		o := &options[i]
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", o.Name, o.Range(), o.Doc)
	}
	b.WriteString("\n")
}
