package httpx

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Headers are as long as they were recorded, unless they need more, or there is
// no room for the name of the header that pads.
func TestHeaderLength(t *testing.T) {
	for _, c := range []struct {
		want              int64
		request, response int
	}{
		{-1, 58, 38}, {0, 58, 38}, {38, 58, 38}, {54, 58, 38}, {55, 58, 55}, {74, 58, 74}, {75, 75, 75}, {5000, 5000, 5000},
		{maxHeader, maxHeader, maxHeader}, {1 << 40, maxHeader, maxHeader},
	} {
		head, _, err := (&Request{URL: page("/"), Header: c.want}).head()
		require.NoError(t, err)
		answer := (&answerKey{resource: Resource{Header: c.want}}).head(HTTP11)
		require.Len(t, head, c.request, "%d", c.want)
		require.Len(t, answer, c.response, "%d", c.want)
	}
}

func TestRequestBytes(t *testing.T) {
	head, _, err := (&Request{Method: "POST", URL: page("/a?b"), Body: 7, Close: true}).head()
	require.NoError(t, err)
	require.Equal(t, "POST /a?b HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: rttlab\r\nConnection: close\r\n"+
		"Content-Length: 7\r\n\r\n", string(head))
	_, _, err = (&Request{Method: "POST", URL: page("/a?b"), Body: 7, Header: 300}).head()
	require.NoError(t, err)
}

func TestResponseBytes(t *testing.T) {
	for _, c := range []struct {
		r       Resource
		closing bool
		want    string
	}{
		{Resource{Size: 5, Type: "text/css"}, false,
			"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: application/octet-stream; type=\"text/css\"\r\n\r\n"},
		{Resource{Size: 5}, true, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n"},
		{Resource{Size: 5, Status: 204}, false, "HTTP/1.1 204 No Content\r\n\r\n"},
		{Resource{Size: 5, Status: 304}, false, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"},
		{Resource{Status: 599}, false, "HTTP/1.1 599 status code 599\r\nContent-Length: 0\r\n\r\n"},
		{Resource{Type: "a\r\nb: c"}, false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" +
			"Content-Type: application/octet-stream; type*=utf-8''a%0D%0Ab%3A%20c\r\n\r\n"},
	} {
		head := (&answerKey{resource: c.r, closing: c.closing}).head(HTTP11)
		require.Equal(t, c.want, string(head))
	}
}

// Whatever is asked for, the request is one that net/http reads, with as many
// bytes as it says.
func FuzzRequest(f *testing.F) {
	f.Add("GET", "/a", int64(0), int64(0))
	f.Add("POST", "/a?b", int64(400), int64(1000))
	f.Add("", "/%zz", int64(-1), int64(-1))
	f.Add("BREW", "/ \r\nX: y", int64(2000), int64(5))
	f.Fuzz(func(t *testing.T, method, path string, header, size int64) {
		size %= 1 << 16
		head, _, err := (&Request{Method: method, URL: page(path), Header: header, Body: size}).head()
		if err != nil {
			return
		}
		body := bytes.NewReader(make([]byte, max(size, 0)))
		req, err := http.ReadRequest(bufio.NewReader(io.MultiReader(bytes.NewReader(head), body)))
		if err != nil {
			return // such as a path that begins with another host
		}
		n, err := io.Copy(io.Discard, req.Body)
		require.NoError(t, err)
		require.Equal(t, max(size, 0), n)
	})
}
