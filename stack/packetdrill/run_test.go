package packetdrill

import "testing"

// TestScripts runs our own scripts.
func TestScripts(t *testing.T) { RunDir(t, "../../testdata/packetdrill") }
