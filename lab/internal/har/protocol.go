package har

import "strings"

// protocols fills in who spoke what. An entry that does not tell is taken to
// speak what the host's others do, or HTTP/1.1.
func (im *importer) protocols() {
	byHost := map[string]string{}
	for _, x := range im.kept {
		x.protocol = protocol(x.raw.Response.HTTPVersion)
		if x.protocol == "" {
			x.protocol = protocol(x.raw.Request.HTTPVersion)
		}
		if _, known := byHost[x.host()]; !known && x.protocol != "" {
			byHost[x.host()] = x.protocol
		}
	}
	missing := 0
	for _, x := range im.kept {
		if x.protocol == "" {
			missing++
			if x.protocol = byHost[x.host()]; x.protocol == "" {
				x.protocol = "http/1.1"
			}
		}
	}
	im.told.objects(missing, "%s: HTTP version unknown, taken from the same host or as HTTP/1.1")
}

// host names who answers.
func (x *exchange) host() string {
	t := x.target
	t.path = ""
	return t.url()
}

// protocol gives versions of HTTP one name each, "" if it is none.
func protocol(version text) string {
	v := strings.ToLower(strings.TrimSpace(string(version)))
	switch {
	case strings.Contains(v, "quic"), strings.HasPrefix(v, "h3"), strings.HasPrefix(v, "http/3"):
		return "h3"
	case strings.HasPrefix(v, "spdy"):
		return "h2"
	}
	switch v {
	case "http/1.1", "1.1":
		return "http/1.1"
	case "http/1.0", "1.0", "http/0.9":
		return "http/1.0"
	case "h2", "h2c", "http/2", "http/2.0", "2.0", "2":
		return "h2"
	}
	return ""
}

// closes reports whether the server closed the connection after the response, as
// far as the file tells (RFC 9112 section 9.3).
func (x *exchange) closes() bool {
	h := x.raw.Response.Headers
	switch x.protocol {
	case "http/1.1":
		return h.hasToken("Connection", "close")
	case "http/1.0":
		return !h.hasToken("Connection", "keep-alive")
	}
	return false
}
