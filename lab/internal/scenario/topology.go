package scenario

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// topology is a shape of a network that a file names in place of its hosts and
// links.
type topology struct {
	Type             topologyType
	Count            int64
	From, To, Router string
	Access, Between  *yaml.Node // fields of links; nil: none
}

type topologyType uint8

// The shapes.
const (
	dumbbell topologyType = iota
	star
	chain
	parkingLot
)

var topologyNames = []string{"dumbbell", "star", "chain", "parking-lot"}

// topologyTable describes a topology.
func topologyTable() []field[topology] {
	return []field[topology]{
		among("type", topologyNames, func(t *topology) *topologyType { return &t.Type },
			"dumbbell: from1, from2, ... - router1 - router2 - to1, to2, ...; star: from1, from2, ... around router1; "+
				"chain: from - router1 - ... - to; parking-lot: a chain whose routers have hosts of their own, from1 and to1 "+
				"around the first link between routers, from2 and to2 around the second, ..., and from and to around all"),
		scalar("count", counts[i64](1, maxMembers), 2, func(t *topology) *i64 { return &t.Count },
			"dumbbell: hosts on each side; star: hosts; chain: routers; parking-lot: links between routers"),
		scalar("from", hosts, "client", func(t *topology) *string { return &t.From },
			"name of the hosts on the side of clients"),
		scalar("to", hosts, "server", func(t *topology) *string { return &t.To },
			"name of the hosts on the other side"),
		scalar("router", hosts, "router", func(t *topology) *string { return &t.Router },
			"name of the routers, which are numbered"),
		linkPart("access", func(t *topology) **yaml.Node { return &t.Access },
			"what the links of hosts are like; up is towards the server's side, in a star towards the router"),
		linkPart("between", func(t *topology) **yaml.Node { return &t.Between },
			"what the links between routers are like, such as the bottleneck of a dumbbell"),
	}
}

// linkPart is a map of the fields of links, which are read when the links are made.
func linkPart(name string, at func(*topology) **yaml.Node, doc string) field[topology] {
	return field[topology]{
		name: name, doc: doc, kind: "fields of [links](#links) from preset on",
		schema: func(r Registry) map[string]any {
			s := schemaOf(r, linkTable())
			delete(s, "required")
			delete(s["properties"].(map[string]any), "between")
			return s
		},
		put: func(d *decoder, n *yaml.Node, t *topology) {
			if n.Kind != yaml.MappingNode {
				d.fail(n, "%s: %s, expected a map of fields", name, describe(n))
				return
			}
			if at := entry(n, "between"); at != nil {
				d.fail(at, "%s: the topology says what its links are between", name)
			}
			*at(t) = n
		},
	}
}

// layOut replaces the topology by hosts and links.
func (d *decoder) layOut(root *yaml.Node) {
	n := remove(root, topologyName)
	if n == nil {
		return
	}
	var t topology
	before := d.failed
	if decodeMap(d, n, topologyName, topologyTable(), &t); d.failed > before {
		return
	}
	l := layout{decoder: d, topology: t, at: n}
	for _, f := range []struct {
		name string
		kind yaml.Kind
		into **yaml.Node
	}{{"hosts", yaml.MappingNode, &l.hosts}, {"links", yaml.SequenceNode, &l.links}} {
		have := entry(root, f.name)
		if have == nil || have.Kind == yaml.ScalarNode && have.Tag == "!!null" {
			remove(root, f.name)
			have = d.made(n, yaml.Node{Kind: f.kind})
			root.Content = append(root.Content, d.word(n, f.name), have)
		}
		if have.Kind != f.kind {
			return // is reported when it is read
		}
		*f.into = have
	}
	switch t.Type {
	case dumbbell:
		l.dumbbell()
	case star:
		l.star()
	case chain:
		l.chain()
	case parkingLot:
		l.parkingLot()
	}
}

// layout is a topology as it becomes hosts and links.
type layout struct {
	*decoder
	topology
	at, hosts, links *yaml.Node
}

func (l *layout) dumbbell() {
	left, right := l.router(1), l.router(2)
	l.many(l.From)
	l.many(l.To)
	l.link(l.From, left, l.Access)
	l.link(left, right, l.Between)
	l.link(right, l.To, l.Access)
}

func (l *layout) star() {
	l.many(l.From)
	l.link(l.From, l.router(1), l.Access)
}

func (l *layout) chain() {
	l.host(l.From)
	l.host(l.To)
	l.line(int(l.Count))
}

// line is the path of routers from one host to the other.
func (l *layout) line(routers int) {
	last := l.From
	for i := 1; i <= routers; i++ {
		r := l.router(i)
		if i == 1 {
			l.link(last, r, l.Access)
		} else {
			l.link(last, r, l.Between)
		}
		last = r
	}
	l.link(last, l.To, l.Access)
}

func (l *layout) parkingLot() {
	l.host(l.From)
	l.host(l.To)
	l.line(int(l.Count) + 1)
	for i := 1; i <= int(l.Count); i++ {
		from, to := l.From+strconv.Itoa(i), l.To+strconv.Itoa(i)
		l.host(from)
		l.host(to)
		l.link(from, l.routerName(i), l.Access)
		l.link(l.routerName(i+1), to, l.Access)
	}
}

func (l *layout) routerName(i int) string { return l.Router + strconv.Itoa(i) }

// router is a host that forwards.
func (l *layout) router(i int) string {
	name := l.routerName(i)
	if h := l.host(name); entry(h, "router") == nil {
		h.Content = append(h.Content, l.word(l.at, "router"), l.word(l.at, "true"))
	}
	return name
}

// many are hosts that the topology counts.
func (l *layout) many(name string) {
	h := l.host(name)
	if own := entry(h, countName); own != nil {
		l.fail(own, "%s: the topology says how many there are, expected its count to be changed", countName)
		return
	}
	h.Content = append(h.Content, l.word(l.at, countName), l.word(l.at, strconv.FormatInt(l.Count, 10)))
}

// host returns the fields of a host, which the file may have given it already.
func (l *layout) host(name string) *yaml.Node {
	h := entry(l.hosts, name)
	switch {
	case h == nil:
		h = l.made(l.at, yaml.Node{Kind: yaml.MappingNode})
		l.hosts.Content = append(l.hosts.Content, l.word(l.at, name), h)
	case h.Kind == yaml.ScalarNode && h.Tag == "!!null":
		h.Kind, h.Tag, h.Value = yaml.MappingNode, "", ""
	}
	return h
}

// link joins two hosts.
func (l *layout) link(a, b string, fields *yaml.Node) {
	ends := l.made(l.at, yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{l.word(l.at, a), l.word(l.at, b)}})
	one := l.made(l.at, yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{l.word(l.at, "between"), ends}})
	if fields != nil {
		one.Content = append(one.Content, l.copyOf(fields).Content...)
	}
	l.links.Content = append(l.links.Content, one)
}
