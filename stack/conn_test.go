package stack

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// serveOne takes one connection and hands it to fn as what the standard library
// knows.
func serveOne(h *Host, port uint16, fn func(p *sim.Proc, c net.Conn)) {
	h.GoDaemon("server", func(p *sim.Proc) {
		var l net.Listener = first(h.ListenOn(port, 5))
		c, err := l.Accept()
		if err != nil {
			return
		}
		fn(p, c)
		c.Close()
		l.Close()
	})
}

// A request and a response by net/http's own readers and writers, the response
// of unknown length: end of stream ends it.
func TestHTTPOverConn(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	body := strings.Repeat("all the same ", 3000)
	serveOne(w.b, 80, func(p *sim.Proc, c net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(c))
		require.NoError(t, err)
		sent, err := io.ReadAll(req.Body)
		require.NoError(t, err)
		require.Equal(t, "POST /form question", req.Method+" "+req.URL.Path+" "+string(sent))
		resp := http.Response{StatusCode: 200, ProtoMajor: 1, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1}
		require.NoError(t, resp.Write(c))
	})
	w.on(w.a, func(p *sim.Proc) {
		c, err := w.a.Dial(server, 80)
		require.NoError(t, err)
		req, err := http.NewRequest(http.MethodPost, "http://b/form", strings.NewReader("question"))
		require.NoError(t, err)
		require.NoError(t, req.Write(c))
		resp, err := http.ReadResponse(bufio.NewReader(c), req)
		require.NoError(t, err)
		got, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.Equal(t, body, string(got))
		require.NoError(t, c.Close())
	})
	w.clean()
}

// at is the date of a virtual time.
func at(t vtime.Time) time.Time { return WallClock(t) }

func TestDeadlinesOfConn(t *testing.T) {
	pair(t, "linux", func(w *world, p *sim.Proc, s, peer *Socket) {
		c := Conn{s}
		now := p.Now().Now
		timeout := func(err error) {
			t.Helper()
			var ne net.Error
			require.True(t, errors.As(err, &ne) && ne.Timeout(), err)
			require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		}
		require.NoError(t, c.SetReadDeadline(at(now+30*ms)))
		n, err := c.Read(buf)
		require.Zero(t, n)
		timeout(err)
		require.Equal(t, now+30*ms, p.Now().Now)
		require.NoError(t, c.SetReadDeadline(time.Time{}), "no limit")
		require.NoError(t, second(peer.Write(buf)))
		require.Equal(t, 100, first(c.Read(buf)))
		// A deadline in the past fails at once, and a later one heals.
		for _, past := range []time.Time{at(0), time.Unix(1, 0), at(p.Now().Now - 1)} {
			require.NoError(t, c.SetDeadline(past))
			timeout(second(c.Read(buf)))
			timeout(second(c.Write(buf)))
		}
		require.NoError(t, c.SetDeadline(at(p.Now().Now+vtime.Second)))
		require.NoError(t, second(c.Write(buf)))
		require.NoError(t, second(peer.Write(buf)))
		require.Equal(t, 100, first(c.Read(buf)))
		// What was written before the write timed out is told.
		now = p.Now().Now
		require.NoError(t, c.SetWriteDeadline(at(now+50*ms)))
		n, err = c.Write(make([]byte, 1<<20))
		timeout(err)
		require.Equal(t, now+50*ms, p.Now().Now)
		require.Less(t, n, 1<<20)
		require.EqualValues(t, 1+100+n, c.Written())
		// Another process can move the deadline of a read under way.
		require.NoError(t, c.SetReadDeadline(at(now+vtime.Minute)))
		w.a.Go("impatient", func(p *sim.Proc) {
			p.Sleep(10*ms, cause.Host)
			require.NoError(t, c.SetReadDeadline(at(p.Now().Now)))
		})
		now = p.Now().Now
		timeout(second(c.Read(buf)))
		require.Equal(t, now+10*ms, p.Now().Now)
	}, func(c *Config) { c.TCP.SendBuffer, c.TCP.ReceiveBuffer = 30_000, 30_000 })
}

func TestListenerIsNetListener(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	w.on(w.b, func(p *sim.Proc) {
		l := first(w.b.ListenOn(80, 5))
		require.Equal(t, "[::]:80", l.Addr().String())
		l.ReadBy(5 * ms)
		_, err := l.Accept()
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		l.ReadBy(vtime.Never)
		w.b.Go("closer", func(p *sim.Proc) {
			p.Sleep(5*ms, cause.Host)
			require.NoError(t, l.Close())
		})
		_, err = l.Accept()
		require.ErrorIs(t, err, net.ErrClosed)
		require.Equal(t, 10*ms, p.Now().Now)
	})
	w.clean()
}

func TestConnIsNetConn(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	serveOne(w.b, 80, func(p *sim.Proc, c net.Conn) {
		require.Equal(t, "10.0.0.2:80", c.LocalAddr().String())
		require.Equal(t, "tcp", c.RemoteAddr().Network())
		_, err := io.Copy(c, c) // echo, until the peer's end of stream
		require.NoError(t, err)
	})
	w.on(w.a, func(p *sim.Proc) {
		_, err := w.a.Dial(server, 81)
		require.ErrorIs(t, err, errno.ECONNREFUSED)
		require.Zero(t, connections(w.a))
		c, err := w.a.Dial(server, 80)
		require.NoError(t, err)
		require.Equal(t, "10.0.0.2:80", c.RemoteAddr().String())
		w.a.Go("reader", func(*sim.Proc) {
			got, err := io.ReadAll(c)
			require.NoError(t, err)
			require.Equal(t, pattern(100_000, 0), got)
			require.NoError(t, c.Close())
			require.ErrorIs(t, second(c.Read(buf)), net.ErrClosed)
			require.ErrorIs(t, second(c.Write(buf)), net.ErrClosed)
			require.ErrorIs(t, c.Close(), net.ErrClosed)
			require.ErrorIs(t, c.SetReadDeadline(at(0)), net.ErrClosed)
			require.ErrorIs(t, c.SetWriteDeadline(at(0)), net.ErrClosed)
		})
		require.Equal(t, 100_000, first(c.Write(pattern(100_000, 0))))
		require.NoError(t, c.Shutdown(ShutWrite))
	})
	w.clean()
}

func TestDatesOfVirtualTimes(t *testing.T) {
	require.Equal(t, "2000-01-01T00:00:01.000000001Z", WallClock(vtime.Second+1).Format(time.RFC3339Nano))
	for _, v := range []vtime.Time{0, 1, vtime.Second, 365 * 24 * 60 * vtime.Minute} {
		require.Equal(t, v, virtual(WallClock(v)))
	}
	require.Equal(t, vtime.Never, virtual(time.Time{}))
	require.Equal(t, vtime.Time(0), virtual(time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.Equal(t, vtime.Never, virtual(time.Date(2900, 1, 1, 0, 0, 0, 0, time.UTC)))
}
