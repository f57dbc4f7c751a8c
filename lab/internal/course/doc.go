// Package course reads labs and checks answers to their questions.
//
//	all, err := course.All(labs.Files)
//	verdicts, err := all[0].Check([]byte("first: 110ms\n"))
//
// No answer stands in a file. A question says what is measured, in the words of
// expect: in scenarios, of which run, and Check measures it.
package course
