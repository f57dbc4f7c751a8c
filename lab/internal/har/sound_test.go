package har

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// requireSound checks what holds for every page, whatever it was made of.
func requireSound(t *testing.T, p *Page) {
	t.Helper()
	require.NotEmpty(t, p.Objects)
	require.Equal(t, p.Objects[0].URL, p.URL)
	require.GreaterOrEqual(t, int64(p.ContentLoaded), int64(unknown))
	require.GreaterOrEqual(t, int64(p.Load), int64(unknown))
	for i, o := range p.Objects {
		require.Equal(t, i, o.ID)
		if why := unsound(p, o); why != "" {
			require.Fail(t, why, "%+v", o)
		}
	}
	for _, line := range p.Assumptions {
		require.NotContains(t, line, "\n")
		require.NotContains(t, line, "%!")
	}
}

func unsound(p *Page, o Object) string {
	target, ok := parseTarget(o.URL)
	switch {
	case !ok || target.key != o.URL:
		return "the URL is not canonical"
	case o.Scheme != "http" && o.Scheme != "https" || o.Scheme != target.scheme:
		return "scheme"
	case o.Host == "" || o.Host != target.host || o.Port != target.port || o.Port < 1 || o.Port > 65535:
		return "host or port"
	case o.Path != target.path || o.Path[0] != '/':
		return "path"
	case !isToken(o.Method):
		return "method"
	case o.Protocol != "http/1.0" && o.Protocol != "http/1.1" && o.Protocol != "h2" && o.Protocol != "h3":
		return "protocol"
	case o.RequestHeaderBytes < int64(len(o.Method)+len(o.Path)+14) || o.RequestBodyBytes < 0:
		return "size of the request"
	case o.ResponseHeaderBytes < 19 || o.ResponseBodyBytes < 0:
		return "size of the response"
	case o.Status < 200 || o.Status > 999:
		return "status"
	case o.Kind == "" || o.Priority != priority(text(o.Priority)):
		return "kind or priority"
	case o.Start < 0 || o.End < o.Start || o.Think < 0 || o.After < 0:
		return "times"
	case (o.ID == 0) != (o.Parent == unknown) || o.Parent < unknown || o.Parent >= o.ID:
		return "parent"
	case o.ID == 0 && (o.ParentOffset != 0 || o.After != 0 || o.Start != 0):
		return "the document has a past"
	case o.ID > 0 && (o.ParentOffset < 0 || o.ParentOffset > p.Objects[o.Parent].ResponseBodyBytes):
		return "offset"
	case o.ID > 0 && o.Start < p.Objects[o.Parent].Start:
		return "a child began before its parent"
	}
	return ""
}
