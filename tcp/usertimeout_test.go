package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestUserTimeoutField(t *testing.T) {
	for _, c := range []struct {
		timeout vtime.Time
		field   uint16
		means   vtime.Time
	}{
		{vtime.Millisecond, 1, vtime.Second},
		{300 * vtime.Second, 300, 300 * vtime.Second},
		{32767 * vtime.Second, 32767, 32767 * vtime.Second},
		{32768 * vtime.Second, 0x8000 | 547, 547 * vtime.Minute},
		{vtime.Never, 0xffff, 32767 * vtime.Minute},
	} {
		require.Equal(t, c.field, userTimeoutField(c.timeout), "%v", c.timeout)
		require.Equal(t, c.means, userTimeoutOf(c.field), "%#x", c.field)
	}
	require.Zero(t, userTimeoutOf(0))
	require.Zero(t, userTimeoutOf(inMinutes))
}

// The option has room in every order of the others.
func TestUserTimeoutOnTheWire(t *testing.T) {
	for _, o := range []Options{
		{UserTimeout: 300},
		{MSS: 1460, HasScale: true, Scale: 7, SACKPermitted: true, HasTimestamp: true, UserTimeout: 0x8005},
		{MSS: 1460, HasScale: true, Scale: 7, SACKPermitted: true, HasTimestamp: true, UserTimeout: 0x8005, bsdOrder: true},
	} {
		got, err := ParseWire(ip.Addr{}, ip.Addr{}, AppendWire(nil, ip.Addr{}, ip.Addr{}, &Segment{Flags: SYN, Options: o}))
		require.NoError(t, err)
		o.bsdOrder = false // how it was written cannot be seen
		require.Equal(t, o, got.Options)
	}
	var o Options
	require.ErrorIs(t, o.parse([]byte{kindUserTimeout, 3, 0, 0}), ErrOptions)
}

// The longer one of both, within limits; 0 says nothing (RFC 5482 sections 3.1 and 3.4).
func TestUserTimeoutAgreement(t *testing.T) {
	const minute, nothing = vtime.Minute, uint16(inMinutes)
	for _, c := range []struct {
		rule   UserTimeoutOption
		own    vtime.Time
		fields []uint16
		want   vtime.Time
	}{
		{UserTimeoutAgreed, 3 * minute, nil, 3 * minute},
		{UserTimeoutAgreed, 3 * minute, []uint16{10}, 3 * minute},
		{UserTimeoutAgreed, 40 * vtime.Second, []uint16{10}, leastUserTimeout},
		{UserTimeoutAgreed, 3 * minute, []uint16{600}, 10 * minute},
		{UserTimeoutAgreed, 3 * minute, []uint16{600, nothing}, 10 * minute},
		{UserTimeoutAgreed, 3 * minute, []uint16{inMinutes | 24*60}, mostUserTimeout},
		{UserTimeoutAgreed, 0, []uint16{600}, 0},
		{UserTimeoutTold, 3 * minute, []uint16{600}, 3 * minute},
	} {
		cfg := rfc()
		cfg.UserTimeoutOption, cfg.GiveUp = c.rule, c.own
		r := newRig(t, cfg)
		r.bring(Established)
		for _, f := range c.fields {
			r.c.takeTimeout(r.at, &Options{UserTimeout: f})
		}
		require.Equal(t, c.want, r.c.userTimeout(), "%+v", c)
	}
}
