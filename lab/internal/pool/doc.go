// Package pool runs what is independent at once.
//
// Runs of scenarios share nothing, so that sweeps may use all processors. What
// they find has to go to a place of its own for each, and does not depend then on
// how many there are at once, nor on which is done first.
package pool
