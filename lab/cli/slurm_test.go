package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSlurm runs a sweep as a job array of a real Slurm, and requeues one of its tasks
// while it runs. It takes a while and needs root, and so does not run unasked; .ci/run asks.
func TestSlurm(t *testing.T) {
	if os.Getenv("RTTLAB_SLURM") == "" {
		t.Skip("RTTLAB_SLURM is not set")
	}
	program := filepath.Join(t.TempDir(), "rttlab")
	out, err := exec.Command("go", "build", "-o", program, "../../cmd/rttlab").CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = exec.Command("testdata/slurm/run.sh", program, "../../testdata/scenarios/crowd.yaml").CombinedOutput()
	t.Logf("%s", out)
	require.NoError(t, err)
	require.Regexp(t, "the merged file is that of one machine|skipped", string(out))
}
