// Package har reads page loads that browsers recorded as HAR files (HTTP
// Archive 1.1 and 1.2) and turns one into a Page that can be simulated: objects
// with their sizes on the wire, who brings in whom, and how long the server
// thought.
//
// A HAR is a record of one load over one network. Its entries tell when a request
// began and how long it waited, not why. What a Page needs and the file does not
// say is inferred, and every kind of inference is counted in one line of
// Page.Assumptions, so that a reader can judge the result:
//
//   - Parent: the object without which this one would not have been asked for. A
//     redirect comes first, then a JSON answer that holds the URL (for requests
//     made by scripts), then _initiator (Chromium's object, or the plain URL of
//     chrome-har and WebPageTest) and the style sheet in whose name it was asked
//     for: of all those it is the last to arrive. Then the Referer header (of fonts
//     and data only if it does not name a document), then the texts of documents
//     and style sheets, then type and time: fonts come from style sheets, data from
//     scripts, the rest from the document. A parent was always asked for earlier.
//     What came from the browser's cache is no object, but passes on its parent.
//   - ParentOffset: a document is parsed as it arrives, so its children are found
//     when the bytes with their URL are there: where the text of the document is
//     kept, its place in it, scaled to the encoded size; or else the recorded line;
//     otherwise the share of the document that had arrived when the request began.
//     Style sheets, scripts and data work only when they are complete, redirects as
//     soon as their header is there.
//   - After: what was left between discovery and the request, taken as time of the
//     browser's own (parsing, layout, scripts).
//   - Think: the recorded wait less one round trip. The round trip is an argument,
//     or else estimated for each host as the median TCP connect, but at most the
//     shortest wait.
//   - Sizes: of the header and of the encoded body, from the fields that exporters
//     fill in, the Content-Length header, or the listed headers.
//
// Exporters leave things out, write -1 for what they do not know, text for
// numbers and times in forms of their own. All of that is read as well as
// possible. Only what is not a HAR at all is an error: broken JSON, no log, or
// more than the Limits allow. Everything is computed in integers, so the same
// file gives the same page on every machine.
package har
