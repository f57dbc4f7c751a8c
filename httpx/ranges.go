package httpx

import (
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/stack"
)

// byteRange is a part of a body, both ends included.
type byteRange struct{ first, last int64 }

func (r byteRange) length() int64 { return r.last - r.first + 1 }

// contentRange is the value of Content-Range (RFC 9110 section 14.4).
func (r byteRange) contentRange(size int64) string {
	return "bytes " + strconv.FormatInt(r.first, 10) + "-" + strconv.FormatInt(r.last, 10) + "/" + strconv.FormatInt(size, 10)
}

// maxRanges is how many parts a client may ask for: more are ignored with the
// whole field, as RFC 9110 section 14.2 allows.
const maxRanges = 100

// parseRanges reads a Range field for a body of that size (RFC 9110 section
// 14.1.2). It returns nil if the field is to be ignored, and none if there is no
// byte that it asks for.
func parseRanges(field string, size int64) []byteRange {
	list, ok := strings.CutPrefix(field, "bytes=")
	if !ok || strings.Count(list, ",") >= maxRanges {
		return nil
	}
	all := []byteRange{}
	for one := range strings.SplitSeq(list, ",") {
		from, to, ok := strings.Cut(strings.Trim(one, " \t"), "-")
		first, last := number(from), number(to)
		switch {
		case !ok || from == "" && last < 0 || from != "" && first < 0 || to != "" && last < 0:
			return nil
		case from == "": // the last bytes
			first, last = max(size-last, 0), size-1
		case to == "":
			last = size - 1
		case last < first:
			return nil
		}
		if first < size && first <= last {
			all = append(all, byteRange{first, min(last, size-1)})
		}
	}
	return all
}

// number is a number in plain digits; -1 if it is none.
func number(s string) int64 {
	if strings.Trim(s, "0123456789") != "" {
		return -1
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// boundary separates the parts of a body; zeros do not hold it.
const boundary = "rttlab-part"

// inParts is a body of several parts (RFC 9110 section 14.6).
func inParts(ranges []byteRange, size int64) []stack.Payload {
	var parts []stack.Payload
	for _, r := range ranges {
		head := "\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: " + r.contentRange(size) +
			"\r\n\r\n"
		parts = append(parts, bytesOf([]byte(head)), zeros(min(r.length(), maxZeros)))
	}
	return append(parts, bytesOf([]byte("\r\n--"+boundary+"--\r\n")))
}
