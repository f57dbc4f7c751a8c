package har

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func withPages(pages []any, entries ...record) string {
	data, err := json.Marshal(record{"log": record{"pages": pages, "entries": entries}})
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestPages(t *testing.T) {
	page := func(id string, ms int) record {
		return record{"id": id, "title": "Page " + id, "startedDateTime": moment(ms),
			"pageTimings": record{"onContentLoad": 12.5, "onLoad": "-1"}}
	}
	on := func(ref any, ms int) record { return got(ms, fmt.Sprintf("%s/%d", site, ms)).set("pageref", ref) }
	for _, c := range []struct {
		name    string
		pages   []any
		entries []record
		want    string // entries per page
		first   string // path of the first page's document
	}{
		{"by reference", []any{page("a", 0), page("b", 100)},
			[]record{on("b", 5), on("a", 105), on("b", 6)}, "[1 2]", "/105"},
		{"no pages", nil, []record{on("a", 5), on("b", 6)}, "[2]", "/5"},
		{"an unknown page: the last that had begun", []any{page("a", 0), page("c", 100), page("b", 50)},
			[]record{on("x", 5), on("", 60), on(nil, 100), on(nil, 199)}, "[1 2 1]", "/5"},
		{"before all pages", []any{page("a", 10), page("b", 20)}, []record{on("x", 5)}, "[1 0]", "/5"},
		{"without a date", []any{page("a", 10), page("b", 20)},
			[]record{on("b", 25), on("x", 5).unset("startedDateTime")}, "[1 1]", "/5"},
		{"an empty one first", []any{page("a", 0), page("b", 0)}, []record{on("b", 5)}, "[0 1]", "/5"},
		{"two of one name", []any{page("a", 0), page("a", 50)}, []record{on("a", 60)}, "[1 0]", "/60"},
		{"numbers as names", []any{page("a", 0).set("id", 7), page("b", 0)}, []record{on("b", 6), on(7, 5)}, "[1 1]", "/5"},
		{"what is no page", []any{nil, "a", page("a", 0)}, []record{on("a", 5)}, "[1]", "/5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			log, err := Read(strings.NewReader(withPages(c.pages, c.entries...)), Limits{})
			require.NoError(t, err)
			var counts []int
			for i, p := range log.Pages() {
				require.Equal(t, i, p.Index)
				counts = append(counts, p.Entries)
			}
			require.Equal(t, c.want, fmt.Sprint(counts))
			first, err := log.ToPage(FirstPage, Options{})
			require.NoError(t, err)
			requireSound(t, first)
			require.Equal(t, site+c.first, first.URL)
			if c.pages != nil {
				require.Equal(t, vtime.Time(12_500_000), first.ContentLoaded)
			}
			require.Equal(t, vtime.Time(unknown), first.Load)
		})
	}
}

func TestNoSuchPage(t *testing.T) {
	log, err := Read(strings.NewReader(withPages([]any{record{"id": "a", "title": "x\x1b[31m\ny"}, record{"id": "b"}},
		got(0, site+"/").set("pageref", "b"), got(0, "data:,").set("pageref", "a"))), Limits{})
	require.NoError(t, err)
	require.Equal(t, []PageInfo{{0, "a", "x[31my", 1}, {1, "b", "", 1}}, log.Pages())
	for index, want := range map[int]string{
		-2:        "there is no page -2, expected 0 to 1",
		2:         "there is no page 2, expected 0 to 1",
		0:         `page 0 ("x[31my"): none of its 1 entries went over the network, expected one that did`,
		FirstPage: `page 0 ("x[31my"): none of its 1 entries went over the network, expected one that did`,
		1:         "",
	} {
		_, err := log.ToPage(index, Options{})
		if want == "" {
			require.NoError(t, err)
		} else {
			require.EqualError(t, err, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	require.Equal(t, "aäb", printable("a\x00ä\u202e\nb\x7f"))
	require.Equal(t, strings.Repeat("ä", 200), printable(text(strings.Repeat("ä", 200)+"\n\n")))
	require.Equal(t, strings.Repeat("ä", 200)+"...", printable(text(strings.Repeat("ä", 201))))
}
