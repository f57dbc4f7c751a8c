package page

import (
	"bufio"
	"embed"
	"encoding/json"
	"html"
	"io"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
)

//go:embed assets
var assets embed.FS

// parts are the scripts in the order in which they stand in the page.
var parts = []string{
	"base.js", "colours.js", "overview.js", "waterfall.js", "detail.js", "axis.js", "graph.js", "ladder.js", "sequence.js",
	"connection.js", "network.js", "configuration.js", "main.js",
}

// Write writes the page of a run, which must come with waits (lab.Options.Waits),
// and have been watched by the film.
func Write(w io.Writer, r *lab.Result, f *film.Film) error {
	data, err := json.Marshal(NewData(r, f)) // which escapes what could end a script
	if err != nil {
		return err
	}
	title := r.Scenario.Title
	if title == "" {
		title = "a run"
	}
	b := bufio.NewWriter(w)
	_, _ = b.WriteString(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>` + html.EscapeString(title) + ` – rttlab</title>
<style>
`)
	_, _ = b.Write(asset("style.css"))
	_, _ = b.WriteString("</style>\n</head>\n")
	_, _ = b.Write(asset("body.html"))
	_, _ = b.WriteString(`<script type="application/json" id="data">`)
	_, _ = b.Write(data)
	_, _ = b.WriteString("</script>\n<script>\n'use strict';\n(() => {\n")
	for _, name := range parts {
		_, _ = b.Write(asset(name))
	}
	_, _ = b.WriteString("})();\n</script>\n</body>\n</html>\n")
	return b.Flush() // and the first error of all writes
}

func asset(name string) []byte {
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("page: " + err.Error())
	}
	return text
}
