// Package expect judges a run by what its scenario expects of it: the lines of
// expect: in the file.
//
//	tally := expect.NewTally()
//	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{tally}})
//	for _, v := range expect.Judge(r, tally, s.Expect) { ... v.OK, v.Message, v.Detail ... }
//
// A line that does not hold is explained: what the value is, by how much it is off,
// and what the time of the subject is made of. Bless writes the present values into
// a file where it asks for them, and leaves every other byte as it is.
package expect
