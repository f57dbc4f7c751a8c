package tcp

import "math/rand/v2"

// AnyConfig draws all knobs.
var AnyConfig func(r *rand.Rand) Config

// PredictNothing has a connection take every segment the general way.
func PredictNothing(c *Conn) { c.general = true }
