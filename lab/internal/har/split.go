package har

// The functions here take JSON apart that is known to be well-formed, without
// reading what is not asked for: texts of responses are large.

// span is a value's place in the file.
type span struct{ from, to int }

// valueAt returns the value that begins at a place or behind the spaces there.
func valueAt(data []byte, i int) span {
	i = skipSpace(data, i)
	from, depth := i, 0
	for ; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = stringEnd(data, i) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		case ',', ' ', '\t', '\r', '\n', ':':
			if depth > 0 {
				continue
			}
			return span{from, i} // of a number or a word
		default:
			continue
		}
		switch {
		case depth == 0:
			return span{from, i + 1}
		case depth < 0:
			return span{from, i}
		}
	}
	return span{from, len(data)}
}

// stringEnd is the place behind a string that begins at a place.
func stringEnd(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\t' || data[i] == '\r' || data[i] == '\n') {
		i++
	}
	return i
}

// member finds the value of a name in an object, the last if there are several.
func member(data []byte, object span, name string) (value span, ok bool) {
	if data[object.from] != '{' {
		return span{}, false
	}
	quoted := `"` + name + `"`
	for i := skipSpace(data, object.from+1); i < object.to && data[i] == '"'; {
		k := valueAt(data, i)
		v := valueAt(data, skipSpace(data, k.to)+1) // behind the colon
		if string(data[k.from:k.to]) == quoted {
			value, ok = v, true
		}
		i = skipSpace(data, v.to)
		if data[i] == ',' {
			i = skipSpace(data, i+1)
		}
	}
	return value, ok
}

// eachOf calls f with each item of a list until f returns false.
func eachOf(data []byte, list span, f func(item span) bool) {
	if data[list.from] != '[' {
		return
	}
	for i := skipSpace(data, list.from+1); data[i] != ']'; {
		item := valueAt(data, i)
		if !f(item) {
			return
		}
		i = skipSpace(data, item.to)
		if data[i] == ',' {
			i = skipSpace(data, i+1)
		}
	}
}
