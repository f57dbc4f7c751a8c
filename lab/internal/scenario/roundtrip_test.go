package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
)

// requireRoundTrip writes a scenario down and reads the same one back.
func requireRoundTrip(t *testing.T, s *scenario.Scenario) {
	t.Helper()
	text := s.YAML(registry)
	again, err := scenario.Parse(s.File, text, registry)
	require.NoError(t, err, "%s", text)
	require.Equal(t, s, again, "%s", text)
	require.Equal(t, string(text), string(again.YAML(registry)))
}

func TestRoundTripSeeds(t *testing.T) {
	for seed := range simtest.Seeds(t, 300) {
		s := randomScenario(seed)
		s.File = "f.yaml"
		t.Run(fmt.Sprint(seed), func(t *testing.T) { requireRoundTrip(t, s) })
	}
}

func TestDefaults(t *testing.T) {
	s := mustParse(t, small)
	want := scenario.New()
	want.File, want.Profile = "f.yaml", registry.Profiles[0]
	want.Hosts = []scenario.Host{{Name: "a"}, {Name: "b"}}
	l := scenario.NewLink()
	l.A, l.B = "a", "b"
	want.Links = []scenario.Link{l}
	require.Equal(t, &want, s)
	require.EqualValues(t, 1, s.Seed)
	require.EqualValues(t, 1500, s.Links[0].Up.MTU)
	require.Equal(t, 10*vtime.Millisecond, s.Links[0].Down.ReorderBy)
	requireRoundTrip(t, s)
}

// The fields of a link hold both ways, but for what up and down say.
func TestDirections(t *testing.T) {
	s := mustParse(t, `rttlab: 1
hosts: {a: {}, b: {}}
links:
  - between: [a, b]
    rate: 10Mbit/s
    delay: 5ms
    lose_data: [3, 1]
    mtu: 1400
    up: {rate: 1Mbit/s, lose_data: [], mtu: 1500}
    down: {rate: unlimited, delay: 0, loss: 1/3}
`)
	l := s.Links[0]
	require.Equal(t, []uint64{1_000_000, 0}, []uint64{l.Up.Rate, l.Down.Rate})
	require.Equal(t, []vtime.Time{5 * vtime.Millisecond, 0}, []vtime.Time{l.Up.Delay, l.Down.Delay})
	require.Equal(t, [][]int64{nil, {3, 1}}, [][]int64{l.Up.LoseData, l.Down.LoseData})
	require.Equal(t, []int64{1500, 1400}, []int64{l.Up.MTU, l.Down.MTU})
	require.Equal(t, []int64{0, 333_333_333}, []int64{l.Up.Loss, l.Down.Loss})
	require.Equal(t, `rttlab: 1
profile: rfc
hosts:
  a: {}
  b: {}
links:
  - between: [a, b]
    mtu: 1400
    loss: 33.3333333%
    lose_data: [3, 1]
    up:
      rate: 1Mbit/s
      delay: 5ms
      mtu: 1500
      loss: 0%
      lose_data: []
`, string(s.YAML(registry)))
	requireRoundTrip(t, s)
}

func TestOptionsAreWrittenAsPeopleWriteThem(t *testing.T) {
	s := mustParse(t, `rttlab: 1
options: {tcp.nagle: off, tcp.delayed_ack: 40 ms, tcp.mss: 1kB, tcp.limited_transmit: yes, tcp.dup_threshold: 3}
hosts: {a: {options: {}}, b: {options: {host.port_order: random}}}
`)
	require.Equal(t, []scenario.OptionValue{
		{Name: "tcp.nagle", Value: 0, Text: "off"},
		{Name: "tcp.delayed_ack", Value: 40_000_000, Text: "40ms"},
		{Name: "tcp.mss", Value: 1000, Text: "1kB"},
		{Name: "tcp.limited_transmit", Value: 1, Text: "true"},
		{Name: "tcp.dup_threshold", Value: 3, Text: "3"},
	}, s.Options)
	require.Equal(t, `rttlab: 1
profile: rfc
options:
  tcp.nagle: off
  tcp.delayed_ack: 40ms
  tcp.mss: 1kB
  tcp.limited_transmit: true
  tcp.dup_threshold: 3
hosts:
  a: {}
  b:
    options:
      host.port_order: random
`, string(s.YAML(registry)))
	requireRoundTrip(t, s)
}

// A list that is empty is a list that is not there.
func TestEmptyLists(t *testing.T) {
	s := mustParse(t, small)
	require.Equal(t, s, mustParse(t, small+
		"options: {}\nroutes: []\nnames: {}\nservers: []\npages: {}\nworkloads: []\nnotes: []\n"))
	require.Equal(t, s, mustParse(t, "rttlab: 1\nhosts: {a: , b: {options: {}}}\n"+
		"links: [{between: [a, b], addresses: [], lose_data: [], up: {}, down: {}}]\n"))
}

// What a kind of workload has no use for is not written, since it would be refused.
func TestFieldsOfOtherWorkloadsAreNotWritten(t *testing.T) {
	s := mustParse(t, small+"workloads: [{type: bulk, client: a, server: b}]\n")
	want := string(s.YAML(registry))
	s.Workloads[0].URL, s.Workloads[0].PerHost, s.Workloads[0].KeepAlive = "http://x/", 3, false
	require.Equal(t, want, string(s.YAML(registry)))
}

// Text that is no UTF-8 cannot be written as it is.
func TestInvalidTextIsReplaced(t *testing.T) {
	s := mustParse(t, small)
	s.Title = "caf\xe9"
	again, err := scenario.Parse("f.yaml", s.YAML(registry), registry)
	require.NoError(t, err)
	require.Equal(t, "caf\ufffd", again.Title)
}

func TestSubnets(t *testing.T) {
	s := mustParse(t, `rttlab: 1
hosts: {a: {}, b: {}, c: {}}
links:
  - {between: [a, b]}
  - {between: [a, b], subnet: 10.0.1.128/25}
  - {between: [b, c]}
  - {between: [b, c], addresses: [10.0.3.200, 10.0.3.7]}
  - {between: [a, c]}
  - {between: [a, c], subnet: 10.0.4.0/22, addresses: [10.0.6.1, 10.0.7.1]}
  - {between: [a, c], subnet: 10.0.0.0/30}
`)
	all, err := s.Subnets()
	require.NoError(t, err)
	var got []string
	for _, n := range all {
		got = append(got, fmt.Sprint(n.A, " ", n.B, " ", n.Prefix))
	}
	require.Equal(t, []string{
		"10.0.2.1 10.0.2.2 10.0.2.0/24",
		"10.0.1.129 10.0.1.130 10.0.1.128/25",
		"10.0.8.1 10.0.8.2 10.0.8.0/24",
		"10.0.3.200 10.0.3.7 10.0.3.0/24",
		"10.0.9.1 10.0.9.2 10.0.9.0/24",
		"10.0.6.1 10.0.7.1 10.0.4.0/22",
		"10.0.0.1 10.0.0.2 10.0.0.0/30",
	}, got)
	s.Links[1].Subnet = "10.0.1.129/25"
	_, err = s.Subnets()
	require.EqualError(t, err, `link a - b: "10.0.1.129/25" has bits set behind the first 25: 10.0.1.128/25 was expected`)
}

// Links that name no addresses get those of the scenario's family.
func TestFamilies(t *testing.T) {
	const text = `rttlab: 1
family: FAMILY
hosts: {a: {}, b: {}, c: {}}
links:
  - {between: [a, b]}
  - {between: [b, c], subnet: "2001:db8:0:1::/64"}
  - {between: [a, c], addresses: [10.0.0.9, 10.0.0.8]}
`
	for family, want := range map[string][]string{
		"ipv4": {"10.0.1.1 10.0.1.2 10.0.1.0/24", "2001:db8:0:1::1 2001:db8:0:1::2 2001:db8:0:1::/64",
			"10.0.0.9 10.0.0.8 10.0.0.0/24"},
		"ipv6": {"2001:db8::1 2001:db8::2 2001:db8::/64", "2001:db8:0:1::1 2001:db8:0:1::2 2001:db8:0:1::/64",
			"10.0.0.9 10.0.0.8 10.0.0.0/24"},
		"both": {"10.0.1.1 10.0.1.2 10.0.1.0/24", "2001:db8::1 2001:db8::2 2001:db8::/64",
			"2001:db8:0:1::1 2001:db8:0:1::2 2001:db8:0:1::/64", "10.0.2.1 10.0.2.2 10.0.2.0/24",
			"10.0.0.9 10.0.0.8 10.0.0.0/24", "2001:db8:0:2::1 2001:db8:0:2::2 2001:db8:0:2::/64"},
	} {
		all, err := mustParse(t, strings.Replace(text, "FAMILY", family, 1)).Subnets()
		require.NoError(t, err)
		var got []string
		for i := range all {
			for n := &all[i]; n != nil; n = n.Also {
				got = append(got, fmt.Sprint(n.A, " ", n.B, " ", n.Prefix))
			}
		}
		require.Equal(t, want, got, family)
	}
	_, err := parse(strings.Replace(text, "FAMILY", "ipv5", 1))
	require.EqualError(t, err, `f.yaml:2:9: family: "ipv5" is no family of addresses, expected one of ipv4, ipv6, both`)
}

// Subnets of random scenarios do not overlap.
func TestSubnetsSeeds(t *testing.T) {
	for seed := range simtest.Seeds(t, 100) {
		s := randomScenario(seed)
		all, err := s.Subnets()
		require.NoError(t, err)
		for i, a := range all {
			require.True(t, a.Prefix.Contains(a.A) && a.Prefix.Contains(a.B))
			for _, b := range all[:i] {
				require.False(t, a.Prefix.Overlaps(b.Prefix), "%v %v", a, b)
			}
		}
	}
}
