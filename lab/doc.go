// Package lab is the front door: it builds the world that a scenario describes,
// runs it, and returns what happened with an explanation of every transaction
// and page.
//
//	s, err := lab.Load(name, data, lab.LoadOptions{})
//	result, err := lab.Run(s, lab.Options{})
//	for _, t := range result.Transactions { ... t.Explanation ... }
//
// A run is deterministic: the same scenario and seed give the same result to
// the byte. Runs are independent of each other; each may have its own goroutine.
//
// Packages below it: explain (where the time went) and labtest (tests in Go that say
// what a run has to be like). cli is the command.
package lab
