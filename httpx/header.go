package httpx

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// tokens lists the elements of a field that is a list, without regard to how many
// lines it takes (RFC 9110 section 5.6.1).
func tokens(h http.Header, field string) []string {
	var list []string
	for _, line := range h.Values(field) {
		for one := range strings.SplitSeq(line, ",") {
			if one = strings.Trim(one, " \t"); one != "" {
				list = append(list, one)
			}
		}
	}
	return list
}

// hasToken reports whether a list field has an element; upper and lower case are
// the same (RFC 9110 section 7.6.1).
func hasToken(h http.Header, field, token string) bool {
	for _, one := range tokens(h, field) {
		if strings.EqualFold(one, token) {
			return true
		}
	}
	return false
}

// announced is how long the server keeps an idle connection, as Keep-Alive says;
// 0 if it does not.
func announced(h http.Header) vtime.Time {
	for _, one := range tokens(h, "Keep-Alive") {
		name, value, _ := strings.Cut(one, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "timeout") {
			continue // max counts for the server, and what is unknown for nobody
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 32); err == nil && n > 0 {
			return vtime.Time(n) * vtime.Second
		}
	}
	return 0
}

// hopByHop are the fields that concern one connection only, besides those that
// Connection names (RFC 9110 section 7.6.1).
var hopByHop = []string{
	"Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// endToEnd returns the fields of a message that are for its last reader: what a
// cache keeps and a proxy passes on.
func endToEnd(h http.Header) http.Header {
	out := h.Clone()
	for _, name := range tokens(h, "Connection") {
		out.Del(name)
	}
	for _, name := range hopByHop {
		out.Del(name)
	}
	return out
}
