package simtest

import "reflect"

// Line returns which line of a processor's cache a field lies in of an object that begins
// so many bytes into one. The field is found by names from the outside in.
func Line(begins uintptr, of any, names ...string) int {
	const size = 64
	t, at := reflect.TypeOf(of), begins
	for _, name := range names {
		f, ok := t.FieldByName(name)
		if !ok {
			panic("no field " + name)
		}
		t, at = f.Type, at+f.Offset
	}
	return int(at / size)
}
