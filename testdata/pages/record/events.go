package main

import (
	"encoding/json"
	"strings"
)

// recorder collects what the Network domain of the DevTools protocol tells.
type recorder struct {
	requests              map[string]*request // the latest with an id: redirects share it
	order                 []*request
	contentLoaded, loaded float64
	sent, got             []extra // headers on the wire, which come before or after the rest
}

// request is one exchange. Times are seconds of the browser's clock, wall is
// seconds since 1970.
type request struct {
	requestWillBeSent
	issued, finished, wall float64
	response               response
	transferred, decoded   int
	sentHeaders            map[string]string
	gotHeaders             map[string]string
	gotText                string
	body                   *string
}

type requestWillBeSent struct {
	RequestID string
	Timestamp float64
	WallTime  float64
	Type      string
	Initiator raw
	Request   struct {
		URL, Method, PostData, InitialPriority string
		Headers                                map[string]string
	}
	RedirectResponse *response
}

type response struct {
	Status            int
	StatusText        string
	Protocol          string
	MimeType          string
	RemoteIPAddress   string
	ConnectionID      int
	EncodedDataLength float64
	Headers           map[string]string
	Timing            *struct {
		RequestTime                           float64
		DNSStart, DNSEnd, ConnectStart        float64
		ConnectEnd, SSLStart, SSLEnd          float64
		SendStart, SendEnd, ReceiveHeadersEnd float64
	}
}

// extra is what the network stack tells about headers, for one leg of a request.
type extra struct {
	RequestID   string
	Headers     map[string]string
	HeadersText string
}

func (r *recorder) event(m message) {
	switch m.Method {
	case "Network.requestWillBeSent":
		r.begin(m.Params)
	case "Network.requestWillBeSentExtraInfo":
		r.sent = append(r.sent, decode[extra](m.Params))
	case "Network.responseReceivedExtraInfo":
		r.got = append(r.got, decode[extra](m.Params))
	case "Network.responseReceived":
		p := decode[struct {
			RequestID string
			Response  response
		}](m.Params)
		if q := r.requests[p.RequestID]; q != nil {
			q.response = p.Response
		}
	case "Network.dataReceived":
		p := decode[struct {
			RequestID  string
			DataLength int
		}](m.Params)
		if q := r.requests[p.RequestID]; q != nil {
			q.decoded += p.DataLength
		}
	case "Network.loadingFinished":
		p := decode[struct {
			RequestID                    string
			Timestamp, EncodedDataLength float64
		}](m.Params)
		if q := r.requests[p.RequestID]; q != nil {
			q.finished, q.transferred = p.Timestamp, int(p.EncodedDataLength)
		}
	case "Page.domContentEventFired":
		r.contentLoaded = decode[struct{ Timestamp float64 }](m.Params).Timestamp
	case "Page.loadEventFired":
		r.loaded = decode[struct{ Timestamp float64 }](m.Params).Timestamp
	}
}

func decode[T any](text []byte) (v T) {
	json.Unmarshal(text, &v) // a field that is missing stays empty
	return v
}

// begin starts a request; one that was redirected ends with it.
func (r *recorder) begin(params []byte) {
	p := decode[requestWillBeSent](params)
	if old := r.requests[p.RequestID]; old != nil && p.RedirectResponse != nil {
		old.response = *p.RedirectResponse
		old.transferred = int(p.RedirectResponse.EncodedDataLength)
		old.finished = p.Timestamp
	}
	q := &request{requestWillBeSent: p, issued: p.Timestamp, wall: p.WallTime}
	r.requests[p.RequestID] = q
	r.order = append(r.order, q)
}

// fetchBodies gives each request the headers that were on the wire, and asks the
// browser for the texts that name other URLs.
func (r *recorder) fetchBodies(b *browser) error {
	for _, q := range r.order {
		if e := take(&r.sent, q.RequestID); e != nil {
			q.sentHeaders = e.Headers
		}
		if e := take(&r.got, q.RequestID); e != nil {
			q.gotHeaders, q.gotText = e.Headers, e.HeadersText
		}
		if !textual(q.response.MimeType) || q.response.Status != 200 {
			continue
		}
		var body struct{ Body string }
		if err := b.call("Network.getResponseBody", dict{"requestId": q.RequestID}, &body, nil); err != nil {
			return err
		}
		q.body = &body.Body
	}
	return nil
}

// take removes and returns the first with an id: legs come in their order.
func take(list *[]extra, id string) *extra {
	for i, e := range *list {
		if e.RequestID == id {
			*list = append((*list)[:i:i], (*list)[i+1:]...)
			return &e
		}
	}
	return nil
}

func textual(mime string) bool {
	for _, kind := range []string{"html", "css", "javascript", "json"} {
		if strings.Contains(mime, kind) {
			return true
		}
	}
	return false
}

// loadTime is in seconds, from the first request to the load event.
func (r *recorder) loadTime() float64 { return r.loaded - r.order[0].issued }
