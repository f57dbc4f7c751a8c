// Package film records a run packet by packet, for whoever wants to look at it
// more closely than an explanation does: captures, graphs, reports.
//
// A Film watches a run (it satisfies lab.Watcher) and keeps
//
//   - each packet: when it left, what set that off, what had held it, its way over
//     each wire, and its end;
//   - each end of a connection: its windows, its timers and what bound it, whenever
//     they changed, and its states.
//
// What set a packet off is its trigger: the arrival of another packet, a timer, or
// an application. Reasons are taken down as packets leave, since what they are
// told from is forgotten soon.
//
// A run that nobody films pays nothing for it.
package film
