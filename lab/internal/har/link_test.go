package har

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const site = "https://a.example"

// parentCase looks at the last entry of a list: its parent, the bytes of the
// parent that it needs, the milliseconds after them, and how the page explains it.
type parentCase struct {
	name    string
	entries []record
	want    string // parent, offset, after
	because string // the assumption that counts it
}

// What the cases are made of.
func css() record { return got(40, site+"/a.css").kind("stylesheet") }

func js() record { return got(45, site+"/a.js").kind("script") }

func api() record { return got(100, site+"/api").kind("fetch").script(site + "/a.js") }

func image(ms int) record { return got(ms, site+"/i.png").kind("image") }

func font(ms int) record { return got(ms, site+"/f.woff2").kind("font") }

func runParents(t *testing.T, cases []parentCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			page := load(t, file(c.entries...))
			url := c.entries[len(c.entries)-1]["request"].(record)["url"].(string)
			var o Object
			for _, x := range page.Objects {
				if x.URL == url {
					o = x
				}
			}
			require.NotZero(t, o.ID)
			parent := strings.TrimPrefix(page.Objects[o.Parent].URL, site)
			if strings.HasPrefix(c.want, "https:") {
				parent = page.Objects[o.Parent].URL
			}
			require.Equal(t, c.want, fmt.Sprintf("%s %d %s", parent, o.ParentOffset, o.After.Millis()))
			require.Contains(t, strings.Join(page.Assumptions, "\n"), c.because)
		})
	}
}

// TestParentsByRedirect: a redirect is the parent of what it leads to.
func TestParentsByRedirect(t *testing.T) {
	runParents(t, []parentCase{
		{"a redirect is stronger than the initiator, and needs its header only",
			[]record{document(""), js(), got(50, site+"/r").kind("image").leads("/i.png"), image(80).script(site + "/a.js")},
			"/r 0 10", "the parent is the redirect"},
		{"a redirect by its header field, to another host and port",
			[]record{document(""), got(50, site+"/r").leads("").header("response", "location", "//B.example:8080/x?y#z"),
				got(90, "https://b.example:8080/x?y")}, "/r 0 20", "the parent is the redirect"},
		{"of two redirects each leads once",
			[]record{document(""), got(50, site+"/r").leads("/i.png"), got(52, site+"/s").leads("/i.png"),
				image(80), image(82)}, "/r 0 12", "2 objects: the parent is the redirect"},
		{"of two redirects the one with an answer leads",
			[]record{document(""), got(50, site+"/r").leads("/i.png"), got(70, site+"/s").leads("/i.png"), image(80)},
			"/r 0 10", "the parent is the redirect"},
		{"a redirect to itself, as with cookies",
			[]record{document(""), image(50).leads("/i.png"), image(80)}, "/i.png 0 10", "the parent is the redirect"},
	})
}

// TestParentsByAnswer: what scripts were told is the parent of what they ask for.
func TestParentsByAnswer(t *testing.T) {
	html := "<html>\n<img src=/i.png>\n" + strings.Repeat("words ", 40)
	runParents(t, []parentCase{
		{"an answer to a script holds the URL",
			[]record{document(""), js(), api().text(`{"image":"https:\/\/a.example\/i.png"}`),
				image(140).script(site + "/a.js")},
			"/api 1000 10", "the parent is the answer to a script"},
		{"an answer holds it without host and the browser does not tell who asked",
			[]record{document(""), js(), api().text(`{"image":"/i.png"}`), image(140)}, "/api 1000 10", "answer to a script"},
		{"the browser calls it other",
			[]record{document(""), api().text(`["/i.png"]`), image(140).set("_initiator", record{"type": "other"})},
			"/api 1000 10", "answer to a script"},
		{"an answer as HTML, in base64",
			[]record{document(""), api().text("PGltZyBzcmM9Jy9pLnBuZyc+").set("response.content.encoding", "base64"),
				image(140)}, "/api 1000 10", "answer to a script"},
		{"an answer that was not complete cannot have told",
			[]record{document(""), js(), api().text(`["/i.png"]`), image(120).script(site + "/a.js")},
			"/a.js 1000 45", "what the browser recorded"},
		{"the parser did not read the answer",
			[]record{document(html), api().text(`["/i.png"]`), image(140).parser(site+"/", 1)},
			"/ 88 119.12", "what the browser recorded"},
		{"a longer name is another file",
			[]record{document(""), js(), api().text(`["/xi.png","/i.png2","x/i.png"]`), image(140).script(site + "/a.js")},
			"/a.js 1000 65", "what the browser recorded"},
	})
}

// TestParentsByInitiator: documents, style sheets and scripts that the browser recorded.
func TestParentsByInitiator(t *testing.T) {
	half := "<html>\n" + strings.Repeat("x", 75) + "<img src=/i.png>\n" + strings.Repeat("y", 99) + "\n"
	require.Len(t, half, 199)
	runParents(t, []parentCase{
		{"the parser found it in the document's text",
			[]record{document(half), image(25).parser(site+"/", 1)}, "/ 493 0.07", "text of the document holds"},
		{"of two places the line tells which",
			[]record{document(strings.Repeat("<img src=i.png>\n", 10)), image(40).parser(site+"/", 4)},
			"/ 494 15.06", "text of the document holds"},
		{"a line behind the last place: the browser was late",
			[]record{document("<img src=i.png>\n" + strings.Repeat(strings.Repeat("z", 15)+"\n", 9)),
				image(40).parser(site+"/", 8)}, "/ 94 19.06", "text of the document holds"},
		{"the text does not hold it: the line",
			[]record{document(strings.Repeat("123456789\n", 10)), image(40).parser(site+"/", 5)},
			"/ 500 15", "recorded line"},
		{"a line that the text does not have: the time",
			[]record{document("one line"), image(23).parser(site+"/", 5)}, "/ 300 0", "as much of the document as had arrived"},
		{"no text: what had arrived when the request began",
			[]record{document(""), image(27).parser(site+"/", 5)}, "/ 700 0", "as much of the document as had arrived"},
		{"before anything had arrived (an early hint)",
			[]record{document(""), image(12).parser(site+"/", 5)}, "/ 0 0", "asked for before the parent was there"},
		{"a style sheet works when it is complete",
			[]record{document(""), css(), image(75).parser(site+"/a.css", 5)}, "/a.css 1000 5", "what the browser recorded"},
		{"a style sheet that was not complete by the recorded times",
			[]record{document(""), css(), image(60).parser(site+"/a.css", 5)}, "/a.css 1000 0", "asked for before the parent"},
		{"of a call stack the last to arrive",
			[]record{document(""), got(35, site+"/old.js"), js(), got(36, site+"/older.js"),
				api().script(site+"/old.js", site+"/a.js", site+"/older.js")}, "/a.js 1000 25", "what the browser recorded"},
		{"but not one that came after the request",
			[]record{document(""), js(), got(90, site+"/late.js"), api().script(site+"/late.js", site+"/a.js")},
			"/a.js 1000 25", "what the browser recorded"},
		{"asynchronous parents of the stack count",
			[]record{document(""), js(), api().set("_initiator", record{"type": "script", "stack": record{"callFrames": []any{},
				"parent": record{"callFrames": []any{record{"url": site + "/a.js"}}}}})},
			"/a.js 1000 25", "what the browser recorded"},
		{"a plain URL with a line from 1, as chrome-har writes",
			[]record{document(strings.Repeat("123456789\n", 10)), image(40).set("_initiator", site+"/").
				set("_initiator_line", "6").set("_initiator_type", "parser")}, "/ 500 15", "recorded line"},
		{"an initiator that redirects stands for what it led to",
			[]record{document(""), got(35, site+"/v").kind("script").leads("/a.js"), got(66, site+"/a.js").kind("script"),
				api().script(site + "/v")}, "/a.js 1000 4", "what the browser recorded"},
		{"of two with one URL the one that had arrived",
			[]record{document(""), css(), got(90, site+"/a.css").kind("stylesheet"), image(100).parser(site+"/a.css", 0)},
			"/a.css 1000 30", "what the browser recorded"},
	})
}

// TestParentsByReferer: in whose name a request was made.
func TestParentsByReferer(t *testing.T) {
	runParents(t, []parentCase{
		{"the Referer is a style sheet",
			[]record{document(""), css(), image(75).header("request", "Referer", site+"/a.css")}, "/a.css 1000 5", "Referer"},
		{"a style sheet's name on the request is stronger than the script that made it apply",
			[]record{document(""), css(), got(30, site+"/a.js"), font(75).script(site+"/a.js").
				header("request", "referer", site+"/a.css")}, "/a.css 1000 5", "Referer"},
		{"unless that script came later",
			[]record{document(""), css(), js(), font(90).script(site+"/a.js").header("request", "referer", site+"/a.css")},
			"/a.js 1000 15", "what the browser recorded"},
		{"the Referer is a frame",
			[]record{document(""), got(40, site+"/frame").kind("document"),
				image(64).header("request", "Referer", site+"/frame")},
			"/frame 400 0", "Referer"},
		{"fonts are asked for in the document's name, but a style sheet needs them",
			[]record{document(""), css(), font(75).header("request", "Referer", site+"/")}, "/a.css 1000 5", "guessed"},
	})
}

// TestParentsByType: where the file tells nothing.
func TestParentsByType(t *testing.T) {
	runParents(t, []parentCase{
		{"fonts come from the last complete style sheet",
			[]record{document(""), css(), got(42, site+"/b.css").kind("stylesheet"), got(60, site+"/c.css").kind("stylesheet"),
				font(80)}, "/b.css 1000 8", "guessed"},
		{"or from the one that names them",
			[]record{document(""), css().text("@font-face{src:url(f.woff2)format(woff2)}"),
				got(42, site+"/b.css").kind("stylesheet"), font(80)}, "/a.css 1000 10", "guessed"},
		{"or from the document that names them",
			[]record{document("<link rel=preload href=/f.woff2>" + strings.Repeat(" ", 32)), css(), font(80)},
			"/ 500 55", "text of the document holds"},
		{"data come from the last complete script", []record{document(""), js(), css(), got(90, site+"/d").kind("xhr")},
			"/a.js 1000 15", "guessed"},
		{"the rest comes from the document", []record{document(""), js(), css(), image(90)}, "/ 1000 60", "guessed"},
		{"also if it was redirected",
			[]record{got(0, "http://a.example/").leads(site + "/"), got(40, site+"/").kind("document"), image(90)},
			"https://a.example/ 1000 20", "1 object: the parent is guessed"},
	})
}

// TestParentsFromCache: what was left out stands between two objects.
func TestParentsFromCache(t *testing.T) {
	runParents(t, []parentCase{
		{"what came from the cache passes on its parent",
			[]record{document(""), css().set("_fromCache", "disk"), font(75).parser(site+"/a.css", 0)},
			"/ 1000 45", "1 object: the parent came from the browser's cache"},
		{"through several", []record{document(""), js(), css().set("_fromCache", "memory").set("startedDateTime", moment(80)).
			script(site + "/a.js"), got(81, site+"/b.css").kind("stylesheet").set("_fromCache", "disk").parser(site+"/a.css", 0),
			font(82).parser(site+"/b.css", 0)}, "/a.js 1000 7", "1 object: the parent came from the browser's cache"},
	})
}

// TestParentsImpossible: what a file claims and cannot be.
func TestParentsImpossible(t *testing.T) {
	runParents(t, []parentCase{
		{"itself cannot be the parent", []record{document(""), image(50).parser(site+"/i.png", 0)}, "/ 1000 20", "guessed"},
		{"what was asked for later cannot",
			[]record{document(""), got(90, site+"/late.js"), image(50).script(site + "/late.js")}, "/ 1000 20", "guessed"},
		{"two that name each other", []record{document(""), css().parser(site+"/i.png", 0),
			image(90).parser(site+"/a.css", 0)},
			"/a.css 1000 20", "1 object: the parent is what the browser recorded"},
		{"what is not in the file cannot", []record{document(""), image(50).parser("https://b.example/", 0)},
			"/ 1000 20", "guessed"},
		{"what was left out cannot", []record{document(""), got(31, site+"/x.js").set("response.status", 0),
			image(50).script(site + "/x.js")}, "/ 1000 20", "guessed"},
		{"a child of the document that began before it",
			[]record{got(10, site+"/").kind("document"), image(0)}, "/ 0 0", "1 object: began before the document"},
	})
}

// TestRedirectsInCircles asks for chains and circles that are longer than any
// bound of the search.
func TestRedirectsInCircles(t *testing.T) {
	entries := []record{document("")}
	for i := range 200 {
		url := func(n int) string { return fmt.Sprintf("%s/%d", site, n%100) }
		entries = append(entries, got(40+40*i, url(i)).leads(url(i+1)).parser(url(i+1), 0))
	}
	page := load(t, file(append(entries, got(9000, site+"/x").script(site+"/0"))...))
	require.Len(t, page.Objects, 202)
	for _, o := range page.Objects[2:201] {
		require.Equal(t, o.ID-1, o.Parent)
		require.Zero(t, o.ParentOffset)
		require.Equal(t, "20", o.After.Millis())
	}
	require.Zero(t, page.Objects[201].Parent, "a redirect brings in nothing but where it leads")
}

// TestKindOfRedirect: a redirect is what it leads to.
func TestKindOfRedirect(t *testing.T) {
	page := load(t, file(document(""), got(40, site+"/r").leads("/i.png").set("response.content.mimeType", "text/html"),
		got(80, site+"/i.png").set("response.content.mimeType", "image/png")))
	require.Equal(t, Image, page.Objects[1].Kind)
	require.Zero(t, page.Objects[0].ID)
	require.Equal(t, Document, page.Objects[0].Kind)
}
