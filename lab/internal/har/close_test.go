package har

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Who closes the connection after a response, as far as a file tells.
func TestCloses(t *testing.T) {
	for _, c := range []struct {
		protocol, connection string
		want                 bool
	}{
		{"http/1.1", "", false},
		{"http/1.1", "keep-alive", false},
		{"http/1.1", "X, Close", true},
		{"http/1.0", "", true},
		{"http/1.0", "Keep-Alive", false},
		{"h2", "close", false},
	} {
		x := &exchange{raw: &rawEntry{}, protocol: c.protocol}
		x.raw.Response.Headers = headers{{Name: "connection", Value: text(c.connection)}}
		require.Equal(t, c.want, x.closes(), "%+v", c)
	}
}
