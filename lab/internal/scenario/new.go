package scenario

import "strings"

// New returns an empty scenario with the defaults of the format, for scenarios
// that are made by programs.
func New() Scenario { return preset(root(Registry{})) }

// NewLink returns a link with the defaults of the format.
func NewLink() Link { return preset(linkTable()) }

// NewDNS returns name lookups with the defaults of the format.
func NewDNS() DNS { return preset(dnsTable()) }

// NewServer returns a server with the defaults of the format.
func NewServer() Server { return preset(serverTable()) }

// NewProxy returns a proxy with the defaults of the format.
func NewProxy() Proxy { return preset(proxyTable()) }

// NewResource returns a resource with the defaults of the format.
func NewResource() Resource { return preset(resourceTable()) }

// NewObject returns an object of a page with the defaults of the format.
func NewObject() Object { return preset(objectTable()) }

// NewWorkload returns a workload with the defaults of the format.
func NewWorkload() Workload { return preset(workloadTable()) }

func preset[T any](table []field[T]) (t T) {
	for _, f := range table {
		if f.preset != nil {
			f.preset(&t)
		}
	}
	return t
}

// MaxHostName is the most characters that the name of a host has.
const MaxHostName = 64

// Limits of a name that can be looked up, in characters (RFC 1035 section 2.3.4).
const (
	maxName  = 253
	maxLabel = 63
)

// IsName reports whether a name can be looked up: labels of letters, digits,
// hyphens and underscores, joined by dots.
func IsName(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		letters := strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
		if label == "" || len(label) > maxLabel || letters != "" {
			return false
		}
	}
	return true
}
