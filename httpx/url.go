package httpx

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
)

// URL is the part of a URL that a client needs. Path includes the query.
type URL struct {
	Scheme, Host string
	Port         uint16
	Path         string
}

// ParseURL reads an absolute http or https URL.
func ParseURL(s string) (URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return URL{}, fmt.Errorf("%q is not a URL such as http://shop.example/index.html", s)
	}
	host, err := hostOf(u)
	if err != nil {
		return URL{}, fmt.Errorf("%q: %w", s, err)
	}
	out := URL{Scheme: u.Scheme, Host: host, Port: 80, Path: escape(u.RequestURI())}
	if u.Scheme == "https" {
		out.Port = 443
	}
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return URL{}, fmt.Errorf("%q: port %s is not 1 to 65535", s, p)
		}
		out.Port = uint16(n)
	}
	return out, nil
}

// hostOf returns the name or address in a URL; one of IPv6 stands in brackets
// there (RFC 3986 section 3.2.2).
func hostOf(u *url.URL) (string, error) {
	if !strings.HasPrefix(u.Host, "[") {
		return hostName(u.Hostname())
	}
	a, err := ip.ParseAddr(u.Hostname())
	if err == nil && a.Is4() {
		err = fmt.Errorf("%v in brackets, expected an IPv6 address or none", a)
	}
	return a.String(), err
}

// escape writes what cannot stand in a request line as browsers do: net/url
// leaves queries as they are.
func escape(path string) string {
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

// hostName returns a host name as DNS and headers carry it: in lower case and
// without a dot at the end.
func hostName(s string) (string, error) {
	if s == "" {
		return "", fmt.Errorf("the host name is empty")
	}
	name := strings.TrimSuffix(strings.ToLower(s), ".")
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x7f:
			return "", fmt.Errorf("host name %q: expected ASCII; browsers write other letters in a form that begins with xn--", s)
		case c <= ' ' || strings.IndexByte(`"#%/:<>?@[\]^`+"`{|}", c) >= 0:
			return "", fmt.Errorf("host name %q: %q cannot stand in a host name", s, c)
		}
	}
	return name, names.Check(name)
}

// authority is host and port, the port left out where it is the scheme's own.
func (u URL) authority() string {
	host := u.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if u.Scheme == "http" && u.Port == 80 || u.Scheme == "https" && u.Port == 443 {
		return host
	}
	return host + ":" + strconv.Itoa(int(u.Port))
}

// hostPort is host and port, whatever the port.
func (u URL) hostPort() string { return net.JoinHostPort(u.Host, strconv.Itoa(int(u.Port))) }

// String prints the URL. That of a server as a whole, whose path requests write as *, has
// none (RFC 9112 section 3.2.4).
func (u URL) String() string {
	return u.Scheme + "://" + u.authority() + strings.TrimPrefix(u.Path, "*")
}

// Key is the Host header and the path: what a server finds a resource by.
func (u URL) Key() string { return u.authority() + u.Path }
