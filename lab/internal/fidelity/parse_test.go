package fidelity

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	all, err := Parse("a.txt", []byte(`
# a comment
conversation one
about something
link 10ms 1Gbit/s 100
queue down 20
lose down data 1 3-5
knob client tcp.sack no
allow timers round
client connect; 2 times (send 3; read=EOF 1)
server read 3; close
time total 20.5 20..21
count data_up 2 rounds 1
> 0.5 S 0 0
< 10.5 S. 0 0 1
`))
	require.NoError(t, err)
	require.Len(t, all, 1)
	c := all[0]
	require.Equal(t, []int{1, 3, 4, 5}, c.Down.LoseData)
	require.Equal(t, []int{100, 20}, []int{c.Up.Queue.Packets, c.Down.Queue.Packets})
	require.Equal(t, []Setting{{"client", "tcp.sack", "no"}}, c.Knobs)
	require.Equal(t, []Step{{Do: "connect"}, {Do: "times", Count: 2, Steps: []Step{
		{Do: "send", Arg: "3", Count: 3}, {Do: "read", Arg: "1", Fails: "EOF", Count: 1},
	}}}, c.Client)
	const ms = vtime.Millisecond
	require.Equal(t, []Time{{"total", 20*ms + ms/2, 20 * ms, 21 * ms}}, c.Times)
	require.Equal(t, []Count{{"data_up", 2}, {"rounds", 1}}, c.Counts)
	require.Equal(t, []Packet{
		{Up: true, At: ms / 2, Flags: "S", Ack: -1}, {At: 10*ms + ms/2, Flags: "S.", Ack: 1},
	}, c.Packets)
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"link 1ms 1Gbit/s 1", "a.txt:1: link: before the first conversation"},
		{"conversation x\nlink 1ms", "a.txt:2: link: 1 words, expected delay, rate and packets"},
		{"conversation x\nlose around data 1", `a.txt:2: lose: "around", expected up or down`},
		{"conversation x\nqueue up", "a.txt:2: queue: 1 words, expected up or down, and packets"},
		{"conversation x\nclient jump", `a.txt:2: client: "jump", which is no step`},
		{"conversation x\nclient 2 times (close", "a.txt:2: client: a parenthesis is not closed"},
		{"conversation x\nclient close)", `a.txt:2: client: ")" without a parenthesis before it`},
		{"conversation x\ncount a", "a.txt:2: count: 1 words, expected names and numbers"},
		{"conversation x\nsing", "a.txt:2: sing: expected conversation, about"},
	} {
		_, err := Parse("a.txt", []byte(c.text))
		require.ErrorContains(t, err, c.want)
	}
}

// What cannot be done is an error, not a difference.
func TestBadKnob(t *testing.T) {
	for _, k := range []string{"tcp.nonsense 1", "tcp.congestion nonsense", "tcp.rto_min nonsense"} {
		all, err := Parse("a.txt", []byte("conversation x\nlink 1ms 1Gbit/s 1\nknob "+k))
		require.NoError(t, err)
		_, err = Run(all[0])
		require.Error(t, err, k)
	}
}

// Comparing notices what is further away than it may be.
func TestCompare(t *testing.T) {
	const text = "conversation x\nlink 10ms 1Gbit/s 100\nclient connect; mark total; send 10; close\n" +
		"server read 10; eof; close\n"
	for _, c := range []struct{ more, want string }{
		{"time total 20 19..21", ""},
		{"time total 22 21.5..22", "total: 22.0 ms, ours 20.0 ms"},
		{"allow timers\ntime total 29 29..29", ""},
		{"allow round\ntime total 40 40..40", ""},
		{"time none 1 1..1", "none: 1.0 ms, ours none"},
		{"count data_up 1 rounds 0", ""},
		{"count data_up 2", "data_up: 2, ours 1"},
		{"> 0 S 0 0\n> 20 . 1 10 1", "client's packet 2: . seq 1 len 10 ack 1, ours . seq 1 len 0 ack 1"},
	} {
		all, err := Parse("a.txt", []byte(text+c.more))
		require.NoError(t, err)
		r, err := Run(all[0])
		require.NoError(t, err)
		var got string
		for _, d := range Compare(all[0], r) {
			got += d.String()
		}
		require.Contains(t, got, c.want)
		require.Equal(t, c.want == "", got == "", got)
	}
}

func TestStepThatFailsDifferently(t *testing.T) {
	all, err := Parse("a.txt", []byte("conversation x\nlink 10ms 1Gbit/s 100\nclient connect; send=EPIPE 1\nserver eof"))
	require.NoError(t, err)
	r, err := Run(all[0])
	require.NoError(t, err)
	require.Equal(t, "client send 1: success instead of EPIPE", Compare(all[0], r)[0].String())
}

func FuzzParse(f *testing.F) {
	f.Add("conversation x\nlink 1ms 1Gbit/s 1\nclient 2 times (send 1; close)")
	f.Add("conversation x\nlose up data 1-2\n> 1 S 0 0 1\ntime a 1 1..2\ncount a 1")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Parse("f", []byte(text)); err != nil {
			require.NotContains(t, err.Error(), "\n\n")
		}
	})
}
