package har

import (
	"strings"
	"time"
)

// layouts are the forms of startedDateTime that were seen, ISO 8601 first.
var layouts = []string{
	"2006-01-02T15:04:05.999999999Z07:00",
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04:05.999999999Z07",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999 -0700",
	"2006-01-02 15:04:05.999999999",
	"2006/01/02 15:04:05.999999999",
	"2006-01-02T15:04Z07:00",
	time.RFC1123,
	time.RFC1123Z,
}

// instant reads a point in time as nanoseconds since 1970. Without a zone it is
// taken as UTC: only differences matter. A plain number is milliseconds.
func instant(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			// The difference of any two of these fits.
			if y := t.Year(); y < 1970 || y > 2200 {
				return 0, false
			}
			return t.UnixNano(), true
		}
	}
	const most = 7e15 // microseconds, before the year 2200 as well
	n, ok := decimal(s, 3)
	return n * 1000, ok && n > 0 && n < most
}
