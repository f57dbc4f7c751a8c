package har

import (
	"bytes"
	"encoding/json"
)

// Log is a HAR file as read.
type Log struct {
	pages   []rawPage
	entries []rawEntry
	broken  int // entries that are no objects
}

type rawPage struct {
	ID          text
	Title       text
	Started     text `json:"startedDateTime"`
	PageTimings struct {
		OnContentLoad number
		OnLoad        number
	}
}

type rawEntry struct {
	Pageref       text
	Started       text `json:"startedDateTime"`
	Time          number
	Request       rawRequest
	Response      rawResponse
	Timings       rawTimings
	FromCache     text            `json:"_fromCache"`
	ResourceType  text            `json:"_resourceType"`
	Priority      text            `json:"_priority"`
	FirstPriority text            `json:"_initialPriority"`
	Initiator     json.RawMessage `json:"_initiator"`
	InitiatorType text            `json:"_initiator_type"`
	InitiatorLine number          `json:"_initiator_line"` // from 1
}

type rawRequest struct {
	Method      text
	URL         text
	HTTPVersion text
	Headers     headers
	HeadersSize number
	BodySize    number
	PostData    struct{ Text text }
}

type rawResponse struct {
	Status       number
	HTTPVersion  text
	Headers      headers
	RedirectURL  text
	HeadersSize  number
	BodySize     number
	TransferSize number `json:"_transferSize"`
	FromDisk     truth  `json:"fromDiskCache"`
	FromWorker   truth  `json:"fromServiceWorker"`
	Fetched      truth  `json:"_fetchedViaServiceWorker"`
	Content      struct {
		Size        number
		Compression number
		MimeType    text
		Text        text
		Encoding    text
	}
}

// rawTimings are in milliseconds; connect includes ssl.
type rawTimings struct {
	Blocked, DNS, Connect, Send, Wait, Receive, SSL number
}

// decodeLog takes JSON that is known to be well-formed apart. Fields of another
// type than expected count as missing, pages that are no objects as well.
func decodeLog(data []byte, mostEntries int) (*Log, error) {
	file := span{skipSpace(data, 0), len(data)}
	top, ok := member(data, file, "log")
	if !ok || data[top.from] != '{' {
		return nil, failAt(data, file.from, `this is no HAR file, expected the object "log"`)
	}
	entries, ok := member(data, top, "entries")
	if !ok || data[entries.from] != '[' {
		return nil, failAt(data, top.from, `this is no HAR file, expected the list "log.entries"`)
	}
	log := &Log{}
	if pages, ok := member(data, top, "pages"); ok {
		over := each(data, pages, mostEntries, func(item []byte) {
			var p rawPage
			if decodeObject(item, &p) {
				log.pages = append(log.pages, p)
			}
		})
		if over != nil {
			return nil, failAt(data, over.from, "too many pages, expected at most %d", mostEntries)
		}
	}
	over := each(data, entries, mostEntries, func(item []byte) {
		var e rawEntry
		if decodeObject(item, &e) {
			log.entries = append(log.entries, e)
		} else {
			log.broken++
		}
	})
	if over != nil {
		return nil, failAt(data, over.from, "too many entries, expected at most %d", mostEntries)
	}
	return log, nil
}

// each calls f with the items of a list, as far as they are not too many, and
// returns the first that is.
func each(data []byte, list span, most int, f func(item []byte)) (over *span) {
	n := 0
	eachOf(data, list, func(item span) bool {
		if n++; n > most {
			over = &item
			return false
		}
		f(data[item.from:item.to])
		return true
	})
	return over
}

// decodeObject fills in what fits, and reports whether the value is an object.
func decodeObject(value []byte, into any) bool {
	if !isObject(value) {
		return false
	}
	// The only error is a value of another type: the rest is read nevertheless.
	_ = json.Unmarshal(value, into)
	return true
}

func isObject(b []byte) bool { return bytes.HasPrefix(b, []byte("{")) }
