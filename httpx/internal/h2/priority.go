package h2

import (
	"strconv"
	"strings"
)

// Priority is what a response is worth (RFC 9218 section 4).
type Priority struct {
	Urgency     uint8 // 0 to 7, the most urgent first
	Incremental bool  // its parts are of use before it is whole
}

// usualPriority is what nobody asked for (RFC 9218 sections 4.1 and 4.2).
var usualPriority = Priority{Urgency: 3}

// String is the value of the priority field.
func (p Priority) String() string {
	s := "u=" + strconv.Itoa(int(p.Urgency))
	if p.Incremental {
		s += ", i"
	}
	return s
}

// read takes the value of a priority field. What it does not name is as usual;
// what makes no sense is ignored (RFC 9218 sections 4 and 5).
func (p *Priority) read(value string) {
	*p = usualPriority
	for one := range strings.SplitSeq(value, ",") {
		name, v, given := strings.Cut(strings.Trim(one, " \t"), "=")
		v, _, _ = strings.Cut(v, ";")
		switch {
		case name == "u" && len(v) == 1 && v[0] >= '0' && v[0] <= '7':
			p.Urgency = v[0] - '0'
		case name == "i":
			p.Incremental = !given || v == "?1"
		}
	}
}
