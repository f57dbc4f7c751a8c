package main

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// har is the file. Maps keep the field names as HAR has them; encoding/json
// sorts them.
func (r *recorder) har(s *site) any {
	list := slices.Clone(r.order)
	slices.SortStableFunc(list, func(a, b *request) int { return int(math.Copysign(1, a.issued-b.issued)) })
	entries := []any{}
	for _, q := range list {
		if q.response.Status != 0 {
			entries = append(entries, q.entry())
		}
	}
	start := list[0]
	return dict{"log": dict{
		"version": "1.2",
		"creator": dict{"name": "rttlab record", "version": "1"},
		"pages": []any{dict{
			"id": "page_1", "title": s.url, "startedDateTime": iso(start.wall),
			"pageTimings": dict{
				"onContentLoad": milli(r.contentLoaded - start.issued), "onLoad": milli(r.loaded - start.issued)},
		}},
		"entries": entries,
	}}
}

type dict = map[string]any

func iso(wall float64) string {
	return time.UnixMicro(int64(wall * 1e6)).UTC().Format("2006-01-02T15:04:05.000Z")
}

// milli turns seconds into milliseconds with three decimals.
func milli(seconds float64) float64 { return math.Round(seconds*1e6) / 1e3 }

func (q *request) entry() dict {
	timings := q.timings()
	total := 0.0
	for _, part := range []string{"blocked", "dns", "connect", "send", "wait", "receive"} {
		total += max(0, timings[part].(float64))
	}
	e := dict{
		"startedDateTime": iso(q.wall), "time": round(total), "pageref": "page_1", "cache": dict{},
		"request": q.requestPart(), "response": q.responsePart(), "timings": timings,
		"_initiator": q.Initiator, "_priority": q.Request.InitialPriority, "_resourceType": strings.ToLower(q.Type),
		"serverIPAddress": q.response.RemoteIPAddress,
	}
	if q.response.ConnectionID != 0 {
		e["connection"] = strconv.Itoa(q.response.ConnectionID)
	}
	return e
}

func round(ms float64) float64 { return math.Round(ms*1e3) / 1e3 }

// timings are in milliseconds, -1 where there is no such phase. As in DevTools,
// blocked includes the time before the request left the renderer.
func (q *request) timings() dict {
	t := q.response.Timing
	if t == nil {
		return dict{"blocked": -1.0, "dns": -1.0, "ssl": -1.0, "connect": -1.0, "send": 0.0, "wait": 0.0,
			"receive": milli(max(0, q.finished-q.issued)), "_blocked_queueing": -1.0}
	}
	phase := func(from, to float64) float64 {
		if from < 0 {
			return -1
		}
		return round(to - from)
	}
	queueing := milli(t.RequestTime - q.issued)
	first := t.SendStart
	for _, start := range []float64{t.ConnectStart, t.DNSStart} {
		if start >= 0 {
			first = start
		}
	}
	return dict{
		"_blocked_queueing": queueing, "blocked": round(queueing + first),
		"dns": phase(t.DNSStart, t.DNSEnd), "connect": phase(t.ConnectStart, t.ConnectEnd),
		"ssl": phase(t.SSLStart, t.SSLEnd), "send": phase(t.SendStart, t.SendEnd),
		"wait":    round(t.ReceiveHeadersEnd - t.SendEnd),
		"receive": milli(max(0, q.finished-t.RequestTime-t.ReceiveHeadersEnd/1e3)),
	}
}

func (q *request) requestPart() dict {
	headers := q.sentHeaders
	if headers == nil {
		headers = q.Request.Headers
	}
	size := -1
	if q.sentHeaders != nil {
		_, rest, _ := strings.Cut(q.Request.URL, "://")
		_, path, _ := strings.Cut(rest, "/")
		size = len(q.Request.Method+" /"+path+" HTTP/1.1\r\n") + 2
		for name, value := range headers {
			size += len(name + ": " + value + "\r\n")
		}
	}
	part := dict{
		"method": q.Request.Method, "url": q.Request.URL, "httpVersion": q.version(), "headers": pairs(headers),
		"queryString": []any{}, "cookies": []any{}, "headersSize": size, "bodySize": len(q.Request.PostData),
	}
	if q.Request.PostData != "" {
		part["postData"] = dict{"mimeType": headers["Content-Type"], "text": q.Request.PostData}
	}
	return part
}

func (q *request) responsePart() dict {
	headers, headersSize := q.gotHeaders, len(q.gotText)
	if headers == nil {
		headers, headersSize = q.response.Headers, -1
	}
	content := dict{"size": q.decoded, "mimeType": q.response.MimeType}
	bodySize := q.transferred - headersSize
	if headersSize < 0 {
		bodySize = 0
	} else if q.decoded > 0 {
		content["compression"] = q.decoded - bodySize
	}
	if q.body != nil {
		content["text"] = *q.body
	}
	return dict{
		"status": q.response.Status, "statusText": q.response.StatusText, "httpVersion": q.version(),
		"headers": pairs(headers), "cookies": []any{}, "content": content, "redirectURL": headers["Location"],
		"headersSize": headersSize, "bodySize": bodySize, "_transferSize": q.transferred, "_error": nil,
	}
}

func (q *request) version() string { return q.response.Protocol }

// pairs lists headers by name; the protocol gives them without order.
func pairs(headers map[string]string) []any {
	list := []any{}
	names := make([]string, 0, len(headers))
	for name := range headers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		list = append(list, dict{"name": name, "value": headers[name]})
	}
	return list
}

// raw keeps a part of a message as it came.
type raw = json.RawMessage
