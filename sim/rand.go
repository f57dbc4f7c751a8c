package sim

import "math/rand/v2"

// Stream returns the random stream of that name. Streams of different names are
// independent, so a new consumer shifts nobody else's numbers.
func (k *Kernel) Stream(name string) *rand.Rand {
	base := k.Keyed("stream/" + name)
	return rand.New(rand.NewPCG(base.Draw(0), base.Draw(1)))
}

// Keyed is a source of draws that depend only on the seed, its name and a key:
// the draw for one packet does not move when other packets come or go.
type Keyed struct {
	base uint64
}

// Keyed returns the keyed source of that name.
func (k *Kernel) Keyed(name string) Keyed {
	return Keyed{mix(k.seed ^ mix(hashName(name)))}
}

// Draw returns 64 random bits for key.
func (s Keyed) Draw(key uint64) uint64 { return mix(s.base ^ mix(key)) }

// Below returns a draw for key in [0, n).
func (s Keyed) Below(key, n uint64) uint64 {
	if n == 0 {
		return 0
	}
	return s.Draw(key) % n
}

// hashName is FNV-1a, 64 bits.
func hashName(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}

// mix is a 64-bit finaliser (Stafford's variant 13): every input bit reaches
// every output bit.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
