// Package knobs is what the knobs of hosts are to scenarios, reports and the command:
// which there are, what profiles set them to, and which values a host has. Own hosts
// have those of package stack, gVisor's those of package gvisor; the two tables are
// told to the scenario format (Registry), which knows of neither.
package knobs
