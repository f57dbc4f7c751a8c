// Package plot draws a run for papers and slides, as SVG or PNG: a waterfall with
// causes as colours, the time-sequence graph and the windows of one direction of a
// connection, its ladder, queues, and states of connections over time.
//
// The same run gives the same SVG to the byte.
package plot
