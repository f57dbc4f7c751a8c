package scenario

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// maxMembers bounds how many hosts one may stand for.
const maxMembers = 100_000

// references are the fields of lists that name hosts: what is in the list is
// there once for each member of a host that stands for many.
var references = []struct {
	list   string
	fields []string
}{
	{"links", []string{"between"}},
	{"routes", []string{"host"}},
	{"servers", []string{"host"}},
	{"workloads", []string{"client", "server"}},
}

// repeater makes many of one.
type repeater struct {
	*decoder
	members map[string]int // of the hosts that stand for many
}

// repeat replaces each host that has a count by as many hosts, numbered from 1
// behind its name, and repeats what names it.
func (d *decoder) repeat(root *yaml.Node) {
	r := repeater{d, map[string]int{}}
	if hosts := entry(root, "hosts"); hosts != nil && hosts.Kind == yaml.MappingNode {
		r.hosts(hosts)
	}
	if d.failed > 0 {
		return
	}
	for _, ref := range references {
		if list := entry(root, ref.list); list != nil && list.Kind == yaml.SequenceNode {
			r.list(list, ref.fields)
		}
	}
	if names := entry(root, "names"); names != nil && names.Kind == yaml.MappingNode {
		r.names(names)
	}
	r.rest(root)
}

// hosts makes the members.
func (r *repeater) hosts(hosts *yaml.Node) {
	var out []*yaml.Node
	for i := 0; i+1 < len(hosts.Content); i += 2 {
		key, value := hosts.Content[i], hosts.Content[i+1]
		var count *yaml.Node
		if value.Kind == yaml.MappingNode {
			count = remove(value, countName)
		}
		if count == nil {
			out = append(out, key, value)
			continue
		}
		n, ok := readScalar(r.decoder, count, countName, counts[int64](1, maxMembers))
		if !ok {
			continue
		}
		r.members[key.Value] = int(n)
		for m := 1; m <= int(n); m++ {
			one := r.copyOf(value)
			r.number(one, m)
			if out = append(out, r.word(key, key.Value+strconv.Itoa(m)), one); r.full(key) {
				return
			}
		}
	}
	hosts.Content = out
}

// list repeats the elements of a list that name hosts with members.
func (r *repeater) list(list *yaml.Node, fields []string) {
	var out []*yaml.Node
	for _, item := range list.Content {
		count := r.counted(item, fields)
		if count == 0 {
			out = append(out, item)
			continue
		}
		for m := 1; m <= count; m++ {
			one := r.copyOf(item)
			for _, n := range hostsIn(one, fields) {
				r.member(n, m)
			}
			r.number(one, m)
			r.unite(item, one)
			if out = append(out, one); r.full(item) {
				return
			}
		}
	}
	list.Content = out
}

// unite gives the member of a load without a name the name that it would have if its hosts
// were one: loads of one name are one.
func (r *repeater) unite(load, member *yaml.Node) {
	kind, client := entry(load, "type"), entry(load, "client")
	if kind == nil || kind.Value != Load.String() || client == nil || entry(load, "name") != nil {
		return
	}
	w := Workload{Kind: Load, Client: client.Value}
	member.Content = append(member.Content, r.word(client, "name"), r.word(client, w.Title()))
}

// full reports whether more was made of a file than it may stand for.
func (r *repeater) full(at *yaml.Node) bool {
	if r.nodes <= maxNodes {
		return false
	}
	r.fail(at, "this and what comes before it stand for more than %d values, expected fewer", maxNodes)
	return true
}

// counted returns how many an element of a list stands for, 0 for itself.
func (r *repeater) counted(item *yaml.Node, fields []string) int {
	count, first := 0, ""
	for _, n := range hostsIn(item, fields) {
		c, ok := r.members[n.Value]
		switch {
		case !ok:
		case count == 0:
			count, first = c, n.Value
		case c != count:
			r.fail(n, "%q is %d hosts and %q %d, expected as many, or a single one", cut(n.Value), c, cut(first), count)
		}
	}
	return count
}

// hostsIn returns the scalars of an element that name hosts.
func hostsIn(item *yaml.Node, fields []string) (all []*yaml.Node) {
	if item.Kind != yaml.MappingNode {
		return nil
	}
	for _, f := range fields {
		switch v := entry(item, f); {
		case v == nil:
		case v.Kind == yaml.ScalarNode:
			all = append(all, v)
		case v.Kind == yaml.SequenceNode:
			for _, c := range v.Content {
				if c.Kind == yaml.ScalarNode {
					all = append(all, c)
				}
			}
		}
	}
	return all
}

// member makes of the name of a host that of one of its members.
func (r *repeater) member(n *yaml.Node, m int) {
	if _, ok := r.members[n.Value]; ok {
		n.Value += strconv.Itoa(m)
	}
}

// names repeats the names that stand for hosts with members.
func (r *repeater) names(names *yaml.Node) {
	var out []*yaml.Node
	for i := 0; i+1 < len(names.Content); i += 2 {
		key, value := names.Content[i], names.Content[i+1]
		count := 0
		if value.Kind == yaml.ScalarNode {
			count = r.members[value.Value]
		}
		if count == 0 {
			out = append(out, key, value)
			continue
		}
		for m := 1; m <= count; m++ {
			k, v := r.copyOf(key), r.copyOf(value)
			r.member(v, m)
			r.number(k, m)
			if k.Value == key.Value && count > 1 {
				r.fail(key, "names: %q is %d hosts, expected $(%s) in the name", cut(value.Value), count, memberName)
				return
			}
			if out = append(out, k, v); r.full(key) {
				return
			}
		}
	}
	names.Content = out
}

// number replaces $(i) by the number of a member.
func (r *repeater) number(n *yaml.Node, m int) {
	if n.Kind == yaml.ScalarNode {
		r.replace(n, func(string) (string, bool) { return strconv.Itoa(m), true }, false)
	}
	for _, c := range n.Content {
		r.number(c, m)
	}
}

// rest takes the escapes away and refuses $(i) where nothing is repeated.
func (r *repeater) rest(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		r.replace(n, func(string) (string, bool) {
			r.fail(n, "$(%s) counts what is there for each of many hosts, but this is there once", memberName)
			return "", false
		}, true)
	}
	for _, c := range n.Content {
		r.rest(c)
	}
}
