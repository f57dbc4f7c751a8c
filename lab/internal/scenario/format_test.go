package scenario_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
)

func TestFormat(t *testing.T) {
	const before = `# What it shows,
# in two lines.

rttlab:   1
title: "x"     # quotes stay


# of hosts
hosts:
    a: {}
    b:    {profile:   linux}
    c:

links:
- {between: [a, b],   delay: 5ms}

# the second
- between:
  - b
  - c
  # about delay
  delay: 'x'
  rate: 10Mbit/s # last
# the end
`
	const after = `# What it shows,
# in two lines.

rttlab: 1
title: "x" # quotes stay

# of hosts
hosts:
  a: {}
  b: {profile: linux}
  c:

links:
  - {between: [a, b], delay: 5ms}

  # the second
  - between:
      - b
      - c
    # about delay
    delay: 'x'
    rate: 10Mbit/s # last
# the end
`
	got, err := scenario.Format("f.yaml", []byte(before), registry)
	require.Nil(t, got)
	require.EqualError(t, err, `f.yaml:22:10: delay: "x" is not a duration, expected one such as 50ms`)
	right := func(s string) string { return strings.Replace(s, "'x'", "'7ms'", 1) }
	for _, text := range []string{before, after} {
		got, err = scenario.Format("f.yaml", []byte(right(text)), registry)
		require.NoError(t, err)
		require.Equal(t, right(after), string(got))
	}
}

// Formatting changes nothing of what a file says, and nothing at all when it is
// done again. The scenarios of the project are formatted.
func TestFormatKeepsTheMeaning(t *testing.T) {
	for name, text := range samples(t) {
		want := mustParse(t, text)
		once, err := scenario.Format("f.yaml", []byte(text), registry)
		require.NoError(t, err, name)
		require.Equal(t, want, mustParse(t, string(once)), name)
		twice, err := scenario.Format("f.yaml", once, registry)
		require.NoError(t, err, name)
		require.Equal(t, string(once), string(twice), name)
		if filepath.Ext(name) != ".yaml" {
			continue
		}
		if *update {
			require.NoError(t, os.WriteFile(name, once, 0o644))
			continue
		}
		require.Equal(t, string(once), text, "%s: rttlab fmt -w writes it as it should be", name)
	}
}
