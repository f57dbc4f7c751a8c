package har

import (
	"encoding/json"
	"strings"
)

// place is a line of a document, script or style sheet that made the browser
// ask for something.
type place struct {
	url  string // canonical
	line int    // from 0; -1: unknown
}

// initiator is what _initiator tells, in one form for all exporters.
type initiator struct {
	kind   string // parser, script, preload, ... ; "" if there is none
	places []place
}

// mostPlaces bounds the frames of a stack that are looked at.
const mostPlaces = 200

// rawInitiator is Chromium's own form.
type rawInitiator struct {
	Type  text
	URL   text
	Line  number `json:"lineNumber"`
	Stack *rawStack
}

type rawStack struct {
	CallFrames []struct {
		URL  text
		Line number `json:"lineNumber"`
	}
	Parent *rawStack
}

// initiatorOf reads Chromium's object, or a plain URL with a line of its own that
// counts from 1.
func (im *importer) initiatorOf(e *rawEntry) initiator {
	var url text
	if json.Unmarshal(e.Initiator, &url) == nil && url != "" {
		kind := strings.ToLower(string(e.InitiatorType))
		if kind == "" {
			kind = "parser"
		}
		return initiator{kind, []place{{im.canonical(url), max(unknown, lineOf(e.InitiatorLine)-1)}}}
	}
	var o rawInitiator
	if !isObject(e.Initiator) || json.Unmarshal(e.Initiator, &o) != nil && o.Type == "" {
		return initiator{}
	}
	in := initiator{kind: strings.ToLower(string(o.Type))}
	if o.URL != "" {
		in.add(place{im.canonical(o.URL), lineOf(o.Line)})
	}
	for s := o.Stack; s != nil && len(in.places) < mostPlaces; s = s.Parent {
		for _, f := range s.CallFrames {
			if f.URL != "" && len(in.places) < mostPlaces {
				in.add(place{im.canonical(f.URL), lineOf(f.Line)})
			}
		}
	}
	return in
}

// add keeps a place, unless it was the last: functions of one file call each other.
func (in *initiator) add(p place) {
	if n := len(in.places); n == 0 || in.places[n-1] != p {
		in.places = append(in.places, p)
	}
}

func lineOf(n number) int {
	v := n.size()
	if v == unknown || v > 1e9 {
		return unknown
	}
	return int(v)
}
