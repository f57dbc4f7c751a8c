package httpx

import (
	"math/bits"
	"math/rand/v2"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Spread is how a time varies around its mean.
type Spread uint8

// The spreads.
const (
	Fixed       Spread = iota // always the mean
	Uniform                   // from nothing to twice the mean
	Exponential               // short ones often, long ones seldom
	LogNormal                 // many near the median, some far above; Shape is sigma
	Pareto                    // a heavy tail; Shape is alpha
)

// SpreadNames are the spreads as people write them.
var SpreadNames = []string{"fixed", "uniform", "exponential", "lognormal", "pareto"}

// Variation is how times vary that have a mean.
type Variation struct {
	Spread Spread
	Shape  int64 // in hundredths; 0: 1 for LogNormal, 1.5 for Pareto, which needs more than 1
}

// Shapes that nobody chose, and the least of Pareto, in hundredths: with 1 or less
// it has no mean.
const (
	usualSigma = 100
	usualAlpha = 150
	leastAlpha = 101
)

// longestDraw bounds what is drawn: a heavy tail has no end.
const longestDraw = 366 * 24 * 3600 * vtime.Second

// Draw returns a time of that mean from a stream, as everything here that varies does.
func (v Variation) Draw(r *rand.Rand, mean vtime.Time) vtime.Time { return v.draw(r, mean) }

// draw returns a time of that mean. Everything is computed in integers, so that
// every machine draws the same.
func (v Variation) draw(r *rand.Rand, mean vtime.Time) vtime.Time {
	if mean <= 0 {
		return 0
	}
	switch v.Spread {
	case Uniform:
		return scaled(mean, r.Uint64()>>31)
	case Exponential:
		return scaled(mean, negLog(r.Uint64()))
	case LogNormal:
		sigma := v.shape(usualSigma)
		exponent := sigma*int64(normal(r)>>8)/100<<8 - sigma*sigma*int64(one)/20000
		return scaled(mean, exp(exponent))
	case Pareto:
		alpha := max(v.shape(usualAlpha), leastAlpha)
		least := vtime.Time(int64(mean) / alpha * (alpha - 100))
		return scaled(least, exp(int64(negLog(r.Uint64())*100/uint64(alpha))))
	}
	return mean
}

func (v Variation) shape(usual int64) int64 {
	if v.Shape == 0 {
		return usual
	}
	return v.Shape
}

// Fractions have 32 bits behind the point.
const (
	one   = uint64(1) << 32
	ln2   = 2977044472 // of 2
	log2e = 6196328019 // of e
)

// scaled is a time times a factor.
func scaled(t vtime.Time, factor uint64) vtime.Time {
	hi, lo := bits.Mul64(uint64(t), factor)
	if hi>>31 > 0 {
		return longestDraw
	}
	return min(vtime.Time(hi<<32|lo>>32), longestDraw)
}

// negLog is the natural logarithm of 1/u, where u counts from 0 to 1 in steps of
// 2^-64.
func negLog(u uint64) uint64 {
	u = max(u, 1)
	zeros := bits.LeadingZeros64(u)
	log := uint64(63-zeros) << 32
	for bit, m := one>>1, u<<zeros; bit > 0; bit >>= 1 {
		// The square of a number from 1 to 2: from 2 on its logarithm has this bit.
		hi, lo := bits.Mul64(m, m)
		if hi>>63 == 1 {
			log |= bit
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	hi, lo := bits.Mul64(64<<32-log, ln2)
	return hi<<32 | lo>>32
}

// exp is e to the power of x.
func exp(x int64) uint64 {
	negative := x < 0
	if negative {
		x = -x
	}
	hi, lo := bits.Mul64(uint64(x), log2e)
	if hi>>31 > 0 {
		hi, lo = 1<<31, 0 // far beyond the largest and the smallest number
	}
	power := hi<<32 | lo>>32 // of two
	whole, part := power>>32, power&(one-1)
	if negative && part > 0 {
		whole, part = whole+1, one-part
	}
	t := part * ln2 >> 32
	sum, term := one, one
	for i := uint64(1); term > 0; i++ {
		term = term * t >> 32 / i
		sum += term
	}
	switch {
	case negative:
		return sum >> min(whole, 63)
	case whole > 30:
		return 1 << 63
	}
	return sum << whole
}

// normal is a draw around 0 with a standard deviation of 1: the sum of twelve even
// draws, which goes no further than 6.
func normal(r *rand.Rand) int64 {
	sum := int64(-6) << 32
	for range 12 {
		sum += int64(r.Uint64() >> 32)
	}
	return sum
}
