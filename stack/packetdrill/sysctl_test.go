package packetdrill

import (
	flags "flag"
	"maps"
	"os"
	"slices"
	"strings"
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
		"net.ipv4.tcp_migrate_req=1": "tcp_migrate_req=1 is not simulated, only 0",
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
		"net.ipv4.tcp_retries1=4", "net.inet.tcp.cc.algorithm=newreno", "net.inet.tcp.ack_war_cnt=3",
		"net.inet.tcp.hostcache.purgenow=1", "net.inet.tcp.minmss=216",
	} {
		require.Nil(t, run(setting), setting)
	}
	for name := range sysctlNames {
		require.False(t, idle(name), "%s is a knob that is ignored as well", name)
	}
	for name := range fixedSysctls {
		require.False(t, idle(name), "%s is refused and ignored", name)
		require.Empty(t, sysctlNames[name], "%s is refused and a knob", name)
	}
	for _, group := range idleSysctls {
		require.NotEmpty(t, group.why)
	}
}

var update = flags.Bool("update", false, "write the table of docs/packetdrill.md")

// The document says of each variable of Linux's TCP which knob it is, or why it is none.
func TestDocumentListsVariables(t *testing.T) {
	const name, mark = "../../docs/packetdrill.md", "<!-- generated: go test ./stack/packetdrill -update -->\n"
	rows := map[string]string{}
	for name, knobs := range sysctlNames {
		var names []string
		for _, k := range knobs {
			names = append(names, "`"+k.knob+"`")
		}
		rows[name] = strings.Join(names, " ")
	}
	for name, only := range fixedSysctls {
		rows[name] = "only " + only + ": others fail the script"
	}
	for _, group := range idleSysctls {
		for _, name := range strings.Fields(group.names) {
			rows[name] = group.why
		}
	}
	rows["net.ipv4.tcp_challenge_ack_limit"] = "`host.challenge_limit`"
	rows["net.ipv4.tcp_fastopen_key"] = "the key of the host"
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	head, table, ok := strings.Cut(string(text), mark)
	require.True(t, ok, "%s has no line %s", name, mark)
	want := "\n| variable | here |\n|---|---|\n"
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		if short, ok := strings.CutPrefix(name, "net.ipv4."); ok && strings.HasPrefix(short, "tcp_") {
			want += "| " + short + " | " + rows[name] + " |\n"
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(head+mark+want), 0o644))
		return
	}
	require.Equal(t, want, table, "go test ./stack/packetdrill -update")
}

// So does whatever else would change what is simulated.
func TestWhatIsNotSimulatedIsRefused(t *testing.T) {
	const socket = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 "
	for script, want := range map[string]string{
		"0 `ip addr add 10.0.0.1/8 dev tun0`\n": "there is one address, that of --local_ip",
		"0 `ip link set dev tun0 mtu 9000`\n":   "expected 68 to 1500",
		socket + "setsockopt(3, IPPROTO_TCP, TCP_FUNCTION_BLK, {function_set_name=\"rack\", pcbcnt=0}, 36) = 0\n": "the stack rack is not simulated",
		socket + "setsockopt(3, SOL_TCP, TCP_REPAIR, [1], 4) = 0\n":                                               "the option TCP_REPAIR is not simulated",
	} {
		f := RunText("a", script, Options{}).Failure
		require.NotNil(t, f, script)
		require.True(t, f.Mistake, script)
		require.Contains(t, f.Error(), want)
	}
	require.Nil(t, RunText("a", "0 `ifconfig tun0 192.168.0.1/16 mtu 1500 up`\n", Options{}).Failure)
}
