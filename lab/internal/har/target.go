package har

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// target is where a request goes.
type target struct {
	scheme, host string
	port         int
	path         string // with the query, ready to be sent
	key          string // what URLs are compared by: one form for all ways to write it, "" if it cannot be read
}

// longestURL bounds what is taken for a URL of a request, longestScheme for the
// name before its colon.
const (
	longestURL    = 32 << 10
	longestScheme = 30
)

// parseTarget takes a URL apart as leniently as browsers wrote it down. The
// scheme is known even where the rest is not.
func parseTarget(s string) (t target, ok bool) {
	scheme, rest, found := strings.Cut(s, ":")
	if !found || len(scheme) > longestScheme || !isToken(scheme) {
		return t, false
	}
	t.scheme = strings.ToLower(scheme)
	rest, slashes := strings.CutPrefix(key(rest), "//")
	if !slashes || len(s) > longestURL {
		return t, false
	}
	authority := rest
	if at := strings.IndexAny(rest, "/?\\"); at >= 0 {
		authority = rest[:at]
	}
	t.path = escape(rest[len(authority):])
	if !strings.HasPrefix(t.path, "/") {
		t.path = "/" + t.path
	}
	authority = authority[strings.LastIndexByte(authority, '@')+1:]
	if t.host, t.port, ok = splitPort(authority, t.scheme); ok {
		t.key = t.url()
	}
	return t, ok
}

// url writes the URL down again, without user and fragment.
func (t target) url() string {
	port := ""
	if t.port != defaultPort(t.scheme) {
		port = ":" + strconv.Itoa(t.port)
	}
	return t.scheme + "://" + t.host + port + t.path
}

func defaultPort(scheme string) int {
	switch scheme {
	case "http":
		return 80
	case "https":
		return 443
	}
	return 0
}

// key is a URL without its fragment.
func key(s string) string {
	s, _, _ = strings.Cut(s, "#")
	return s
}

// canonical is the key of a URL that a file names, often again and again.
func (im *importer) canonical(url text) string {
	known, ok := im.urls[url]
	if !ok {
		t, _ := parseTarget(string(url))
		known = t.key
		im.urls[url] = known
	}
	return known
}

// splitPort returns the host, in small letters, and the port.
func splitPort(authority, scheme string) (host string, port int, ok bool) {
	host = strings.ToLower(authority)
	port = defaultPort(scheme)
	if at := strings.LastIndexByte(host, ':'); at > strings.LastIndexByte(host, ']') {
		digits := host[at+1:]
		host = host[:at]
		if digits != "" {
			n, err := strconv.ParseUint(digits, 10, 16)
			if err != nil || n == 0 {
				return "", 0, false
			}
			port = int(n)
		}
	}
	host = strings.TrimSuffix(host, ".")
	return host, port, isHost(host)
}

// isHost reports whether a text is an IPv6 address in brackets or what can be
// asked for in the DNS.
func isHost(s string) bool {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		return ok && err == nil && addr.Is6() && addr.Zone() == ""
	}
	// RFC 1035 2.3.4: a name has at most 255 bytes in a message, a label at most 63.
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

// escape percent-encodes what must not be in a request line.
func escape(path string) string {
	plain := true
	for i := range len(path) {
		plain = plain && path[i] > ' ' && path[i] < 0x7f
	}
	if plain {
		return path
	}
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isToken reports whether a text can be a method or a scheme.
func isToken(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+._") == ""
}

// resolve returns where a reference in a document leads (RFC 3986 5.2).
func resolve(base target, ref string) (target, bool) {
	ref = key(strings.TrimSpace(ref))
	scheme, _, found := strings.Cut(ref, ":")
	if found && isToken(scheme) {
		return parseTarget(ref)
	}
	if strings.HasPrefix(ref, "//") {
		return parseTarget(base.scheme + ":" + ref)
	}
	path, _, _ := strings.Cut(base.path, "?")
	switch {
	case ref == "":
		return base, base.key != ""
	case strings.HasPrefix(ref, "/"):
		path = ref
	case strings.HasPrefix(ref, "?"):
		path += ref
	default:
		path = path[:strings.LastIndexByte(path, '/')+1] + ref
	}
	if base.key == "" || len(path) > longestURL {
		return target{}, false
	}
	base.path = escape(withoutDots(path))
	base.key = base.url()
	return base, true
}

// withoutDots takes the segments . and .. out of a path (RFC 3986 5.2.4).
func withoutDots(path string) string {
	path, query, asked := strings.Cut(path, "?")
	if strings.Contains(path, "/.") {
		var kept []string
		segments := strings.Split(path, "/")[1:]
		for i, s := range segments {
			if s == ".." && len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if s != "." && s != ".." {
				kept = append(kept, s)
			} else if i == len(segments)-1 {
				kept = append(kept, "")
			}
		}
		path = "/" + strings.Join(kept, "/")
	}
	if asked {
		path += "?" + query
	}
	return path
}
