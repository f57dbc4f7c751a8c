package names

import (
	"fmt"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// Describe says in a few words what a message asks or answers; empty if it is no
// message of the domain name system.
func Describe(message []byte) string {
	var m dnsmessage.Message
	if m.Unpack(message) != nil || len(m.Questions) != 1 {
		return ""
	}
	q := m.Questions[0]
	what := TypeName(q.Type) + " " + plain(q.Name.String())
	if !m.Response {
		return "DNS query " + what
	}
	var told []string
	for _, rr := range m.Answers {
		if a, ok := address(rr.Body); ok {
			told = append(told, a.String())
		} else if alias, ok := rr.Body.(*dnsmessage.CNAMEResource); ok {
			told = append(told, "alias of "+plain(alias.CNAME.String()))
		}
	}
	switch {
	case m.Truncated:
		told = append(told, "too long, cut off")
	case m.RCode == dnsmessage.RCodeNameError:
		told = append(told, "no such name")
	case m.RCode != dnsmessage.RCodeSuccess:
		told = append(told, strings.TrimPrefix(m.RCode.String(), "RCode"))
	case len(told) > 0:
	case !m.Authoritative && len(m.Authorities) > 0:
		told = append(told, "ask others")
	default:
		told = append(told, "none")
	}
	return fmt.Sprintf("DNS answer %s: %s", what, strings.Join(told, ", "))
}
