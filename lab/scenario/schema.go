package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// schemaOf describes a map of fields.
func schemaOf[T any](r Registry, table []field[T]) map[string]any {
	properties := map[string]any{}
	var required []string
	for _, f := range table {
		s := map[string]any{}
		for k, v := range f.schema(r) {
			s[k] = v
		}
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
	return out
}

// Schema returns the JSON Schema of the format, for editors.
func Schema(r Registry) []byte {
	s := schemaOf(r, root(r))
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

// Reference returns the fields of the format as Markdown tables.
func Reference(r Registry) string {
	var b strings.Builder
	section(&b, "Scenario", root(r))
	section(&b, "hosts", hostTable())
	section(&b, "links", linkTable())
	section(&b, "routes", routeTable())
	section(&b, "dns", dnsTable())
	section(&b, "servers", serverTable())
	section(&b, "servers: resources", resourceTable())
	section(&b, "pages: objects", objectTable())
	section(&b, "workloads", workloadTable())
	fmt.Fprintf(&b, "## options\n\n| knob | kind | meaning |\n|---|---|---|\n")
	for _, o := range r.Options {
		kind := o.Kind.String()
		if len(o.Names) > 0 {
			kind = strings.Join(o.Names, ", ")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", o.Name, kind, o.Doc)
	}
	return b.String()
}

func section[T any](b *strings.Builder, title string, table []field[T]) {
	fmt.Fprintf(b, "## %s\n\n| field | default | meaning |\n|---|---|---|\n", title)
	for _, f := range table {
		def := f.fallback
		if f.required {
			def = "required"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.name, def, f.doc)
	}
	b.WriteString("\n")
}
