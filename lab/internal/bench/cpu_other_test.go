//go:build !unix

package bench

import "time"

// cpuTime is the time that has passed, where nothing better is known.
func cpuTime() time.Duration { return time.Since(started) }
