package space

import (
	"github.com/rttlab/rttlab/sim/knob/knobtest"
	"github.com/rttlab/rttlab/tcp"
)

// patience is why random configurations leave a knob alone.
const patience = "who gives up on a bad wire is right to: set it so that nobody does"

// TCP is what random configurations are made of.
var TCP = knobtest.Space[tcp.Config]{
	Table: tcp.Table(),
	Ranges: map[string][2]int64{
		"mss": {64, 9000}, "default_mss": {64, 1460}, "send_buffer": {1, 200000}, "send_buffer_max": {1, 400000},
		"receive_buffer": {1, 200000}, "receive_buffer_max": {1, 400000}, "send_low_water": {1, 100000},
		"unsent_low_water": {0, 20000}, "initial_window": {1, 20}, "initial_ssthresh": {0, 100000},
		"initial_receive_window": {0, 10}, "window_clamp": {0, 200_000}, "byte_counting": {0, 8},
		"dup_threshold": {1, 6}, "max_reordering": {1, 300},
		"renege_delay": {0, 1e8}, "tlp_ack_delay": {0, 4e8}, "probe_slack": {0, 1e7}, "min_rtt_window": {0, 1e10},
		"rto_initial": {1e7, 3e9},
		"rto_min":     {1e6, 1e9}, "rto_max": {60e9, 120e9}, "rto_after_syn_loss": {0, 3e9}, "clock_granularity": {0, 1e8},
		"syn_linear_timeouts": {0, 4}, "cork_limit": {0, 2e8}, "override_timeout": {1e6, 1e9}, "delayed_ack": {0, 499e6},
		"delayed_ack_max": {1e6, 499e6}, "ack_every": {1, 8}, "quick_acks": {0, 32}, "pingpong": {1, 5}, "sack_compression": {0, 1e7},
		"sack_held": {0, 60}, "sack_compression_rtt": {1, 100}, "accurate_beacon": {0, 10},
		"probe_min": {0, 5e9}, "probe_max": {5e9, 60e9}, "time_wait": {0, 240e9}, "fin_wait2_timeout": {0, 60e9},
		"challenge_limit": {0, 10}, "challenge_interval": {1, 2e9}, "invalid_ack_interval": {0, 1e9},
		"burst_segments": {1, 12}, "burst_share": {0, 5}, "pacing_ss_ratio": {100, 400}, "pacing_ca_ratio": {100, 300},
		"max_pacing_rate": {0, 1e6}, "timestamp_clock": {1e6, 1e9}, "paws_idle": {1e9, 1e12},
		"mtu_base": {48, 2000}, "mtu_floor": {48, 600}, "black_hole_retries": {0, 10},
		"mtu_probe_interval": {1e8, 600e9}, "mtu_probe_threshold": {0, 200},
		"keepalive_idle": {1e8, 20e9}, "keepalive_interval": {1e8, 20e9},
	},
	Left: map[string]string{
		"retries": patience, "orphan_retries": patience, "syn_retries": patience, "synack_retries": patience,
		"user_timeout": patience, "syn_timeout": patience, "keepalive_probes": patience,
	},
}

// Persist makes a configuration one that does not give up.
func Persist(c *tcp.Config) {
	c.Retries, c.SYNRetries, c.SYNAckRetries, c.OrphanRetries, c.KeepAliveProbes = 40, 40, 40, 0, 200
	c.GiveUp, c.SYNTimeout = 0, 0
}
