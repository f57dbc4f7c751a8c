package tcptest_test

import (
	"testing"

	"github.com/rttlab/rttlab/tcp/tcptest"
)

func TestSpaceForgetsNoKnob(t *testing.T) { tcptest.Space.Check(t) }
