package scenario

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// namePattern matches names as IsName does, but for the length of labels.
const namePattern = `^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`

// schemaOf describes a map of fields.
func schemaOf[T any](r Registry, table []field[T]) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for _, f := range table {
		s := maps.Clone(f.schema(r))
		s["description"] = f.doc
		if f.fallback != "" {
			s["description"] = f.doc + " (default " + f.fallback + ")"
		}
		properties[f.name] = s
		if f.required {
			required = append(required, f.name)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	if cases := casesOf(table); len(cases) > 0 {
		out["allOf"] = cases
	}
	return out
}

// choiceOf returns the field of a table that says which other fields there are.
func choiceOf[T any](table []field[T]) (f field[T]) {
	for i := range table {
		if table[i].values != nil {
			return table[i]
		}
	}
	return f
}

// casesOf says for each value of the table's choice, such as a kind of workload,
// what it needs and what it must not have.
func casesOf[T any](table []field[T]) []any {
	var cases []any
	choice := choiceOf(table)
	for _, k := range choice.values {
		needed, without := []string{}, map[string]any{}
		for _, f := range table {
			switch {
			case f.only == nil:
			case !slices.Contains(f.only, k):
				without[f.name] = false
			case f.needed:
				needed = append(needed, f.name)
			}
		}
		if len(without) > 0 {
			cases = append(cases, map[string]any{
				"if": map[string]any{"properties": map[string]any{choice.name: map[string]any{"const": k}},
					"required": []string{choice.name}},
				"then": map[string]any{"properties": without, "required": needed},
			})
		}
	}
	return cases
}

// definitions are the parts that the schema has once and refers to.
func definitions(r Registry) map[string]any {
	options := map[string]any{}
	for i := range r.Options {
		options[r.Options[i].Name] = r.Options[i].schema()
	}
	defs := maps.Clone(allKinds)
	defs["options"] = map[string]any{"type": "object", "properties": options, "additionalProperties": false}
	defs["direction"] = schemaOf(r, directionTable())
	return defs
}

// guide is the schema as a tree: what assignments find their way by.
func guide(r Registry) map[string]any {
	s := schemaOf(r, root(r))
	s["$defs"] = definitions(r)
	return s
}

// admitParams lets each single value be the name of a parameter.
func admitParams(shapes map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		s, ok := shapes[name].(map[string]any)
		if !ok {
			continue
		}
		if keys, ok := s["propertyNames"]; ok && name != paramsName {
			s["propertyNames"] = oneOf(keys, ref("param"))
		}
		switch below, ok := s["properties"].(map[string]any); {
		case ok:
			admitParams(below)
		case admitParamsIn(s, "additionalProperties"), admitParamsIn(s, "items"):
		case s["$ref"] != nil || s["const"] != nil && name == "rttlab":
		default:
			out := map[string]any{"anyOf": []any{s, ref("param")}}
			if doc, ok := s["description"]; ok {
				s = maps.Clone(s)
				delete(s, "description")
				out = map[string]any{"description": doc, "anyOf": []any{s, ref("param")}}
			}
			shapes[name] = out
		}
	}
}

// admitParamsIn does so in what a map or a list consists of.
func admitParamsIn(s map[string]any, of string) bool {
	inner, ok := s[of].(map[string]any)
	if ok {
		one := map[string]any{of: inner}
		admitParams(one)
		s[of] = one[of]
	}
	return ok
}

// Schema returns the JSON Schema of the format, for editors.
func Schema(r Registry) []byte {
	s := guide(r)
	for _, part := range []any{s["properties"], s["$defs"]} {
		admitParams(part.(map[string]any))
	}
	s["$defs"].(map[string]any)["param"] = pattern(`\$\([^)]+\)`)
	s["required"] = []string{"rttlab"} // all else may come from other files, or be for them
	has := func(fields ...string) map[string]any { return map[string]any{"required": fields} }
	whole := oneOf(has("workloads", "hosts"), has("workloads", topologyName))
	s["if"] = map[string]any{"allOf": []any{whole, map[string]any{"not": oneOf(has(profilesName), has(includeName))}}}
	s["then"] = map[string]any{"properties": knownProfiles(r)}
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "rttlab scenario"
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		panic("scenario: " + err.Error()) // a tree of our own making
	}
	return buf.Bytes()
}
