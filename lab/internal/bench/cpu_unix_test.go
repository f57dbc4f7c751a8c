//go:build unix

package bench

import (
	"syscall"
	"time"
)

// cpuTime is the processor time that the process has used: others may be busy on
// the same cores.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return time.Since(started)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
