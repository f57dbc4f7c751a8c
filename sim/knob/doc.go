// Package knob describes configuration values by name, so that profiles are
// data, scenarios can override every one of them, and reports can print the
// effective ones with their units. A Table lists the knobs of one configuration
// type; values travel as int64 in the base unit of their kind.
package knob
