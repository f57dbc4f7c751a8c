package packetdrill

import (
	"maps"
	"regexp"
	"strings"
)

// condition is an #ifdef that is open.
type condition struct {
	pos      Pos
	taken    bool // this part is read
	outer    bool // what is around it is read
	elseSeen bool
}

// usualWords are the words that the runners of public collections define for a family
// of addresses.
func usualWords(six bool) map[string]string {
	if six {
		return map[string]string{
			"TFO_COOKIE": "c1d1e9742a47a9bc", "TFO_COOKIE_ZERO": "82af1a8f9a205c34",
			"CMSG_LEVEL_IP": "SOL_IPV6", "CMSG_TYPE_RECVERR": "IPV6_RECVERR",
		}
	}
	return map[string]string{
		"TFO_COOKIE": "3021b9d889017eeb", "TFO_COOKIE_ZERO": "b7c12350a90dc8f5",
		"CMSG_LEVEL_IP": "SOL_IP", "CMSG_TYPE_RECVERR": "IP_RECVERR",
	}
}

// saysIPv6 finds the option by which a script says that its addresses are of IPv6.
var saysIPv6 = regexp.MustCompile(`(?m)^\s*--(.* --)?ip_version=ipv6\b`)

// preprocess blanks the parts of a script that its conditions leave out, and
// returns the words that are defined, those of the script included.
func preprocess(file, src string, given map[string]string) (string, map[string]string, error) {
	words := usualWords(saysIPv6.MatchString(src))
	maps.Copy(words, given)
	if !strings.Contains(src, "#") {
		return src, words, nil
	}
	var open []condition
	active := true
	lines := strings.SplitAfter(src, "\n")
	for i, line := range lines {
		pos := Pos{file, i + 1, 1}
		f := strings.Fields(line)
		if len(f) == 0 || !strings.HasPrefix(f[0], "#") {
			if !active {
				lines[i] = blank(line)
			}
			continue
		}
		lines[i] = blank(line)
		var err error
		switch f[0] {
		case "#ifdef", "#ifndef":
			if len(f) < 2 {
				return "", nil, &syntaxError{pos, f[0] + ": expected a word"}
			}
			_, defined := words[f[1]]
			taken := active && defined == (f[0] == "#ifdef")
			open = append(open, condition{pos: pos, taken: taken, outer: active})
			active = taken
		case "#else":
			active, err = otherwise(open, pos)
		case "#endif":
			if len(open) == 0 {
				return "", nil, &syntaxError{pos, "#endif without #ifdef"}
			}
			active = open[len(open)-1].outer
			open = open[:len(open)-1]
		case "#define":
			if active && len(f) >= 2 {
				words[f[1]] = strings.Join(f[2:], " ")
			}
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(open); n > 0 {
		return "", nil, &syntaxError{open[n-1].pos, "#ifdef without #endif"}
	}
	return strings.Join(lines, ""), words, nil
}

// otherwise takes an #else and says whether what follows is read.
func otherwise(open []condition, pos Pos) (bool, error) {
	if len(open) == 0 {
		return false, &syntaxError{pos, "#else without #ifdef"}
	}
	c := &open[len(open)-1]
	if c.elseSeen {
		return false, &syntaxError{pos, "#else for the second time"}
	}
	c.elseSeen = true
	return c.outer && !c.taken, nil
}

// blank keeps the end of a line only.
func blank(line string) string {
	if strings.HasSuffix(line, "\n") {
		return "\n"
	}
	return ""
}
