package labs_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/docs/labs"
)

// Each lab has a text, a scenario and questions.
func TestLabsAreWhole(t *testing.T) {
	texts, err := fs.Glob(labs.Files, "[0-9][0-9]-*.md")
	require.NoError(t, err)
	require.NotEmpty(t, texts)
	for _, name := range texts {
		for _, end := range []string{".yaml", ".questions.yaml"} {
			_, err := fs.Stat(labs.Files, strings.TrimSuffix(name, ".md")+end)
			require.NoError(t, err)
		}
	}
	chinese, err := fs.Glob(labs.Files, "zh-CN/[0-9][0-9]-*.md")
	require.NoError(t, err)
	for _, name := range chinese {
		_, err := fs.Stat(labs.Files, strings.TrimPrefix(name, "zh-CN/"))
		require.NoError(t, err, "what it is a translation of")
	}
}
