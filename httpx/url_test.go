package httpx

import (
	"bufio"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseURL(t *testing.T) {
	for _, c := range []struct {
		s   string
		u   URL
		out string
		err string
	}{
		{s: "http://shop.example", u: URL{"http", "shop.example", 80, "/"}, out: "http://shop.example/"},
		{s: "https://shop.example/a?b=c#d", u: URL{"https", "shop.example", 443, "/a?b=c"},
			out: "https://shop.example/a?b=c"},
		{s: "http://shop.example:80/", u: URL{"http", "shop.example", 80, "/"}, out: "http://shop.example/"},
		{s: "http://shop.example:443/", u: URL{"http", "shop.example", 443, "/"}, out: "http://shop.example:443/"},
		{s: "https://shop.example:80/", u: URL{"https", "shop.example", 80, "/"}, out: "https://shop.example:80/"},
		{s: "http://10.0.0.1:8080/x", u: URL{"http", "10.0.0.1", 8080, "/x"}, out: "http://10.0.0.1:8080/x"},
		{s: "HTTP://SHOP.Example./A", u: URL{"http", "shop.example", 80, "/A"}, out: "http://shop.example/A"},
		{s: "http://me:secret@shop.example/", u: URL{"http", "shop.example", 80, "/"}, out: "http://shop.example/"},
		{s: "http://shop.example?q", u: URL{"http", "shop.example", 80, "/?q"}, out: "http://shop.example/?q"},
		{s: "http://shop.example/a b", u: URL{"http", "shop.example", 80, "/a%20b"}, out: "http://shop.example/a%20b"},
		{s: "http://shop.example/?a b\u00fc", u: URL{"http", "shop.example", 80, "/?a%20b%C3%BC"},
			out: "http://shop.example/?a%20b%C3%BC"},
		{s: "http://shop_1.example:/", u: URL{"http", "shop_1.example", 80, "/"}, out: "http://shop_1.example/"},
		{s: "", err: "not a URL"},
		{s: "shop.example/a", err: "not a URL"},
		{s: "/a", err: "not a URL"},
		{s: "ftp://shop.example/", err: "not a URL"},
		{s: "http:///a", err: "not a URL"},
		{s: "http:shop.example", err: "not a URL"},
		{s: "http://sh op/", err: "not a URL"},
		{s: "http://a%0ab/", err: "not a URL"},
		{s: "http://:80/", err: "the host name is empty"},
		{s: "http://[2001:DB8::0:1]:80/", u: URL{"http", "2001:db8::1", 80, "/"}, out: "http://[2001:db8::1]/"},
		{s: "http://[2001:db8::1]:81/", u: URL{"http", "2001:db8::1", 81, "/"}, out: "http://[2001:db8::1]:81/"},
		{s: "http://[::ffff:10.0.0.1]/", err: "is not an address"},
		{s: "http://[10.0.0.1]/", err: "not a URL"},
		{s: "http://b\u00fccher.example/", err: "expected ASCII"},
		{s: "http://a..b/", err: "has an empty part"},
		{s: "http://" + strings.Repeat("a", 64) + "/", err: "DNS allows 63"},
		{s: "http://" + strings.Repeat("a.", 200) + "/", err: "DNS allows 253"},
		{s: "http://shop.example:0/", err: "port 0 is not 1 to 65535"},
		{s: "http://shop.example:65536/", err: "port 65536 is not 1 to 65535"},
		{s: "http://shop.example:x/", err: "not a URL"},
	} {
		u, err := ParseURL(c.s)
		if c.err != "" {
			require.ErrorContains(t, err, c.err, c.s)
			continue
		}
		require.NoError(t, err, c.s)
		require.Equal(t, c.u, u)
		require.Equal(t, c.out, u.String())
	}
}

// Whatever is a URL stays the same when it is printed and read again, and the
// server finds in the request what the client asked for.
func FuzzURL(f *testing.F) {
	for _, s := range []string{
		"http://shop.example/a?b=c", "https://shop.example:444/%2f%zz", "http://10.0.0.1/", "http://a_b.c./;x?",
		"http://x/?a b", "http://x/\u00fc", "http://x//y//", "http://x/a#b?c", "http://x:80/*", "http://u:p@x/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseURL(s)
		if err != nil {
			return
		}
		again, err := ParseURL(u.String())
		require.NoError(t, err, "%q", u.String())
		require.Equal(t, u, again)
		head, _, err := (&Request{URL: u}).head()
		if err != nil {
			return
		}
		req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(head)))
		require.NoError(t, err, "%q", head)
		require.Equal(t, u.Key(), req.Host+req.URL.RequestURI(), "%q", head)
	})
}
