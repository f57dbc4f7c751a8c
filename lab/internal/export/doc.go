// Package export writes a run in the formats of other tools:
//
//	HAR       HTTP Archive 1.2, for a browser's developer tools
//	Perfetto  trace events as JSON, for Perfetto and chrome://tracing
//	XPL       a time-sequence graph as tcptrace draws it, for xplot
//	SS        what ss -ti says of each socket of a host at an instant
//	CSV       all series, one value a line
//
// All numbers are those of the JSON document of the run (package report) and of the
// film of it (package film). Times are exact to the nanosecond where the format
// has a place for that.
package export
