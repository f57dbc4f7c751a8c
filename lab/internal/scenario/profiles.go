package scenario

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// Fields of a profile that a file makes of another one.
const (
	likeName    = "like"
	optionsName = "options"
	profileName = "profile"
)

// derivedProfiles is the field that makes profiles of others.
func derivedProfiles() field[Scenario] {
	return macro[Scenario](profilesName, "map from names to `like` and `options`",
		"profiles besides those there are: each is like another one, of those there are or above it here, but for some knobs. "+
			"Knobs in options of the scenario and of hosts win over them",
		func(r Registry) map[string]any {
			return map[string]any{"type": "object", "propertyNames": map[string]any{"pattern": namePattern},
				"additionalProperties": map[string]any{"type": "object", "additionalProperties": false,
					"required":   []string{likeName},
					"properties": map[string]any{likeName: profileSchema(r), optionsName: ref("options")}}}
		})
}

// profileSchema knows the names there are, and takes those that a file makes.
func profileSchema(r Registry) map[string]any {
	return oneOf(map[string]any{"enum": r.Profiles}, map[string]any{"type": "string", "pattern": namePattern})
}

// knownProfiles are the fields that name profiles in a file that makes none of its own.
func knownProfiles(r Registry) map[string]any {
	known := map[string]any{profileName: oneOf(map[string]any{"enum": r.Profiles}, ref("param"))}
	return map[string]any{
		profileName: known[profileName],
		"hosts":     map[string]any{"additionalProperties": map[string]any{"properties": known}},
	}
}

// derived is a profile that a file makes: one there is, and the knobs that differ.
type derived struct {
	base    string
	options []*yaml.Node // names and values, as in a map
}

// derive replaces the profiles that the file makes by those they are like, and gives the
// hosts that have them the knobs that differ. A host whose stack is not ours has none.
func (d *decoder) derive(root *yaml.Node) {
	block := remove(root, profilesName)
	if block == nil {
		return
	}
	made, known := d.profiles(block)
	of := func(n *yaml.Node) *derived {
		if n != nil && !contains(known, n.Value) {
			d.fail(n, "%s: unknown profile %q%s", profileName, cut(n.Value), d.didYouMean(n.Value, known))
		}
		if n == nil {
			return nil
		}
		return made[n.Value]
	}
	common := entry(root, profileName)
	all := of(common)
	if hosts := entry(root, "hosts"); hosts != nil && hosts.Kind == yaml.MappingNode {
		for i := 1; i < len(hosts.Content); i += 2 {
			host := hosts.Content[i]
			own, p := (*yaml.Node)(nil), all
			if host.Kind == yaml.MappingNode {
				own = entry(host, profileName)
			}
			switch {
			case host.Kind != yaml.MappingNode || own == nil && entry(host, "stack") != nil:
				continue
			case own != nil:
				p = of(own)
			case p != nil:
				own = d.word(common, p.base)
				host.Content = append(host.Content, d.word(common, profileName), own)
			}
			if p != nil {
				d.like(host, own, p, entry(root, optionsName))
			}
		}
	}
	if all != nil {
		common.Value = all.base
	}
}

// like makes a host like its profile, but for what it or all hosts say.
func (d *decoder) like(host, profile *yaml.Node, p *derived, all *yaml.Node) {
	profile.Value = p.base
	options := entry(host, optionsName)
	if options == nil {
		options = d.made(profile, yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"})
		host.Content = append(host.Content, d.word(profile, optionsName), options)
	}
	for i := 0; options.Kind == yaml.MappingNode && i < len(p.options); i += 2 {
		name := p.options[i].Value
		if entry(options, name) == nil && (all == nil || entry(all, name) == nil) {
			options.Content = append(options.Content, d.copyOf(p.options[i]), d.copyOf(p.options[i+1]))
		}
	}
}

// profiles reads the profiles that a file makes, and returns the names of all with them.
func (d *decoder) profiles(block *yaml.Node) (made map[string]*derived, known []string) {
	made, known = map[string]*derived{}, slices.Clone(d.reg.Profiles)
	if block.Kind != yaml.MappingNode {
		d.fail(block, "%s: %s, expected a map from names to profiles", profilesName, describe(block))
		return made, known
	}
	for _, p := range d.pairs(block, profileName, nil) {
		switch {
		case !IsName(p.name):
			d.fail(p.key, "%s: %q is no name, expected letters, digits, hyphens, underscores and dots", profilesName, cut(p.name))
		case contains(d.reg.Profiles, p.name):
			d.fail(p.key, "%s: there is a profile %q already, expected another name", profilesName, cut(p.name))
		case p.value.Kind != yaml.MappingNode:
			d.fail(p.value, "%s: %s, expected %s and %s", p.name, describe(p.value), likeName, optionsName)
		default:
			made[p.name] = d.profile(p, known, made)
			known = append(known, p.name) // a broken one is reported once
		}
	}
	return made, known
}

// profile reads one.
func (d *decoder) profile(p pair, known []string, made map[string]*derived) *derived {
	like := entry(p.value, likeName)
	d.pairs(p.value, "field", []string{likeName, optionsName})
	if like == nil {
		d.fail(p.key, "%s: %s is missing, expected the profile that it is made of", cut(p.name), likeName)
		return nil
	}
	name, ok := readScalar(d, like, likeName, texts)
	if !ok {
		return nil
	}
	if !contains(known, name) {
		d.fail(like, "%s: unknown profile %q%s", likeName, cut(name), d.didYouMean(name, known))
		return nil
	}
	one := &derived{base: name}
	options := entry(p.value, optionsName)
	if options != nil {
		d.options(options) // here mistakes have their place, however many hosts have the profile
		one.options = slices.Clone(options.Content)
	}
	if under := made[name]; under != nil {
		one.base = under.base
		for i := 0; i < len(under.options); i += 2 {
			if options == nil || entry(options, under.options[i].Value) == nil {
				one.options = append(one.options, under.options[i], under.options[i+1])
			}
		}
	}
	return one
}
