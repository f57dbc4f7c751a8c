package har

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// place is how every error of a file looks: one line, the place, what is there
// and what was expected.
var located = regexp.MustCompile(`^[0-9]+:[0-9]+: [^\n]+, expected [^\n]+$`)

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

func inUTF16(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestReadErrors(t *testing.T) {
	good := file(document("text"))
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "1:1: the file is empty"},
		{"spaces only", " \n\t ", "1:1: the file is empty"},
		{"a mark only", "\xef\xbb\xbf", "1:1: the file is empty"},
		{"binary", "\x00\x01\x02", "1:1: this is no HAR file"},
		{"an image", "\x89PNG\r\n\x1a\n", "1:1: this is no HAR file"},
		{"HTML", "\n  <!DOCTYPE html>", "2:3: this is no HAR file"},
		{"a list", "[]", "1:1: this is no HAR file"},
		{"a number", "1e308", "1:1: this is no HAR file"},
		{"null", "null", "1:1: this is no HAR file"},
		{"gzip", gzipped(good), "1:1: the file is compressed with gzip"},
		{"zip", "PK\x03\x04rest", "1:1: the file is a zip archive"},
		{"UTF-16", inUTF16(good), "1:1: the file is in UTF-16"},
		{"UTF-16, the other way round", "\xfe\xff\x00{", "1:1: the file is in UTF-16"},
		{"cut off", good[:len(good)/2], fmt.Sprintf("1:%d: the file ends too early", len(good)/2+1)},
		{"cut off behind a line", "{\n\"log\":\n", "3:1: the file ends too early"},
		{"two documents", "{\"log\":{\"entries\":[]}}\n {}", "2:2: not well-formed"},
		{"NaN", "{\"log\":\n{\"entries\":[{\"time\":NaN}]}}", "2:21: not well-formed"},
		{"a comma too many", "{\"log\":{},}", "1:11: not well-formed"},
		{"a raw line end in a text", "{\"log\":\"a\nb\"}", "1:10: not well-formed"},
		{"no log", "\n{}", "2:1: this is no HAR file"},
		{"another log", `{"log":[]}`, "1:1: this is no HAR file"},
		{"a log in an object", `{"a":{"log":{"entries":[]}}}`, "1:1: this is no HAR file"},
		{"no entries", "{\n \"log\": {\"pages\":[]}}", "2:9: this is no HAR file"},
		{"null entries", `{"log":{"entries":null}}`, "1:8: this is no HAR file"},
		{"the last log counts", `{"log":{"entries":[]},"log":{}}`, "1:29: this is no HAR file"},
		{"nested too deep", `{"a":` + strings.Repeat("[", 1e6), "1:505: lists and objects are nested too deep"},
		{"nested too deep behind a text", `{"\"[":"[[\\","a":` + strings.Repeat("[", 1e6), "1:518: lists and objects"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.text), Limits{})
			require.Error(t, err)
			require.Regexp(t, located, err.Error())
			require.Equal(t, c.want, err.Error()[:min(len(err.Error()), len(c.want))])
		})
	}
}

func TestReadLimits(t *testing.T) {
	text := "{\"log\":{\"pages\":[{},{},\n{}],\"entries\":[{},null,\n {},{}]}}"
	for _, c := range []struct {
		limits Limits
		want   string
	}{
		{Limits{}, ""},
		{Limits{Bytes: int64(len(text)), Depth: 4, Entries: 4}, ""},
		{Limits{Bytes: int64(len(text)) - 1}, "1:1: the file is too large, expected at most 56 bytes"},
		{Limits{Depth: 3}, "1:18: lists and objects are nested too deep, expected at most 3 in each other"},
		{Limits{Entries: 3}, "3:5: too many entries, expected at most 3"},
		{Limits{Entries: 2}, "2:1: too many pages, expected at most 2"},
	} {
		_, err := Read(strings.NewReader(text), c.limits)
		if c.want == "" {
			require.NoError(t, err)
			continue
		}
		require.EqualError(t, err, c.want)
	}
	_, err := Read(strings.NewReader(`{"log":{"entries":[0`+strings.Repeat(",0", 1e6)+`]}}`), Limits{})
	require.EqualError(t, err, "1:40020: too many entries, expected at most 20000")
	broken := errors.New("the disk is gone")
	_, err = Read(io.MultiReader(strings.NewReader("{"), iotest.ErrReader(broken)), Limits{})
	require.Equal(t, broken, err)
}

// TestReadPlain reads what is unusual and yet a HAR.
func TestReadPlain(t *testing.T) {
	for _, c := range []struct {
		name, text string
		entries    int // of the only page
	}{
		{"spaces everywhere", " \n{ \"log\" : \t{ \"entries\" : [ {} , { } ]\r\n } }\n ", 2},
		{"a mark at the start", "\xef\xbb\xbf" + file(document("")), 1},
		{"log is not the first", `{"version":[{"log":0}],"log":{"a":1,"entries":[{}],"b":"]"}}`, 1},
		{"entries twice", `{"log":{"entries":[{},{}],"entries":[{}]}}`, 1},
		{"names in texts", `{"x":"\"log\":{","log":{"c":"\\","entries":[{"a":"}"}]}}`, 1},
		{"pages of other types", `{"log":{"pages":{"id":1},"entries":[{}]}}`, 1},
		{"pages that are none", `{"log":{"pages":[null,1,[]],"entries":[{}]}}`, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			log, err := Read(strings.NewReader(c.text), Limits{})
			require.NoError(t, err)
			pages := log.Pages()
			require.Len(t, pages, 1)
			require.Equal(t, c.entries, pages[0].Entries)
		})
	}
	log, err := Read(strings.NewReader(`{"log":{"entries":[]}}`), Limits{})
	require.NoError(t, err)
	require.Empty(t, log.Pages())
	_, err = log.ToPage(FirstPage, Options{})
	require.EqualError(t, err, "the file holds no page, expected at least one entry")
}

// TestNullEverywhere replaces each value of an entry by null, and by values of
// every other type.
func TestNullEverywhere(t *testing.T) {
	odd := []any{nil, true, -1, 1e308, -1e308, 0.5, "", "x", "-1", []any{}, []any{nil}, record{}, strings.Repeat("9", 400)}
	var walk func(r record, path string, f func(path string))
	walk = func(r record, path string, f func(path string)) {
		for k, v := range r {
			f(path + k)
			if inner, ok := v.(record); ok {
				walk(inner, path+k+".", f)
			}
		}
	}
	n := 0
	second := got(50, site+"/i.png").parser(site+"/", 3).kind("image").header("request", "Referer", site)
	walk(second, "", func(path string) {
		for _, v := range odd {
			n++
			page := load(t, file(document("<img src=i.png>"), second.clone().set(path, v)))
			require.NotEmpty(t, page.Objects, "%s = %v", path, v)
		}
	})
	require.Greater(t, n, 300)
}
