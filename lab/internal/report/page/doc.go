// Package page writes a run as one HTML file that a person explores in a browser:
// a waterfall with causes as colours, what each transaction waited for, its packets
// as a ladder, time-sequence graphs, windows, round trips, queues and states over
// time, and the configuration that was in force.
//
// The file is complete: scripts, styles and the data are in it, it asks for nothing
// and runs no script of others. The data is the JSON document of package report with
// stories (package story) and series (package film) beside it, so that numbers on
// the page are those of run --json.
//
// The assets are plain scripts that share one scope, in the order in which parts
// lists them; each says at its top what it is for.
package page
