package har

import (
	"strings"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		text string
		size int64
		span vtime.Time
	}{
		{"", -1, -1}, {"-1", -1, -1}, {"0", 0, 0}, {"12", 12, 12e6}, {"-0", 0, 0}, {"-0.4", 0, -1},
		{"1.5", 2, 15e5}, {"1.4999999", 1, 1.5e6}, {"0.0000004", 0, 0}, {"0.0000005", 0, 1},
		{"12.345678", 12, 12345678}, {"1e3", 1000, 1e9}, {"1E-3", 0, 1000}, {"12.5e1", 125, 125e6},
		{"1e308", -1, -1}, {"-1e308", -1, -1}, {"1e-308", 0, 0}, {"1e99999999999", -1, -1}, {"0e99999999999", 0, 0},
		{"1125899906842624", 1 << 50, -1}, {"1125899906842625", -1, -1},
		{"86400000", 86400000, longest}, {"86400000.1", 86400000, -1},
		{"9223372036854775807", -1, -1}, {"99999999999999999999", -1, -1},
		{"NaN", -1, -1}, {"Infinity", -1, -1}, {"0x10", -1, -1}, {"1,5", -1, -1}, {".", -1, -1}, {".5", 1, 5e5},
		{"1.", 1, 1e6}, {"1e", -1, -1}, {"1e+2", 100, 1e8}, {"+1", -1, -1}, {"1.2.3", -1, -1}, {"--1", -1, -1},
	} {
		require.Equal(t, c.size, number(c.text).size(), "size of %q", c.text)
		require.Equal(t, c.span, number(c.text).span(), "span of %q", c.text)
	}
}

func TestInstants(t *testing.T) {
	const day = 1767322800e9 // 2026-01-02 03:00 UTC
	for _, c := range []struct {
		text string
		want int64 // -1: none
	}{
		{"2026-01-02T03:00:00.000Z", day}, {"2026-01-02T03:00:00.001Z", day + 1e6}, {"2026-01-02T03:00:00Z", day},
		{"2026-01-02T04:00:00.5+01:00", day + 5e8},
		{"2026-01-01T22:00:00.5-0500", day + 5e8}, {"2026-01-02T04:00:00+01", day},
		{"2026-01-02T03:00:00.123456789Z", day + 123456789}, {"2026-01-02T03:00:00.1234567891Z", day + 123456789},
		{"2026-01-02T03:00:00", day}, {" 2026-01-02 03:00:00.25 ", day + 25e7}, {"2026-01-02 04:00:00 +0100", day},
		{"2026/01/02 03:00:00", day}, {"2026-01-02T03:00Z", day}, {"Fri, 02 Jan 2026 03:00:00 UTC", day},
		{"1767322800000", day}, {"1767322800000.25", day + 25e4}, {"1.7673228e12", day},
		{"", -1}, {"yesterday", -1}, {"2026-13-02T03:00:00Z", -1}, {"2026-01-02", -1}, {"0", -1}, {"-5", -1},
		{"0001-01-01T00:00:00Z", -1}, {"9999-12-31T23:59:59Z", -1}, {"1e300", -1}, {"9223372036854", -1},
	} {
		got, ok := instant(c.text)
		require.Equal(t, c.want >= 0, ok, "%q", c.text)
		if ok {
			require.Equal(t, c.want, got, "%q", c.text)
		}
	}
}

func TestTargets(t *testing.T) {
	long := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = 'a'
		}
		return string(b)
	}
	for _, c := range []struct{ url, want string }{ // "": cannot be read
		{"http://a.example/", "http://a.example/"}, {"HTTP://A.Example", "http://a.example/"},
		{"https://a.example:443/x?y#z", "https://a.example/x?y"}, {"https://a.example:80/", "https://a.example:80/"},
		{"http://a.example:/", "http://a.example/"}, {"http://a.example.:8080/", "http://a.example:8080/"},
		{"http://user:pass@a.example/@", "http://a.example/@"}, {"http://a.example?q=/", "http://a.example/?q=/"},
		{"http://a.example/ä b\x00|", "http://a.example/%C3%A4%20b%00|"},
		{"http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"},
		{"http://192.0.2.1/", "http://192.0.2.1/"}, {"http://a_b.example/", "http://a_b.example/"},
		{"ws://a.example/", "ws://a.example/"},
		{"", ""}, {"a", ""}, {"/a", ""}, {"//a/", ""}, {"http:", ""}, {"http:a", ""}, {"http://", ""}, {"http:///x", ""},
		{"http://a.example:0/", ""}, {"http://a.example:65536/", ""}, {"http://a.example:x/", ""}, {"http://a b/", ""},
		{"http://ä.example/", ""}, {"http://a..example/", ""}, {"http://.example/", ""}, {"http://[::1/", ""},
		{"http://::1/", ""}, {"http://[a]/", ""}, {"http://[::1%25eth0]/", ""}, {"http://a]/", ""},
		{"http://" + long(63) + "/", "http://" + long(63) + "/"}, {"http://" + long(64) + "/", ""},
		{"http://a/" + long(longestURL), ""}, {"data:text/plain,x", ""}, {"blob:https://a.example/1", ""}, {": //a/", ""},
	} {
		target, ok := parseTarget(c.url)
		require.Equal(t, c.want != "", ok, "%q", c.url)
		require.Equal(t, c.want, target.key, "%q", c.url)
	}
}

func TestResolve(t *testing.T) {
	base, _ := parseTarget("https://a.example/b/c/d?q=/..#f")
	for _, c := range []struct{ ref, want string }{ // without https://a.example
		{"x", "/b/c/x"}, {"./x", "/b/c/x"}, {"../x", "/b/x"}, {"../../x", "/x"}, {"../../../x", "/x"}, {"/x/../y/.", "/y/"},
		{"", "/b/c/d?q=/.."}, {"?r", "/b/c/d?r"}, {"#g", "/b/c/d?q=/.."}, {"x?y=../z#w", "/b/c/x?y=../z"}, {"..", "/b/"},
		{" /a|b ", "/a|b"}, {"/ä", "/%C3%A4"}, {"//a.example/z", "/z"}, {"https://A.example:443/z", "/z"},
		{"x:y", ""}, {"//", ""}, {"javascript:void(0)", ""}, {"1x,2x", "/b/c/1x,2x"},
	} {
		got, ok := resolve(base, c.ref)
		want := c.want
		if want != "" {
			want = site + want
		}
		require.Equal(t, want != "", ok, "%q", c.ref)
		require.Equal(t, want, got.key, "%q", c.ref)
	}
	_, ok := resolve(target{}, "x")
	require.False(t, ok)
}

func TestReferences(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{`<img src="/a.png" alt="A title.">`, []string{"/a.png", "title."}},
		{`<a href=b/c?d=e>`, []string{"b/c?d=e"}},
		{`<img srcset="a.png 1x, b.png 2x">`, []string{"a.png", "b.png"}},
		{`{"u":"http:\/\/a.example\/x?a\u0026b","n":1}`, []string{`http://a.example/x?a&b`}},
		{`a{background:url(x/y.png)}b{src:url( 'z.woff' )format("woff")}`, []string{"x/y.png", "z.woff"}},
		{`.a.b{c:d;background:e.f;src:url(g.h),url("i.j")}`, []string{".a.b", "g.h", "i.j"}},
		{`"/wiki/Foo_(bar)?a&amp;b"`, []string{"/wiki/Foo_(bar)?a&b"}},
		{"fetch(`/api/x`)\\n./y\\", []string{"/api/x", "./y"}},
		{"words, only words = none", nil},
		{"", nil},
	} {
		var got []string
		eachReference(c.text, func(r string, end int) {
			require.Equal(t, r, c.text[end-len(r):end])
			got = append(got, unescape(r))
		})
		require.Equal(t, c.want, got, "%s", c.text)
	}
}

// TestTexts: a text that cannot be decoded and one with too many references bring
// no places, and the time of the request has to tell.
func TestTexts(t *testing.T) {
	child := got(27, site+"/i.png").parser(site+"/", 0)
	byTime := func(page *Page) {
		require.Equal(t, int64(700), page.Objects[1].ParentOffset)
		require.Contains(t, page.Assumptions[len(page.Assumptions)-2], "as much of the document as had arrived")
	}
	byTime(load(t, file(document("<img src=i.png>!").set("response.content.encoding", "base64"), child)))
	page := load(t, file(document(strings.Repeat("\"/x/i.png\"", mostResolved)+"<img src=i.png>"), child.script(site+"/")))
	require.Contains(t, page.Assumptions, "the recorded texts hold more references than are looked at")
	require.Zero(t, page.Objects[1].ParentOffset, "the line is all there is")
}

func TestBaseOf(t *testing.T) {
	at, _ := parseTarget("https://a.example/b/c")
	for text, want := range map[string]string{
		"":                                "https://a.example/b/c",
		`<base href="/x/">`:               "https://a.example/x/",
		`<base target=_top href=//b/y/ >`: "https://b/y/",
		`<base target=_top>href="/x/"`:    "https://a.example/b/c",
		`<base href='data:,'>`:            "https://a.example/b/c",
		`<base `:                          "https://a.example/b/c",
	} {
		require.Equal(t, want, baseOf(text, at).key, "%s", text)
	}
	page := load(t, file(document(`<base href=/x/><img src=i.png>`), got(60, site+"/x/i.png")))
	require.Equal(t, int64(1000), page.Objects[1].ParentOffset)
	require.Contains(t, page.Assumptions, "1 object: found where the text of the document holds the URL")
}
