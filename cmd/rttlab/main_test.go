package main

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/cli"
)

// TestManualNamesEveryCommand holds the manual in doc.go against what help lists.
func TestManualNamesEveryCommand(t *testing.T) {
	manual, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var help, stderr bytes.Buffer
	require.Zero(t, cli.Main([]string{"--help"}, &help, &stderr), "%s", &stderr)
	listed := regexp.MustCompile(`(?m)^  ([a-z]+) +[A-Z]`).FindAllSubmatch(help.Bytes(), -1)
	require.Greater(t, len(listed), 15, "%s", &help)
	for _, command := range listed {
		if name := string(command[1]); name != "help" {
			require.Regexp(t, `(?m)^//\trttlab `+name+` `, string(manual))
		}
	}
}
