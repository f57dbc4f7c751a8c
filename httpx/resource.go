package httpx

import (
	"math/rand/v2"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Framing is how a response tells where its body ends (RFC 9112 section 6.3).
type Framing uint8

// The framings.
const (
	ByLength Framing = iota // Content-Length
	Chunked                 // Transfer-Encoding: chunked; to clients of version 1.0 as ByClose
	ByClose                 // the end of the connection
)

// FramingNames are the framings as people write them.
var FramingNames = []string{"length", "chunked", "close"}

// Resource is what a server answers with.
type Resource struct {
	Size   int64      // bytes of the body: the mean
	Think  vtime.Time // time that the server needs before it writes: the mean
	Type   string     // what the bytes stand for, the type parameter of Content-Type; empty: none
	Status int64      // 0: 200
	Header int64      // bytes of the status line and header, at most 1 MiB; smaller than needed: as needed

	Framing   Framing
	Trailer   bool       // a trailer field follows a chunked body
	Piece     int64      // bytes of a chunk, or of a write; 0: the server's WriteSize, or 8 KiB for chunks
	Pause     vtime.Time // between two pieces
	Interim   int64      // status of an interim response before the server thinks, such as 103; 0: none
	Close     bool       // the connection is closed afterwards
	NotEarly  bool       // 425 answers what comes before the end of a TLS handshake, or came so to a proxy (RFC 8470)
	Variation            // of Think
	Sizing    Variation  // of Size
	Sizes     *[]int64   // the sizes that there are, each as often as it is there, in place of Size; nil: none
	Caching
	Fault
}

// status is the status code.
func (o *Resource) status() int {
	if o.Status == 0 {
		return http.StatusOK
	}
	return int(o.Status)
}

// sized is the resource with the size that one response has.
func (o Resource) sized(r *rand.Rand) Resource {
	if o.Sizes != nil && len(*o.Sizes) > 0 {
		o.Size = (*o.Sizes)[r.IntN(len(*o.Sizes))]
	} else {
		o.Size = int64(o.Sizing.draw(r, vtime.Time(o.Size)))
	}
	return o
}

// bodiless reports whether an answer to a method has no body, whatever its
// header says (RFC 9112 section 6.3 rules 1 and 2).
func (o *Resource) bodiless(method string) bool {
	s := o.status()
	return method == http.MethodHead || s < 200 || s == http.StatusNoContent || s == http.StatusNotModified
}

// framing is how the body's end is told to a client of a version.
func (o *Resource) framing(server Version, client11 bool) Framing {
	if o.Framing == Chunked && (server == HTTP10 || !client11) {
		return ByClose // RFC 9112 section 6.1: no transfer coding towards HTTP/1.0
	}
	return o.Framing
}

// trailerField is what follows a chunked body.
const trailerField = "X-Rttlab-Trailer"

// answerKey is all that the head of a response depends on.
type answerKey struct {
	resource Resource
	framing  Framing
	closing  bool
	granted  bool   // persistence, which a client of version 1.0 asked for
	announce string // the value of Keep-Alive; empty: none
	ranges   string // the parts that were asked for; empty: all
	echo     string // the body, where that is the request (TRACE); empty: it is the resource's
	allow    bool   // it tells which methods there are
}

// head returns the status line and header of a response. Nobody may modify it.
func (s *Server) head(k answerKey) []byte {
	k.resource.Think, k.resource.Variation, k.resource.Pause, k.resource.Piece = 0, Variation{}, 0, 0
	k.resource.Sizing, k.resource.Sizes = Variation{}, nil
	b, _ := s.answers.get(k, func() ([]byte, error) { return k.head(s.Version), nil })
	return b
}

// head writes the status line and header, padded to the length that is wanted.
func (k *answerKey) head(v Version) []byte {
	b := k.fields(v)
	if pad := padding(len(b)+len("\r\n"), k.resource.Header); pad != "" {
		b = append(b, padHeader+": "+pad+"\r\n"...)
	}
	return append(b, "\r\n"...)
}

// fields writes all but the padding and the empty line.
func (k *answerKey) fields(v Version) []byte {
	o := &k.resource
	b := statusLine(v, o.status())
	add := func(name, value string) { b = append(b, name+": "+value+"\r\n"...) }
	switch {
	case k.closing:
		add("Connection", "close")
	case k.granted:
		add("Connection", "keep-alive")
	}
	if k.announce != "" {
		add("Keep-Alive", k.announce)
	}
	switch s := o.status(); {
	case k.framing == Chunked:
		add("Transfer-Encoding", "chunked")
		if o.Trailer {
			add("Trailer", trailerField)
		}
	case k.framing == ByClose:
	case max(o.Size, 0) == 0 && o.bodiless(""), s == http.StatusNoContent:
		// There is nothing to be told (RFC 9110 section 8.6).
	default:
		add("Content-Length", strconv.FormatInt(k.claimed(), 10))
	}
	o.Caching.fields(add)
	if k.allow {
		add("Allow", allowed)
	}
	// Bodies are zeros, whatever they stand for: the type parameter says what that
	// is, and no reader of a capture takes them for a broken picture (RFC 2046
	// section 4.5.1).
	switch {
	case k.ranges != "":
		k.rangeFields(add)
		return b
	case k.echo != "":
		add("Content-Type", "message/http")
		return b
	}
	if t := mime.FormatMediaType("application/octet-stream", map[string]string{"type": o.Type}); o.Type != "" && t != "" {
		add("Content-Type", t)
	}
	return b
}

// claimed is what Content-Length says.
func (k *answerKey) claimed() int64 {
	o := &k.resource
	switch {
	case o.Claim > 0:
		return o.Claim
	case k.ranges != "":
		return lengthOf(k.parts())
	case k.echo != "":
		return int64(len(k.echo))
	}
	return max(o.Size, 0)
}

// trace makes a response one that says what was asked, to TRACE by the last who gets
// it; fields that may hold secrets are left out (RFC 9110 section 9.3.8).
func (k *answerKey) trace(req *http.Request) {
	fields := req.Header.Clone()
	fields.Del("Authorization")
	fields.Del("Proxy-Authorization")
	fields.Del("Cookie")
	var b strings.Builder
	b.WriteString(req.Method + " " + req.RequestURI + " " + req.Proto + "\r\nHost: " + req.Host + "\r\n")
	_ = fields.Write(&b) // a builder takes all
	b.WriteString("\r\n")
	k.resource, k.framing, k.echo = Resource{Status: http.StatusOK}, ByLength, b.String()
}

// allowed are the methods that any resource may be asked with.
const allowed = "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE"

// ofServer reports whether a request asks what a server can do, and for none of its
// resources (RFC 9110 section 9.3.7).
func ofServer(req *http.Request) bool {
	return req.Method == http.MethodOptions && req.RequestURI == "*"
}

// rangeFields adds the fields of a part of a resource, or of several.
func (k *answerKey) rangeFields(add func(name, value string)) {
	switch list := parseRanges(k.ranges, k.resource.Size); len(list) {
	case 0:
		add("Content-Range", "bytes */"+strconv.FormatInt(k.resource.Size, 10))
	case 1:
		add("Content-Range", list[0].contentRange(k.resource.Size))
	default:
		add("Content-Type", "multipart/byteranges; boundary="+boundary)
	}
}

// parts is the body of the parts that were asked for.
func (k *answerKey) parts() []stack.Payload {
	switch list := parseRanges(k.ranges, k.resource.Size); len(list) {
	case 0:
		return nil
	case 1:
		return []stack.Payload{zeros(min(list[0].length(), maxZeros))}
	default:
		return inParts(list, k.resource.Size)
	}
}

// statusLine returns a status line (RFC 9112 section 4).
func statusLine(v Version, status int) []byte {
	text := http.StatusText(status)
	if text == "" {
		text = "status code " + strconv.Itoa(status)
	}
	return []byte(v.line() + " " + strconv.Itoa(status) + " " + text + "\r\n")
}

// announcement is the value of Keep-Alive: for how long and how many more
// requests the connection stays.
func (s *Server) announcement(left int64) string {
	if !s.Announce {
		return ""
	}
	var list []string
	if s.IdleTimeout > 0 {
		list = append(list, "timeout="+strconv.FormatInt(int64(s.IdleTimeout/vtime.Second), 10))
	}
	if s.MaxRequests > 0 {
		list = append(list, "max="+strconv.FormatInt(left, 10))
	}
	if s.Parameters != "" {
		list = append(list, s.Parameters)
	}
	return strings.Join(list, ", ")
}
