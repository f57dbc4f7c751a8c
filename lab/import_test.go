package lab_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/har"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// object is one of a recorded page: the document if its parent is -1.
func object(id, parent int, host, path string, size int64) har.Object {
	return har.Object{
		ID: id, URL: "http://" + host + path, Scheme: "http", Host: host, Port: 80, Path: path, Method: "GET",
		Protocol: "http/1.1", RequestHeaderBytes: 100, ResponseHeaderBytes: 200, ResponseBodyBytes: size, Status: 200,
		MIME: "text/plain", Parent: parent,
	}
}

func pageOf(objects ...har.Object) *har.Page {
	return &har.Page{Title: "a page", URL: objects[0].URL, Objects: objects}
}

// imported makes the scenario of a page as Load does, and runs it.
func imported(t *testing.T, p *har.Page) (*scenario.Scenario, *files) {
	t.Helper()
	text := lab.FromPage(p, lab.DefaultNetwork()).YAML(knobs.Registry())
	sc, err := scenario.Parse("page.har", text, knobs.Registry())
	require.NoError(t, err, "%s", text)
	f := runAll(t, sc, lab.Points{})
	requireSums(t, f.document, "page.har")
	requireConserved(t, f.document, "page.har")
	require.Empty(t, f.document.Failed)
	require.Len(t, f.document.Transactions, len(p.Objects))
	return sc, f
}

// What was recorded of an object is what its scenario says and its run does.
func TestImportKeepsObjects(t *testing.T) {
	script := object(1, 0, "cdn.example", "/a.js?v=1&w=%20", 30_000)
	script.ParentOffset, script.After, script.Think, script.MIME = 4000, 3*ms, 12*ms, "text/javascript"
	data := object(2, 1, "shop.example", "/data", 77)
	data.Method, data.RequestBodyBytes, data.Status, data.ParentOffset = "POST", 5000, 404, 30_000
	sc, f := imported(t, pageOf(object(0, -1, "shop.example", "/", 9000), script, data))
	usual := httpx.Priority{Urgency: 3}
	require.Equal(t, []scenario.Object{
		{ID: "o0", URL: "http://shop.example/", Method: "GET", RequestHeader: 100, Priority: usual,
			Resource: httpx.Resource{Size: 9000, Type: "text/plain", Status: 200, Header: 200}},
		{ID: "o1", URL: "http://cdn.example/a.js?v=1&w=%20", Method: "GET", Parent: "o0", At: 4000, After: 3 * ms, RequestHeader: 100,
			Priority: usual,
			Resource: httpx.Resource{Size: 30_000, Think: 12 * ms, Type: "text/javascript", Status: 200, Header: 200}},
		{ID: "o2", URL: "http://shop.example/data", Method: "POST", Parent: "o1", At: 30_000, RequestHeader: 100, RequestBody: 5000,
			Priority: usual,
			Resource: httpx.Resource{Size: 77, Type: "text/plain", Status: 404, Header: 200}},
	}, sc.Pages[0].Objects)
	tx := f.document.Transactions
	require.Equal(t, []int64{9000, 30_000, 77}, []int64{tx[0].Body, tx[1].Body, tx[2].Body})
	require.Equal(t, []int{0, 1, 2}, []int{tx[0].Parent, tx[1].Parent, tx[2].Parent})
	require.Equal(t, []int{200, 200, 404}, []int{tx[0].Status, tx[1].Status, tx[2].Status})
	require.Equal(t, 12*ms, tx[1].Why["server"])
}

// The network is the client's wire; everybody else is at the other end of it.
func TestImportNetwork(t *testing.T) {
	n := lab.Network{RTT: 7*ms + 1, Rate: 1_000_000, Loss: 5_000_000, Queue: 9, Profile: "classic"}
	sc := lab.FromPage(pageOf(object(0, -1, "a.example", "/", 1)), n)
	l := sc.Links[0]
	require.Equal(t, []string{"client", "internet"}, []string{l.A, l.B})
	require.Equal(t, n.RTT, l.Up.Delay+l.Down.Delay)
	for _, d := range []scenario.Direction{l.Up, l.Down} {
		require.Equal(t, []int64{1_000_000, 5_000_000, 9}, []int64{int64(d.Rate), d.Loss, d.QueuePackets})
	}
	for _, l := range sc.Links[1:] {
		require.Equal(t, "internet", l.A)
		require.Equal(t, scenario.NewLink().Up, l.Up)
		require.Equal(t, scenario.NewLink().Down, l.Down)
	}
	require.Equal(t, "classic", sc.Profile)
	require.Contains(t, strings.Join(sc.Notes, "\n"), "network: "+n.String())
	require.Equal(t, "round trip 7.000001ms, 1Mbit/s each way, queues of 9 packets, loss 0.5% each way", n.String())
	require.Equal(t, "round trip 0, unlimited each way", lab.Network{}.String())
}

// Hosts that no name server knows get a name of their own, one each.
func TestImportNamesOddHosts(t *testing.T) {
	long := strings.Repeat(strings.Repeat("a", 50)+".", 3) + "example"
	hosts := []string{
		"shop.example", "192.0.2.1", "[2001:db8::1]", "[::1]", "bücher.example", "under_score.example", "client", "internet",
		"dns", "host-1.example", long, strings.Repeat("b", 64) + ".example", "a..example", "localhost", "-", "10.0.0.1",
	}
	var objects []har.Object
	for i, h := range hosts {
		objects = append(objects, object(i, min(i, 1)-1, h, fmt.Sprintf("/%d", i), int64(1000+i)))
	}
	sc, f := imported(t, pageOf(objects...))
	byName := map[string]string{}
	for _, n := range sc.Names {
		require.Empty(t, byName[n.Name], "%s is two hosts", n.Name)
		require.True(t, scenario.IsName(n.Name), n.Name)
		byName[n.Name] = n.Host
	}
	require.Len(t, byName, len(hosts), "as many as were recorded")
	require.Len(t, sc.Hosts, len(hosts)+3)
	for i, x := range f.document.Transactions {
		require.EqualValues(t, 1000+i, x.Body, x.URL)
		require.Equal(t, 200, x.Status, x.URL)
	}
	require.Contains(t, strings.Join(sc.Notes, "\n"), "hosts have no name that can be looked up")
}

// A page of many hosts, as real ones are.
func TestImportManyHosts(t *testing.T) {
	objects := []har.Object{object(0, -1, "www.example", "/", 20_000)}
	for i := 1; i < 84; i++ {
		o := object(i, 0, fmt.Sprintf("h%d.example", i), "/x", int64(i))
		o.Port = 80 + i%3
		objects = append(objects, o)
	}
	sc, f := imported(t, pageOf(objects...))
	require.Len(t, sc.Names, 84)
	require.Len(t, f.document.Connections, 84)
	for i, x := range f.document.Transactions {
		if i > 0 {
			require.EqualValues(t, i, x.Body, x.URL)
		}
	}
}

// One host may serve on several ports and under both schemes, each its own.
func TestImportPortsAndSchemes(t *testing.T) {
	plain, alt, secure := object(0, -1, "a.example", "/", 10), object(1, 0, "a.example", "/", 20), object(2, 0, "a.example", "/", 30)
	alt.Port = 8080
	secure.Scheme, secure.Port, secure.Protocol = "https", 443, "h2"
	sc, f := imported(t, pageOf(plain, alt, secure))
	var ports []int64
	var versions []httpx.Version
	for _, s := range sc.Servers {
		ports, versions = append(ports, s.Port), append(versions, s.Version)
	}
	require.Equal(t, []int64{80, 8080, 443}, ports)
	urls, sizes := []string{}, []int64{}
	for _, x := range f.document.Transactions {
		urls, sizes = append(urls, x.URL), append(sizes, x.Body)
	}
	require.Equal(t, []string{"http://a.example/", "http://a.example:8080/", "https://a.example/"}, urls)
	require.Equal(t, []int64{10, 20, 30}, sizes, "each has its own size")
	notes := strings.Join(sc.Notes, "\n")
	require.Contains(t, notes, "1 objects were fetched over TLS")
	require.Equal(t, []httpx.Version{httpx.HTTP11, httpx.HTTP11, httpx.HTTP2}, versions)
}

// One URL that was fetched several times had an answer of its own each time.
func TestImportSameURLAgain(t *testing.T) {
	objects := []har.Object{object(0, -1, "a.example", "/", 5000)}
	for i := 1; i <= 4; i++ {
		o := object(i, 0, "a.example", "/poll", int64(100*i))
		o.Think = 10 * ms
		if i == 3 {
			o.Status, o.Method = 404, "POST"
		}
		objects = append(objects, o)
	}
	_, f := imported(t, pageOf(objects...))
	var sizes []int64
	var statuses []int
	for _, x := range f.document.Transactions[1:] {
		sizes, statuses = append(sizes, x.Body), append(statuses, x.Status)
	}
	require.Equal(t, []int64{100, 200, 300, 400}, sizes, "each has its own size")
	require.Equal(t, []int{200, 200, 404, 200}, statuses)
}

// A path that no URL may hold is written so that every reader takes it.
func TestImportOddPaths(t *testing.T) {
	paths := []string{"/", "/100%", "/a b", "/ä?ö=ü", "/%zz", "/a?b=%", "/a#b", `/"quoted"`, "/%2F%2f", "//double", "/a:b@c"}
	var objects []har.Object
	for i, p := range paths {
		objects = append(objects, object(i, min(i, 1)-1, "a.example", p, int64(50+i)))
	}
	_, f := imported(t, pageOf(objects...))
	for i, x := range f.document.Transactions {
		require.EqualValues(t, 50+i, x.Body, "%q became %s", paths[i], x.URL)
	}
}

// A server that closed its connection when a page was recorded closes it when it
// is simulated: what comes after needs a new one.
func TestImportCloses(t *testing.T) {
	for _, closes := range []bool{false, true} {
		first, second := object(0, -1, "shop.example", "/", 10), object(1, 0, "shop.example", "/a", 10)
		first.Close, second.ParentOffset = closes, 11
		sc, f := imported(t, pageOf(first, second))
		require.Equal(t, closes, sc.Pages[0].Objects[0].Close)
		require.Len(t, f.document.Connections, map[bool]int{false: 1, true: 2}[closes])
	}
}
