package har

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// importAll reads a file and turns every page of it into objects, twice, and
// checks what holds for all files. It reports whether the file could be read.
func importAll(t *testing.T, data []byte, limits Limits) bool {
	t.Helper()
	log, err := Read(bytes.NewReader(data), limits)
	if err != nil {
		require.Regexp(t, located, err.Error())
		return false
	}
	entries := 0
	for _, info := range log.Pages() {
		entries += info.Entries
		for _, o := range []Options{{}, {RTT: 50 * vtime.Millisecond, RTTKnown: true}} {
			page, err := log.ToPage(info.Index, o)
			if err != nil {
				require.NotContains(t, err.Error(), "\n")
				continue
			}
			requireSound(t, page)
			require.LessOrEqual(t, len(page.Objects), info.Entries)
			again, err := log.ToPage(info.Index, o)
			require.NoError(t, err)
			require.Equal(t, page, again)
		}
	}
	require.Equal(t, len(log.entries), entries)
	return true
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"", "{}", `{"log":{"entries":[]}}`, `{"log":{"entries":[{}]}}`, gzipped("x"), inUTF16("{}"), "\xef\xbb\xbf{",
		file(document(`<img src="/i.png">`), got(20, site+"/i.png").parser(site+"/", 0)),
		file(document(""), got(20, site+"/r").leads("/r"), got(50, site+"/r").script(site+"/r", site+"/")),
		withPages([]any{record{"id": "a"}, nil, record{"id": 1, "startedDateTime": "1"}}, got(0, site).set("pageref", 1)),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		importAll(t, data, Limits{Bytes: 1 << 20, Depth: 50, Entries: 100})
	})
}

// FuzzResolve: whatever a reference leads to is written in one way only.
func FuzzResolve(f *testing.F) {
	for _, s := range []string{"/../x?y=/..#z", "//b:81/ä", "http://[::1]:1/", "?", "a:b", ".", "http://a.:/.."} {
		f.Add(site+"/b/c?d", s)
	}
	f.Fuzz(func(t *testing.T, base, ref string) {
		b, _ := parseTarget(base)
		to, ok := resolve(b, ref)
		require.Equal(t, ok, to.key != "")
		if !ok {
			return
		}
		again, ok := parseTarget(to.key)
		if len(to.key) <= longestURL {
			require.True(t, ok, "%q", to.key)
			require.Equal(t, to, again)
		}
	})
}

// FuzzReferences: references are parts of the text, one behind the other.
func FuzzReferences(f *testing.F) {
	f.Add(`<img src="/a.png" srcset="b.png 1x,c.png 2x">a{b:url(c.d)}"http:\/\/x\u0026"`)
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		eachReference(text, func(r string, end int) {
			require.NotEmpty(t, r)
			require.GreaterOrEqual(t, end-len(r), last)
			require.Equal(t, r, text[end-len(r):end])
			last = end
		})
		baseOf(text, target{})
	})
}

// FuzzNumbers: what is read as a number is in its bounds.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"1e308", "-1", "0.5", "1e-999999999999", "999999999999999999", "2026-01-02T03:04:05Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		require.True(t, number(s).size() >= unknown && number(s).size() <= largest)
		require.True(t, number(s).span() >= unknown && number(s).span() <= longest)
		if at, ok := instant(s); ok {
			require.GreaterOrEqual(t, at, int64(0))
		}
	})
}

// TestCutAnywhere cuts a HAR off at every place: it never reads, and always says
// in one line that the file is cut off.
func TestCutAnywhere(t *testing.T) {
	whole := file(document(`<img src="/i.png">`), got(20, site+"/i.png").parser(site+"/", 0))
	require.True(t, importAll(t, []byte(whole), Limits{}))
	for i := 1; i < len(whole); i++ {
		_, err := Read(strings.NewReader(whole[:i]), Limits{})
		require.EqualError(t, err, fmt.Sprintf("1:%d: the file ends too early, expected the rest of the JSON:"+
			" is it cut off?", i+1))
	}
}

// TestRecordedPagesDamaged cuts texts out of the recorded pages, so that what is
// left is a HAR again or an error.
func TestRecordedPagesDamaged(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "pages", "article.har"))
	require.NoError(t, err)
	read := 0
	for i := 0; i+2000 < len(data); i += 1999 {
		if importAll(t, append(bytes.Clone(data[:i]), data[i+1+i%7:]...), Limits{}) {
			read++
		}
	}
	require.Greater(t, read, 10)
	_, err = Read(errReader{}, Limits{})
	require.ErrorIs(t, err, errRead)
}

var errRead = errors.New("cannot be read")

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errRead }
