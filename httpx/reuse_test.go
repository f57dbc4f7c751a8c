package httpx

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

func TestKept(t *testing.T) {
	var c kept[int, string]
	made := 0
	get := func(k int) string {
		v, err := c.get(k, func() (string, error) { made++; return strings.Repeat("x", k), nil })
		require.NoError(t, err)
		return v
	}
	require.Equal(t, "xxx", get(3))
	require.Equal(t, "xxx", get(3))
	require.Equal(t, 1, made)
	for k := range 3 * maxKept {
		require.Len(t, get(k%2000), k%2000)
		require.LessOrEqual(t, len(c.of), maxKept)
	}
	for range 2 {
		_, err := c.get(-1, func() (string, error) { made++; return "", errors.New("no") })
		require.EqualError(t, err, "no")
	}
	require.NotContains(t, c.of, -1, "failures are not kept")
}

// Equal requests share their bytes; all that changes them makes others.
func TestWrittenOnce(t *testing.T) {
	c := &Client{}
	req := Request{URL: page("/a"), Header: 300}
	one, err := c.write(req)
	require.NoError(t, err)
	require.Equal(t, page("/a").String(), one.url)
	again, err := c.write(req)
	require.NoError(t, err)
	require.Same(t, one, again)
	for _, change := range []func(*Request){
		func(r *Request) { r.Method = "PUT" }, func(r *Request) { r.URL = page("/b") },
		func(r *Request) { r.Header = 301 }, func(r *Request) { r.Body = 7 },
		func(r *Request) { r.Close = true }, func(r *Request) { r.Variant = "v" },
	} {
		other := req
		change(&other)
		got, err := c.write(other)
		require.NoError(t, err)
		want, _, err := other.head()
		require.NoError(t, err)
		require.Equal(t, string(want), string(got.head))
		require.NotEqual(t, string(one.head), string(got.head))
	}
}

func TestAnswersShareTheirHead(t *testing.T) {
	s := &Server{}
	o := Resource{Size: 10, Header: 200, Think: vtime.Second}
	one := s.head(answerKey{resource: o})
	o.Think = 0
	again := s.head(answerKey{resource: o})
	require.Same(t, &one[0], &again[0], "how long a server thinks cannot be seen")
	closing := s.head(answerKey{resource: o, closing: true})
	require.NotEqual(t, string(one), string(closing))
}

// A reader that is used again has forgotten what it had read.
func TestReadersForget(t *testing.T) {
	var p readers
	first := p.take(strings.NewReader("left over"))
	_, err := first.Peek(1)
	require.NoError(t, err)
	p.give(first)
	p.give(nil)
	second := p.take(strings.NewReader("new"))
	require.Same(t, first, second)
	require.Zero(t, second.Buffered())
	line, err := second.ReadString('w')
	require.NoError(t, err)
	require.Equal(t, "new", line)
	require.NotSame(t, second, p.take(strings.NewReader("")))
}
