package plot

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/cause"
)

// ColourOf is the colour of a cause, for tests.
func ColourOf(w cause.Why) string { return fmt.Sprint(colourOf(w)) }
