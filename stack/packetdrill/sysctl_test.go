package packetdrill

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A variable that would change what is simulated never passes in silence: it is a
// knob, or its script fails and says why.
func TestVariablesAreKnobsOrFail(t *testing.T) {
	run := func(setting string) *Failure {
		return RunText("a", "0 `sysctl -q "+setting+"`\n", Options{}).Failure
	}
	for setting, want := range map[string]string{
		"net.ipv4.tcp_nonsense=1":    "net.ipv4.tcp_nonsense is not known",
		"net.ipv4.tcp_reflect_tos=1": "tcp_reflect_tos=1 is not simulated, only 0",
		"net.ipv4.tcp_mtu_probing=3": "expected 0 to 2 for off, black_hole, always",
		"net.ipv4.tcp_sack=maybe":    "net.ipv4.tcp_sack=maybe",
	} {
		f := run(setting)
		require.NotNil(t, f, setting)
		require.Contains(t, f.Error(), want)
	}
	for _, setting := range []string{
		"net.ipv4.tcp_shrink_window=0", "net.ipv4.tcp_mtu_probing=1", "net.ipv4.tcp_moderate_rcvbuf=0",
		"net.ipv4.tcp_base_mss=1024", "net.ipv4.ip_no_pmtu_disc=1", "net.ipv4.tcp_low_latency=1",
	} {
		require.Nil(t, run(setting), setting)
	}
	for name := range sysctlNames {
		require.NotContains(t, idleSysctls, name, "a knob that is ignored as well")
	}
}
