package labs_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/docs/labs"
)

// Each lab has a text, a scenario, questions, and a text in Chinese; nothing else is
// translated but the list of them.
func TestLabsAreWhole(t *testing.T) {
	texts, err := fs.Glob(labs.Files, "[0-9][0-9]-*.md")
	require.NoError(t, err)
	require.NotEmpty(t, texts)
	for _, name := range texts {
		lab := strings.TrimSuffix(name, ".md")
		for _, file := range []string{lab + ".yaml", lab + ".questions.yaml", "zh-CN/" + name} {
			_, err := fs.Stat(labs.Files, file)
			require.NoError(t, err)
		}
	}
	chinese, err := fs.Glob(labs.Files, "zh-CN/*.md")
	require.NoError(t, err)
	require.Len(t, chinese, len(texts)+1)
}
