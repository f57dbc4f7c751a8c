// Package knobtest draws configurations at random for property tests, and sees to it
// that no knob is forgotten: whoever adds one says what is drawn of it, or why it is
// left alone.
package knobtest
