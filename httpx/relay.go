package httpx

import (
	"bufio"
	"io"
	"net/http"
	"strings"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// relay is a proxy that does not understand persistence, such as there were before
// HTTP/1.1: it passes one request on with all its fields, those of the hop
// included, and then all that comes back, until the server closes. What the client
// sends meanwhile it does not read.
func (x *Proxy) relay(p *sim.Proc, v *visit) {
	if !v.await(p) {
		return
	}
	text, req, err := v.readText(p)
	if err != nil {
		v.refuse(p, err)
		return
	}
	h := v.take(p)
	defer x.Front.exit()
	x.Front.Recorder.relays[v.stream.Record()] = true
	u, err := ParseURL(req.URL.String())
	if err != nil || req.Method == http.MethodConnect {
		_ = x.answerShort(p, v, h, http.StatusBadRequest) // it closes in any case
		return
	}
	tx := &Transaction{Method: req.Method, URL: u.String(), Blind: true}
	h.Upstream = tx
	x.begin(p, tx)
	s, err := x.reach(p, tx, u)
	if err == nil {
		err = x.through(p, v, h, s, x.dumbly(req, u, text), max(req.ContentLength, 0))
		s.Reset()
	} else {
		_ = x.answerShort(p, v, h, statusOf(err)) // it closes in any case
	}
	tx.Done, tx.Finished, tx.Err = p.Now(), true, err
}

// readText reads the head of a request, and returns it as it is, and parsed.
func (v *visit) readText(p *sim.Proc) (string, *http.Request, error) {
	var text strings.Builder
	err := v.head(p, func() error {
		for {
			line, err := v.reader.ReadString('\n')
			text.WriteString(line)
			if err != nil || strings.TrimRight(line, "\r\n") == "" && text.Len() > len(line) {
				return err
			}
		}
	})
	if err != nil {
		return "", nil, err
	}
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text.String())))
	return text.String(), req, err
}

// dumbly is a request as a relay passes it on: only its first line is changed, where
// the next host is a server.
func (x *Proxy) dumbly(req *http.Request, u URL, text string) string {
	if x.Next != nil {
		return text
	}
	_, rest, _ := strings.Cut(text, "\n")
	return req.Method + " " + u.Path + " " + req.Proto + "\r\n" + rest
}

// through writes a request, and passes back all that comes until the server closes.
func (x *Proxy) through(p *sim.Proc, v *visit, h *Handling, s stack.Stream, head string, size int64) error {
	tx := h.Upstream
	a := tx.Last()
	a.Ready, a.Wanted = p.Now(), p.Now()
	a.RequestStart = s.Written()
	a.RequestEnd = a.RequestStart + uint64(len(head)) + uint64(size)
	tx.ResponseStart = s.ReadOffsetBefore(0)
	tx.BodyStart, tx.ResponseEnd = tx.ResponseStart, tx.ResponseStart
	if _, err := s.Writev(bytesOf([]byte(head))); err != nil {
		return err
	}
	err := v.body(p, func() error {
		_, err := io.CopyN(writer{s}, v.reader, size)
		return err
	})
	if err != nil {
		return err
	}
	var wake sim.WaitQueue
	s.NotifyReadable(&wake)
	v.stream.NotifyReadable(&wake)
	defer v.stream.NotifyReadable(nil)
	buf := make([]byte, tunnelBuffer)
	for v.stream.Record().IsOpen {
		if readable, _ := s.Ready(); !readable {
			p.Wait(&wake, "the server's close")
			continue
		}
		n, err := s.Read(buf)
		if tx.FirstByte == (vtime.Stamp{}) {
			tx.FirstByte, h.Respond = p.Now(), p.Now()
			tx.Status = statusIn(buf[:n])
		}
		tx.ResponseEnd = s.ReadOffsetBefore(0)
		tx.Body += int64(n)
		if err == io.EOF {
			h.Done = p.Now()
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := v.stream.Writev(payloadOf(buf[:n])); err != nil {
			return err
		}
	}
	return errNotWanted
}

// statusIn is the status that a response begins with, 0 if it is none. The relay
// does not look at it: it is for the record.
func statusIn(b []byte) int {
	_, rest, _ := strings.Cut(string(b[:min(len(b), 20)]), " ")
	return int(max(number(rest[:min(len(rest), 3)]), 0))
}

// writer makes a stream an io.Writer.
type writer struct{ to stack.Stream }

// Write satisfies io.Writer.
func (w writer) Write(b []byte) (int, error) { return w.to.Writev(payloadOf(b)) }
