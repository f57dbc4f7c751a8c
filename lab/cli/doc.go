// Package cli is the command rttlab: flags, files, terminals and exit codes
// around lab. What it understands is told by cmd/rttlab, which is nothing but a
// call of Main.
package cli
