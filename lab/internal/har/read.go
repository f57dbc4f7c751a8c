package har

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits bounds what Read accepts. Zero fields have the default.
type Limits struct {
	Bytes   int64 // of the file; default 256 MiB
	Depth   int   // of lists and objects in each other; default 500
	Entries int   // requests in the file; default 20000
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 256 << 20
	}
	if l.Depth == 0 {
		l.Depth = 500
	}
	if l.Entries == 0 {
		l.Entries = 20000
	}
	return l
}

// Read reads a HAR file. Its errors are one line that begins with the place,
// "LINE:COLUMN: ", counted in bytes from 1; errors of r itself have none.
func Read(r io.Reader, limits Limits) (*Log, error) {
	limits = limits.withDefaults()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // a byte order mark
	if int64(len(data)) > limits.Bytes {
		return nil, failAt(data, 0, "the file is too large, expected at most %d bytes", limits.Bytes)
	}
	if err := checkText(data); err != nil {
		return nil, err
	}
	if err := checkDepth(data, limits.Depth); err != nil {
		return nil, err
	}
	if err := checkSyntax(data); err != nil {
		return nil, err
	}
	return decodeLog(data, limits.Entries)
}

// failAt is an error at an offset of the file.
func failAt(data []byte, offset int, format string, args ...any) error {
	before := data[:min(max(offset, 0), len(data))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("%d:%d: %s", line, column, fmt.Sprintf(format, args...))
}

// checkText tells what a file is that cannot be JSON at all.
func checkText(data []byte) error {
	start := bytes.TrimLeft(data, " \t\r\n")
	switch {
	case len(start) == 0:
		return failAt(data, 0, "the file is empty, expected a HAR file (JSON)")
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		return failAt(data, 0, "the file is compressed with gzip, expected JSON: unpack it first")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return failAt(data, 0, "the file is a zip archive, expected JSON: unpack it first")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return failAt(data, 0, "the file is in UTF-16, expected UTF-8")
	case start[0] != '{':
		return failAt(data, len(data)-len(start), "this is no HAR file, expected a JSON object that begins with {")
	}
	return nil
}

// checkDepth finds lists and objects that are nested too deep, before anything
// recursive sees them.
func checkDepth(data []byte, most int) error {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return failAt(data, i, "lists and objects are nested too deep, expected at most %d in each other", most)
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

// checkSyntax finds the place where a file stops being JSON.
func checkSyntax(data []byte) error {
	if json.Valid(data) {
		return nil
	}
	err := json.Unmarshal(data, &struct{}{})
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return failAt(data, 0, "this is no HAR file, expected JSON: %v", err)
	}
	// The offset counts the bytes up to and with the wrong one. If all bytes are
	// right, what is wrong is the end, and the last byte is not what is complained of.
	last := strconv.QuoteRune(rune(data[len(data)-1]))
	if syntax.Offset >= int64(len(data)) && !strings.Contains(syntax.Error(), last) {
		return failAt(data, len(data), "the file ends too early, expected the rest of the JSON: is it cut off?")
	}
	return failAt(data, int(syntax.Offset)-1, "not well-formed, expected JSON: %v", err)
}
