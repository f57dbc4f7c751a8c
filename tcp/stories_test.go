package tcp_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rttlab/rttlab/tcp/tcptest"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what happens into the stories of testdata/stories")

// Each story is its own golden: it comes back as it was. Comments that people
// wrote stay where they stand.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.story")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			told, err := tcptest.Tell(filepath.ToSlash(file), text)
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(file, told, 0o644))
				return
			}
			require.Equal(t, string(text), string(told))
		})
	}
}
