// Package space says what random configurations of TCP are made of: the range of each
// knob, or why it is left alone. A knob that is new fails a test until its author has
// given it a place here. The package imports nothing above tcp, so that tests of every
// layer can draw some.
package space
