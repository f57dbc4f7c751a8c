package export

import (
	"encoding/json"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// The parts of HAR 1.2, in the order in which its specification names them. Own
// fields begin with an underscore.
type (
	harFile struct {
		Log harLog `json:"log"`
	}
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Pages   []harPage  `json:"pages"`
		Entries []harEntry `json:"entries"`
		Comment string     `json:"comment,omitempty"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harPage struct {
		Started string    `json:"startedDateTime"`
		ID      string    `json:"id"`
		Title   string    `json:"title"`
		Timings harOnLoad `json:"pageTimings"`
	}
	harOnLoad struct {
		OnContentLoad millis `json:"onContentLoad"`
		OnLoad        millis `json:"onLoad"`
	}
	harEntry struct {
		Pageref    string        `json:"pageref"`
		Started    string        `json:"startedDateTime"`
		Time       millis        `json:"time"`
		Request    harRequest    `json:"request"`
		Response   harResponse   `json:"response"`
		Cache      struct{}      `json:"cache"`
		Timings    harTimings    `json:"timings"`
		ServerIP   string        `json:"serverIPAddress,omitempty"`
		Connection string        `json:"connection,omitempty"`
		Initiator  *harInitiator `json:"_initiator,omitempty"`
		Why        *harWhy       `json:"_rttlab"`
	}
	harRequest struct {
		Method      string   `json:"method"`
		URL         string   `json:"url"`
		HTTPVersion string   `json:"httpVersion"`
		Cookies     []string `json:"cookies"`
		Headers     []harNVP `json:"headers"`
		Query       []harNVP `json:"queryString"`
		HeadersSize int64    `json:"headersSize"`
		BodySize    int64    `json:"bodySize"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		HTTPVersion string     `json:"httpVersion"`
		Cookies     []string   `json:"cookies"`
		Headers     []harNVP   `json:"headers"`
		Content     harContent `json:"content"`
		RedirectURL string     `json:"redirectURL"`
		HeadersSize int64      `json:"headersSize"`
		BodySize    int64      `json:"bodySize"`
		Transfer    int64      `json:"_transferSize"`
		Error       string     `json:"_error,omitempty"`
		FromDisk    bool       `json:"fromDiskCache,omitempty"`
	}
	harContent struct {
		Size int64  `json:"size"`
		MIME string `json:"mimeType"`
	}
	harNVP struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harTimings struct {
		Blocked millis `json:"blocked"`
		DNS     millis `json:"dns"`
		Connect millis `json:"connect"`
		SSL     millis `json:"ssl"`
		Send    millis `json:"send"`
		Wait    millis `json:"wait"`
		Receive millis `json:"receive"`
	}
	harInitiator struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	// harWhy is what only a simulation knows.
	harWhy struct {
		Transaction int `json:"transaction"`
		report.Times
	}
)

// millis is a time in milliseconds, exact; negative: it does not apply.
type millis vtime.Time

// none stands for a part that did not happen.
const none = millis(-1)

// MarshalJSON writes a number of milliseconds.
func (m millis) MarshalJSON() ([]byte, error) {
	if m < 0 {
		return []byte("-1"), nil
	}
	return vtime.Time(m).AppendMillis(nil), nil
}

// HAR writes the transactions that have ended as a HAR file, a page for each page
// load and one for all others.
func HAR(w io.Writer, r *lab.Result, version string) error {
	f := harFile{harLog{Version: "1.2", Creator: harCreator{"rttlab", version}, Pages: []harPage{}, Entries: []harEntry{},
		Comment: r.Scenario.Title}}
	refs := map[any]string{}
	for i := range r.Pages {
		p := &r.Pages[i]
		id := "page_" + strconv.Itoa(i+1)
		refs[p.PageLoad] = id
		page := harPage{Started: date(p.Start.Now), ID: id, Title: p.Name, Timings: harOnLoad{none, none}}
		if p.Finished {
			page.Timings.OnLoad = millis(p.Done.Now - p.Start.Now)
		}
		f.Log.Pages = append(f.Log.Pages, page)
	}
	loose := false
	for i := range r.Transactions {
		x := &r.Transactions[i]
		if !x.Finished {
			continue
		}
		e := harEntryOf(r, x)
		if x.Page != nil {
			e.Pageref = refs[x.Page]
		} else {
			e.Pageref, loose = "run", true
		}
		f.Log.Entries = append(f.Log.Entries, e)
	}
	if loose {
		f.Log.Pages = append(f.Log.Pages,
			harPage{Started: date(0), ID: "run", Title: r.Scenario.Title, Timings: harOnLoad{none, none}})
	}
	return encode(w, f)
}

// date is the time of day that virtual time stands for.
func date(t vtime.Time) string {
	return stack.WallClock(t).Format(time.RFC3339Nano)
}

func harEntryOf(r *lab.Result, x *lab.Transaction) harEntry {
	p := &x.Phases
	e := harEntry{
		Started: date(x.Asked.Now), Time: millis(x.Done.Now - x.Asked.Now),
		Request:  harRequest{Method: x.Method, URL: x.URL, Cookies: []string{}, Headers: []harNVP{}},
		Response: harResponseOf(x),
		Timings: harTimings{
			Blocked: millis(p.Blocked), DNS: orNone(p.DNS), Connect: orNone(p.Connect + p.TLS), SSL: orNone(p.TLS),
			Send: millis(p.Send), Wait: millis(p.Wait), Receive: millis(p.Receive),
		},
		Why: &harWhy{Transaction: x.ID, Times: report.TimesOf(x.Explanation)},
	}
	w := workloadOf(r, x)
	e.Request.HTTPVersion, e.Response.HTTPVersion = versions(w, x)
	e.Request.Query = queryOf(x.URL)
	e.Request.HeadersSize, e.Request.BodySize = requestSizes(w, x)
	if a := x.Last(); a != nil && a.Conn != nil {
		e.Connection = strconv.Itoa(a.Conn.Connection.ID)
		e.ServerIP = a.Conn.Remote().IP.String()
	}
	if x.Parent != nil {
		e.Initiator = &harInitiator{"parser", x.Parent.URL}
		if strings.HasSuffix(mimeOf(x.Parent.URL), "javascript") {
			e.Initiator.Type = "script"
		}
	}
	return e
}

func harResponseOf(x *lab.Transaction) harResponse {
	r := harResponse{
		Status: x.Status, Cookies: []string{}, Headers: []harNVP{}, BodySize: x.Body,
		Content: harContent{x.Body, mimeOf(x.URL)}, HeadersSize: int64(x.BodyStart - x.ResponseStart), FromDisk: x.Cached,
	}
	r.Transfer = int64(x.ResponseEnd - x.ResponseStart)
	if x.Err != nil {
		r.Error = x.Err.Error()
	}
	if x.BodyStart < x.ResponseStart || x.Cached {
		r.HeadersSize = -1
	}
	return r
}

// workloadOf returns the workload that a transaction belongs to; an empty one if it was
// not a client of the scenario that asked.
func workloadOf(r *lab.Result, x *lab.Transaction) *scenario.Workload {
	for i := range r.Scenario.Workloads {
		if w := &r.Scenario.Workloads[i]; w.Name == x.Workload {
			return w
		}
	}
	return &scenario.Workload{}
}

// versions names the versions of HTTP of a request and of its response, as browsers do.
func versions(w *scenario.Workload, x *lab.Transaction) (request, response string) {
	if a := x.Last(); a != nil && a.Stream > 0 {
		return "h2", "h2"
	}
	request, response = "HTTP/1.1", "HTTP/1.1"
	if w.Version == httpx.HTTP10 {
		request = "HTTP/1.0"
	}
	if x.Proto != "" {
		response = x.Proto
	}
	return request, response
}

// requestSizes are the bytes of the header and of the body of a request.
func requestSizes(w *scenario.Workload, x *lab.Transaction) (header, body int64) {
	a := x.Last()
	if a == nil || a.RequestEnd <= a.RequestStart {
		return -1, -1
	}
	all := int64(a.RequestEnd - a.RequestStart)
	body = min(w.RequestBody, all)
	return all - body, body
}

func orNone(t vtime.Time) millis {
	if t == 0 {
		return none
	}
	return millis(t)
}

// queryOf takes the query of a URL apart.
func queryOf(url string) []harNVP {
	list := []harNVP{}
	_, query, found := strings.Cut(url, "?")
	if !found {
		return list
	}
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		list = append(list, harNVP{name, value})
	}
	return list
}

// types are media types by the end of a path: a run knows sizes, not contents.
var types = map[string]string{
	".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml",
	".webp": "image/webp", ".avif": "image/avif", ".woff": "font/woff", ".woff2": "font/woff2", ".xml": "text/xml",
	".txt": "text/plain", ".mp4": "video/mp4", ".ico": "image/x-icon",
}

func mimeOf(url string) string {
	url, _, _ = strings.Cut(url, "?")
	if t := types[strings.ToLower(path.Ext(url))]; t != "" {
		return t
	}
	return "text/html"
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}
