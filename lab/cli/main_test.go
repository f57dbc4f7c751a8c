package cli

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the expected output of scripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rttlab": func() { os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the command line as a user would. The folder of recorded
// pages is $PAGES, that of scenarios $SCENARIOS.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PAGES", filepath.Join(root, "pages"))
			e.Setenv("SCENARIOS", filepath.Join(root, "scenarios"))
			return nil
		},
	})
}

// TestOutputIsWholeOrNotThere looks at what is left when a file is given up.
func TestOutputIsWholeOrNotThere(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out.txt")
	o, err := create(name)
	require.NoError(t, err)
	_, err = o.WriteString("half")
	require.NoError(t, err)
	require.NoFileExists(t, name)
	o.discard()
	left, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	require.Empty(t, left)

	o, err = create(name)
	require.NoError(t, err)
	_, err = o.WriteString("whole")
	require.NoError(t, err)
	require.NoError(t, o.commit())
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "whole", string(text))
}

// Help shows by example what each command is for.
func TestCommandsHaveExamples(t *testing.T) {
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		require.Contains(t, c.Example, "  "+c.CommandPath(), "%s has no example", c.CommandPath())
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look(rootCommand())
}

// TestErrorsNameTheFile: what a file is called while it is written is nobody's business.
func TestErrorsNameTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out.txt")
	o, err := create(name)
	require.NoError(t, err)
	require.NoError(t, o.file.Close())
	_, err = o.WriteString("lost")
	require.NoError(t, err)
	require.EqualError(t, o.commit(), name+": file already closed")
	left, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	require.Empty(t, left)

	_, err = create(filepath.Join(name, "below.txt"))
	require.EqualError(t, err, filepath.Join(name, "below.txt")+": no such file or directory")
}
