// Command record loads the two pages of this folder's parent with a real browser
// and writes them as HAR files.
//
//	go run ./testdata/pages/record -out testdata/pages
//
// It generates the pages (the same bytes each time), serves them on a loopback
// port with the think times listed in site.go, starts Chromium without a window,
// maps the pages' host names to that port, and listens to the browser through the
// DevTools protocol. The HAR has the fields that DevTools exports, with two
// differences: bodies are kept only of HTML, CSS, JavaScript and JSON, which the
// importer searches for URLs, and entries are sorted by the start of the request.
//
// It needs Debian's package chromium (or -browser) and nothing else.
package main
