// Package whatif runs a scenario again with a cause taken away, and measures
// what that saves.
//
// A Lift is such a change: a list of assignments to the scenario (--set), so that
// each answer can be had by hand too. The seed stays, and randomness is keyed to
// what it decides, so that a run differs only where the change made it differ.
//
// What a cause costs is what explanations charge to it in the run as it is. What
// is saved when it is lifted is measured. The two differ: once a cause is gone,
// another one that ran beside it may bind (it takes over), or more goes with it
// than it was charged with. Both margins add up to the total of their run, so the
// difference between cost and saving is named to the nanosecond:
//
//	saved = cost - what is left of the cause - what grew + what else shrank
//
// Two causes can hide each other: lifting either saves little, lifting both saves
// much. Pairs are measured for that; their synergy is what both together save
// beyond the sum of what each saves alone.
//
// Runs use all cores. Nothing of an answer depends on how many there are.
package whatif
