package space_test

import (
	"testing"

	"github.com/rttlab/rttlab/internal/tcptest/space"
)

func TestSpaceForgetsNoKnob(t *testing.T) { space.TCP.Check(t) }
