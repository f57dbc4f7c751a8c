package httpx

import (
	"fmt"
	"net/url"
	"strconv"
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
	out := URL{Scheme: u.Scheme, Host: u.Hostname(), Port: 80, Path: u.RequestURI()}
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

// authority is host and port, the port left out where it is the scheme's own.
func (u URL) authority() string {
	if u.Scheme == "http" && u.Port == 80 || u.Scheme == "https" && u.Port == 443 {
		return u.Host
	}
	return u.Host + ":" + strconv.Itoa(int(u.Port))
}

// String prints the URL.
func (u URL) String() string { return u.Scheme + "://" + u.authority() + u.Path }
