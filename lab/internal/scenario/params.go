package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/units"
)

// ParamNames are the names of the parameters that a file itself has, as far as it can
// be read.
func ParamNames(data []byte) (names []string) {
	d := newDecoder("", Registry{})
	root := d.document(data)
	if root == nil || root.Kind != yaml.MappingNode {
		return nil
	}
	if block := entry(root, paramsName); block != nil && block.Kind == yaml.MappingNode {
		for i := 0; i < len(block.Content); i += 2 {
			names = append(names, block.Content[i].Value)
		}
	}
	return names
}

// memberName is the parameter that counts what stands for many hosts.
const memberName = "i"

// parameters replaces $(name) by the value of a parameter, everywhere.
func (d *decoder) parameters(root *yaml.Node) {
	p := params{decoder: d, values: map[string]*yaml.Node{}, used: map[string]bool{}}
	if block := remove(root, paramsName); block != nil {
		p.define(block)
	}
	d.params = p.names
	p.replaceIn(root)
	for _, one := range p.defined {
		if !p.used[one.name] {
			d.fail(one.key, "params: nothing uses $(%s), expected it in a value", cut(one.name))
		}
	}
}

// params are the parameters of a file.
type params struct {
	*decoder
	defined []pair
	names   []string
	values  map[string]*yaml.Node
	used    map[string]bool
}

func (p *params) define(block *yaml.Node) {
	if block.Kind != yaml.MappingNode {
		p.fail(block, "params: %s, expected a map from names to values", describe(block))
		return
	}
	for _, one := range p.pairs(block, "parameter", nil) {
		switch {
		case one.name == memberName || !isParam(one.name):
			p.fail(one.key, "params: %q is no name for a parameter, expected letters, digits and _, and not %s alone",
				cut(one.name), memberName)
		case one.value.Kind != yaml.ScalarNode || one.value.Tag == "!!null":
			p.fail(one.value, "params: %s, expected a single value", describe(one.value))
		case strings.Contains(one.value.Value, "$("):
			p.fail(one.value, "params: %q refers to a parameter, expected a value", cut(one.value.Value))
		default:
			p.defined, p.names = append(p.defined, one), append(p.names, one.name)
			p.values[one.name] = one.value
		}
	}
}

func isParam(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

func (p *params) replaceIn(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		if name, ok := strings.CutPrefix(n.Value, "$"); ok && p.values[strings.Trim(name, "{}")] != nil {
			p.fail(n, "%q looks like a parameter, expected it as $(%s)", cut(n.Value), cut(strings.Trim(name, "{}")))
		}
		p.replace(n, func(name string) (string, bool) {
			if name == memberName {
				return "$(" + memberName + ")", true // of what is repeated: later
			}
			return p.value(n, name)
		}, false)
	}
	for _, c := range n.Content {
		p.replaceIn(c)
	}
}

// value is what stands for a parameter, or for one multiplied or divided by a number.
func (p *params) value(at *yaml.Node, name string) (string, bool) {
	name, op, factor := cutOperation(name)
	v := p.values[name]
	if v == nil {
		p.fail(at, "there is no parameter $(%s)%s", cut(name), p.didYouMean(name, p.names))
		return "", false
	}
	p.used[name] = true
	if op == 0 {
		return v.Value, true
	}
	out, err := scaled(v.Value, op, factor)
	if err != nil {
		p.fail(at, "$(%s%c%s): %v", cut(name), op, cut(factor), err)
		return "", false
	}
	return out, true
}

// cutOperation splits rtt/2 or n*3.
func cutOperation(s string) (name string, op byte, factor string) {
	if i := strings.IndexAny(s, "*/"); i >= 0 {
		return strings.TrimSpace(s[:i]), s[i], strings.TrimSpace(s[i+1:])
	}
	return strings.TrimSpace(s), 0, ""
}

// scaled multiplies or divides a number, a duration, a rate or a size.
func scaled(text string, op byte, factor string) (string, error) {
	k, err := strconv.ParseInt(factor, 10, 32)
	if err != nil || k < 1 {
		return "", fmt.Errorf("%q is no factor, expected a whole number from 1 on", factor)
	}
	scale := func(v int64) (int64, error) {
		if op == '/' {
			return v / k, nil
		}
		if v > (1<<62)/k {
			return 0, fmt.Errorf("%q times %d is too much", cut(text), k)
		}
		return v * k, nil
	}
	for _, k := range scalable {
		if v, ok := k.parse(text); ok {
			v, err := scale(v)
			return k.format(v), err
		}
	}
	return "", fmt.Errorf("%q is no number, duration, rate or size", cut(text))
}

// scalable are the kinds of values that can be multiplied, tried in order.
var scalable = []struct {
	parse  func(string) (int64, bool)
	format func(int64) string
}{
	{func(s string) (int64, bool) {
		_, n, err := whole(s)
		return int64(n), err == nil && n < 1<<62
	}, func(v int64) string { return strconv.FormatInt(v, 10) }},
	{func(s string) (int64, bool) {
		v, err := units.ParseDuration(s)
		return int64(v), err == nil
	}, func(v int64) string { return units.FormatDuration(span(v)) }},
	{func(s string) (int64, bool) {
		v, err := units.ParseRate(s)
		return int64(v), err == nil && v < 1<<62 && v != units.Unlimited
	}, func(v int64) string { return units.FormatRate(uint64(v)) }},
	{func(s string) (int64, bool) {
		v, err := units.ParseSize(s)
		return v, err == nil
	}, units.FormatSize},
}

// replace puts values in place of $(name) in a text; $$( stands for $( itself,
// which the last one that looks at a text takes away. What was replaced is read as
// if it had been written there without quotes.
func (d *decoder) replace(n *yaml.Node, value func(name string) (string, bool), last bool) {
	if !strings.Contains(n.Value, "$(") {
		return
	}
	var b strings.Builder
	found := false
	for rest := n.Value; rest != ""; {
		switch {
		case strings.HasPrefix(rest, "$$("):
			if !last {
				b.WriteString("$")
			}
			b.WriteString("$(")
			rest = rest[len("$$("):]
		case strings.HasPrefix(rest, "$("):
			name, after, closed := strings.Cut(rest[len("$("):], ")")
			v, ok := "", false
			if closed {
				v, ok = value(name)
			} else {
				d.fail(n, "%q: no ) after $(, expected the name of a parameter; $$( stands for $( itself", cut(n.Value))
			}
			if !ok {
				return
			}
			b.WriteString(v)
			rest, found = after, found || v != rest[:len(rest)-len(after)]
		default:
			b.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	n.Value = b.String()
	if found {
		n.Style, n.Tag = 0, ""
	}
}
