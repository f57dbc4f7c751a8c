package space_test

import (
	"testing"

	"github.com/rttlab/rttlab/tcp/tcptest/space"
)

func TestSpaceForgetsNoKnob(t *testing.T) { space.TCP.Check(t) }
