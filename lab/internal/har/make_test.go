package har

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// record is an entry or a page of a HAR, to be changed by its paths.
type record map[string]any

// set changes the value at a path such as "response.status".
func (r record) set(path string, v any) record {
	at, rest, deeper := strings.Cut(path, ".")
	if deeper {
		inner, ok := r[at].(record)
		if !ok {
			inner = record{}
			r[at] = inner
		}
		inner.set(rest, v)
		return r
	}
	r[at] = v
	return r
}

// unset removes the values at some paths.
func (r record) unset(paths ...string) record {
	for _, path := range paths {
		at, rest, deeper := strings.Cut(path, ".")
		if inner, ok := r[at].(record); ok && deeper {
			inner.unset(rest)
		} else {
			delete(r, at)
		}
	}
	return r
}

// header adds a field to "request" or "response".
func (r record) header(of, name, value string) record {
	list, _ := r[of].(record)["headers"].([]any)
	return r.set(of+".headers", append(list, record{"name": name, "value": value}))
}

// parser and script are Chromium's initiators.
func (r record) parser(url string, line int) record {
	return r.set("_initiator", record{"type": "parser", "url": url, "lineNumber": line})
}

func (r record) script(urls ...string) record {
	frames := []any{}
	for _, url := range urls {
		frames = append(frames, record{"url": url, "lineNumber": 0})
	}
	return r.set("_initiator", record{"type": "script", "stack": record{"callFrames": frames}})
}

func (r record) kind(name string) record { return r.set("_resourceType", name) }

// leads makes the entry a redirect.
func (r record) leads(to string) record {
	return r.set("response.status", 302).set("response.redirectURL", to).set("response.bodySize", 0)
}

func (r record) text(s string) record { return r.set("response.content.text", s) }

// moment is a date some milliseconds after the tests' first.
func moment(ms int) string {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
	return at.Format("2006-01-02T15:04:05.000Z")
}

// got is an entry without holes: 1000 bytes behind a header of 100. The answer
// begins 20 ms after the start and arrives in 10 ms.
func got(start int, url string) record {
	return record{
		"startedDateTime": moment(start), "time": 30,
		"request": record{"method": "GET", "url": url, "httpVersion": "HTTP/1.1", "headers": []any{},
			"headersSize": 90, "bodySize": 0},
		"response": record{"status": 200, "httpVersion": "HTTP/1.1", "headers": []any{}, "redirectURL": "",
			"headersSize": 100, "bodySize": 1000, "content": record{"size": 1000, "mimeType": ""}},
		"timings": record{"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 20, "receive": 10},
	}
}

// the document at https://a.example/, kept in some text.
func document(text string) record { return got(0, "https://a.example/").kind("document").text(text) }

// file writes a HAR without a list of pages.
func file(entries ...record) string {
	data, err := json.Marshal(record{"log": record{"entries": entries}})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// load reads a HAR and its first page.
func load(t *testing.T, text string) *Page {
	t.Helper()
	log, err := Read(strings.NewReader(text), Limits{})
	require.NoError(t, err)
	page, err := log.ToPage(FirstPage, Options{})
	require.NoError(t, err)
	requireSound(t, page)
	return page
}

// clone copies a record and all that is in it.
func (r record) clone() record {
	c := maps.Clone(r)
	for k, v := range c {
		if inner, ok := v.(record); ok {
			c[k] = inner.clone()
		}
	}
	return c
}
