package plot

import (
	"hash/fnv"
	"image/color"
	"math"

	"github.com/rttlab/rttlab/sim/cause"
)

type rgb = color.NRGBA

func solid(r, g, b uint8) rgb { return rgb{R: r, G: g, B: b, A: 255} }

// Colours of graphs.
var (
	ink    = solid(29, 35, 41)
	quiet  = solid(140, 148, 157)
	data   = solid(29, 79, 145)
	again  = solid(197, 34, 31)
	acked  = solid(26, 127, 55)
	window = solid(178, 120, 0)
	sacked = solid(130, 80, 223)
)

var palette = []rgb{data, again, acked, sacked, window, ink}

// families give causes that belong together a hue, with its saturation, as the
// report page does.
var families = []struct {
	hue, saturation float64
	whys            []cause.Why
}{
	{270, .42, []cause.Why{cause.Name}},
	{292, .40, []cause.Why{cause.TLS}},
	{26, .85, []cause.Why{cause.Connect, cause.ConnectRetry}},
	{215, .09, []cause.Why{cause.Blocked, cause.StreamLimit, cause.PortExhaustion, cause.Stale, cause.Refused,
		cause.Discovery, cause.ClientThink}},
	{205, .62, []cause.Why{cause.Request, cause.Response, cause.Close}},
	{98, .40, []cause.Why{cause.BehindStreams, cause.StreamWindow, cause.ConnectionWindow}},
	{145, .42, []cause.Why{cause.ServerThink, cause.ServerQueue, cause.AcceptQueue, cause.HeadOfLine}},
	{46, .88, []cause.Why{cause.SlowStart, cause.CongestionAvoidance, cause.RecoveryWindow, cause.MarkedWindow,
		cause.ReceiveWindow, cause.SillyWindow, cause.Pacing}},
	{338, .62, []cause.Why{cause.Nagle, cause.Cork, cause.DelayedAck, cause.Continue, cause.Handshake, cause.LocalQueue}},
	{4, .70, []cause.Why{cause.LossTimeout, cause.LossDupAcks, cause.LossPartialAck, cause.LossProbe, cause.LossSACK,
		cause.LossRACK, cause.LossEarly, cause.LossLastResort, cause.TooBig, cause.BlackHole, cause.Hole,
		cause.ForeignHole}},
	{180, .42, []cause.Why{cause.SendBuffer, cause.AppRead}},
}

// colourOf is the colour of a cause. One that is in no family gets a hue from its
// name.
func colourOf(w cause.Why) rgb {
	for _, f := range families {
		for i, member := range f.whys {
			if member == w {
				return hsl(f.hue, f.saturation, .44+.28*float64(i)/float64(max(len(f.whys)-1, 4)))
			}
		}
	}
	h := fnv.New32a()
	h.Write([]byte(w.String()))
	return hsl(float64(h.Sum32()%360), .5, .52)
}

// hsl is a colour by hue in degrees, saturation and lightness.
func hsl(hue, saturation, lightness float64) rgb {
	chroma := (1 - math.Abs(2*lightness-1)) * saturation
	channel := func(shift float64) uint8 {
		k := math.Mod(shift+hue/30, 12)
		v := lightness - chroma/2*max(-1, min(k-3, 9-k, 1))
		return uint8(math.Round(255 * v))
	}
	return solid(channel(0), channel(8), channel(4))
}
