package har

import "strings"

// Sizes that are assumed where a file tells neither sizes nor headers.
const (
	assumedRequest  = 400
	assumedResponse = 250
)

// largestHeader bounds what is taken for the size of a header.
const largestHeader = 64 << 10

// measure sets protocols and sizes and tells what was not in the file.
func (im *importer) measure() {
	im.protocols()
	var requests, responses, computed, decoded, sizeless int
	for _, x := range im.kept {
		x.requestBody = x.sentBody()
		if x.requestHeader = x.sentHeader(); x.requestHeader == unknown {
			x.requestHeader = max(assumedRequest, x.firstLine())
			requests++
		}
		var how bodySource
		x.body, how = x.gotBody()
		switch how {
		case fromDecoded:
			decoded++
		case fromNothing:
			sizeless++
		}
		var recorded bool
		switch x.header, recorded = x.gotHeader(how); {
		case x.header == unknown:
			x.header = assumedResponse
			responses++
		case !recorded:
			computed++
		}
	}
	im.told.objects(requests, "%s: request header unknown, %d bytes assumed or as many as the URL needs", assumedRequest)
	im.told.objects(computed, "%s: size of the response header unknown, computed from the listed headers")
	im.told.objects(responses, "%s: response header unknown, %d bytes assumed", assumedResponse)
	im.told.objects(decoded, "%s: encoded size of the body unknown, the decoded size is taken")
	im.told.objects(sizeless, "%s: size of the body unknown, taken as empty")
}

// sentHeader is the size of the request's header, or unknown.
func (x *exchange) sentHeader() int64 {
	r := &x.raw.Request
	if n := r.HeadersSize.size(); n > 0 && n <= largestHeader {
		return max(n, x.firstLine())
	}
	if len(r.Headers) == 0 {
		return unknown
	}
	n := r.Headers.bytes() + x.firstLine()
	if r.Headers.get("Host") == "" {
		n += int64(len("Host: \r\n") + len(x.target.host))
	}
	return min(n, largestHeader)
}

// firstLine is the size of a request line and of the empty line at the end.
func (x *exchange) firstLine() int64 {
	return int64(len(x.method) + len(x.target.path) + len("  HTTP/1.1\r\n\r\n"))
}

// leastResponse is the size of a status line and of the empty line at the end.
const leastResponse = int64(len("HTTP/1.1 200 OK\r\n\r\n"))

// gotHeader is the size of the response's header, or unknown, and whether it was
// recorded. Later versions than HTTP/1.1 compress it, so that what was transferred
// tells something else, but better that than nothing.
func (x *exchange) gotHeader(how bodySource) (size int64, recorded bool) {
	s := &x.raw.Response
	if n := s.HeadersSize.size(); n > 0 && n <= largestHeader {
		return max(n, leastResponse), true
	}
	rest := s.TransferSize.size() - x.body
	known := how != fromNothing && how != fromDecoded && how != fromTransfer
	told := known && rest >= leastResponse && rest <= largestHeader
	plain := x.protocol == "http/1.0" || x.protocol == "http/1.1"
	switch {
	case told && (plain || len(s.Headers) == 0):
		return rest, true
	case len(s.Headers) > 0:
		return x.guessedHeader(), false
	}
	return unknown, false
}

// guessedHeader is the size of the listed headers of a response, or what is
// assumed if there are none.
func (x *exchange) guessedHeader() int64 {
	if h := x.raw.Response.Headers; len(h) > 0 {
		return min(h.bytes()+leastResponse, largestHeader)
	}
	return assumedResponse
}

func (x *exchange) sentBody() int64 {
	r := &x.raw.Request
	if n := r.BodySize.size(); n > 0 {
		return n
	}
	if n := len(r.PostData.Text); n > 0 {
		return int64(n)
	}
	if x.method == "GET" || x.method == "HEAD" {
		return 0
	}
	return max(0, number(r.Headers.get("Content-Length")).size())
}

// bodySource is where the size of a body comes from.
type bodySource int

const (
	fromNothing  bodySource = iota
	fromRules               // there can be none
	fromBodySize            // the encoded size as recorded
	fromLength              // Content-Length
	fromTransfer            // what was transferred, less the header
	fromContent             // decoded size and what compression saved
	fromDecoded             // decoded size only
)

// gotBody is the encoded size of the response's body, from the best source.
func (x *exchange) gotBody() (int64, bodySource) {
	s := &x.raw.Response
	if x.method == "HEAD" || x.status < 200 || x.status == 204 || x.status == 304 {
		return 0, fromRules
	}
	body, transfer, size := s.BodySize.size(), s.TransferSize.size(), s.Content.Size.size()
	length := number(s.Headers.get("Content-Length")).size()
	// chrome-har has no header sizes for HTTP/2 and counts the header as body.
	withHeader := s.HeadersSize.size() <= 0 && transfer > 0 && body == transfer
	switch {
	case body > 0 && !withHeader:
		return body, fromBodySize
	case length >= 0 && (transfer <= 0 || length <= transfer && transfer-length <= overhead(length, s.Headers)):
		return length, fromLength
	case transfer > 0 && s.HeadersSize.size() > 0:
		return max(0, transfer-s.HeadersSize.size()), fromTransfer
	case size > 0 && size <= transfer && !encoded(s.Headers):
		return size, fromContent
	case transfer > 0:
		return max(0, transfer-x.guessedHeader()), fromTransfer
	case size > 0 && s.Content.Compression.size() != unknown:
		return max(0, size-s.Content.Compression.size()), fromContent
	case size > 0 && encoded(s.Headers):
		return size, fromDecoded
	case size > 0:
		return size, fromContent
	case body == 0 || size == 0:
		return 0, fromBodySize
	}
	return 0, fromNothing
}

// overhead is what may be transferred beside a body of some length: its header
// and the framing. Some exporters list the headers of the redirect before it.
func overhead(length int64, h headers) int64 {
	return 1000 + length/8 + h.bytes()
}

func encoded(h headers) bool {
	e := h.get("Content-Encoding")
	return e != "" && !strings.EqualFold(e, "identity")
}
