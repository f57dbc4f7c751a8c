package har

import (
	"path"
	"strings"
)

// Kind is what an object is to the page.
type Kind string

// The kinds. Data is what scripts ask for, Other everything without a name here.
const (
	Document   Kind = "document"
	Stylesheet Kind = "stylesheet"
	Script     Kind = "script"
	Image      Kind = "image"
	Font       Kind = "font"
	Media      Kind = "media"
	Data       Kind = "data"
	Other      Kind = "other"
)

// browserKinds are the names of _resourceType in DevTools and chrome-har.
var browserKinds = map[string]Kind{
	"document": Document, "stylesheet": Stylesheet, "script": Script, "image": Image, "font": Font,
	"media": Media, "xhr": Data, "fetch": Data, "eventsource": Data,
}

// suffixes are the kinds of files by their names.
var suffixes = map[string]Kind{
	".html": Document, ".htm": Document, ".css": Stylesheet, ".js": Script, ".mjs": Script, ".json": Data,
	".png": Image, ".jpg": Image, ".jpeg": Image, ".gif": Image, ".webp": Image, ".avif": Image, ".svg": Image,
	".ico": Image, ".woff": Font, ".woff2": Font, ".ttf": Font, ".otf": Font, ".eot": Font,
	".mp4": Media, ".webm": Media, ".mp3": Media,
}

// kindOf asks the browser's own word, then the MIME type, then the name. The body
// of a redirect is of no kind that matters.
func kindOf(x *exchange) Kind {
	if kind, ok := browserKinds[strings.ToLower(string(x.raw.ResourceType))]; ok {
		return kind
	}
	major, minor, _ := strings.Cut(x.mime, "/")
	has := func(part string) bool { return strings.Contains(minor, part) }
	switch {
	case x.leads != "":
	case major == "font" || has("font"):
		return Font
	case major == "image":
		return Image
	case major == "audio" || major == "video":
		return Media
	case has("html"):
		return Document
	case has("javascript") || has("ecmascript"):
		return Script
	case minor == "css":
		return Stylesheet
	case has("json"):
		return Data
	}
	name, _, _ := strings.Cut(x.target.path, "?")
	if kind, ok := suffixes[strings.ToLower(path.Ext(name))]; ok {
		return kind
	}
	return Other
}
