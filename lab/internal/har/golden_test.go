package har

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGoldenPages compares what comes out of the two recorded pages with
// testdata/NAME.txt, a table for people to read beside the page.
func TestGoldenPages(t *testing.T) {
	for _, name := range []string{"shop", "article"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "pages", name+".har"))
			require.NoError(t, err)
			log, err := Read(bytes.NewReader(data), Limits{})
			require.NoError(t, err)
			page, err := log.ToPage(FirstPage, Options{})
			require.NoError(t, err)
			requireSound(t, page)
			got := table(page)
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// table writes a page down.
func table(p *Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\ntitle %q, content loaded %d ns, load %d ns\n\n", p.URL, p.Title, p.ContentLoaded, p.Load)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "id\tparent\toffset\tafter\tstart\tend\tthink\trequest\tresponse\tkind\tpriority\twhat")
	for _, o := range p.Objects {
		fmt.Fprintf(w, "%d\t%d\t%d\t%s\t%s\t%s\t%s\t%d+%d\t%d+%d\t%s\t%s\t%s %s %d %s\n", o.ID, o.Parent, o.ParentOffset,
			o.After.Millis(), o.Start.Millis(), o.End.Millis(), o.Think.Millis(), o.RequestHeaderBytes, o.RequestBodyBytes,
			o.ResponseHeaderBytes, o.ResponseBodyBytes, o.Kind, o.Priority, o.Method, o.URL, o.Status, o.Protocol)
	}
	w.Flush()
	b.WriteString("\n" + strings.Join(p.Assumptions, "\n") + "\n")
	return b.String()
}
